"""What customers want and when they come must not be understood worse than it was: floors a little under the figures."""

import pytest

from tests.assistant import Assistant
from tests.conftest import Wait
from tests.evaluate import LANGUAGES, evaluate
from tests.labelled import NLU, lines

Figures = dict[str, dict[str, dict[str, dict[str, float]]]]
FLOORS = {
    "questions": {"en": 0.91, "vi": 0.94, "vi-plain": 0.93},
    "acts": {"en": 0.91, "vi": 0.95, "vi-plain": 0.94},
    "not ours, refused": {"en": 0.88, "vi": 0.9, "vi-plain": 0.88},
    "dates": {"en": 0.98, "vi": 0.98, "vi-plain": 0.98},
}
MOST_REFUSED = 0.04


@pytest.fixture(scope="module")
def figures(assistant: Assistant, wait_for: Wait) -> Figures:
    found: Figures = wait_for(evaluate(assistant))
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", FLOORS)
def test_understanding_is_not_worse_than_it_was(figures: Figures, kind: str, lang: str) -> None:
    assert figures["shares"][kind][lang]["share"] >= FLOORS[kind][lang]


@pytest.mark.parametrize("kind", ["questions", "acts", "dates"])
def test_marks_make_no_difference_of_three_points(figures: Figures, kind: str) -> None:
    by_lang = figures["shares"][kind]
    assert by_lang["vi"]["share"] - by_lang["vi-plain"]["share"] <= 0.03


@pytest.mark.parametrize("lang", LANGUAGES)
def test_few_of_our_own_questions_are_refused(figures: Figures, lang: str) -> None:
    assert figures["refused"]["refused"][lang]["share"] <= MOST_REFUSED


@pytest.mark.parametrize(("name", "least"), [("out_of_scope", 200), ("dates", 150), ("faq", 400), ("intents", 300)])
@pytest.mark.parametrize("lang", ["en", "vi"])
def test_the_sets_are_large_enough(name: str, least: int, lang: str) -> None:
    assert sum(row["lang"] == lang for row in lines(NLU / f"{name}.jsonl")) >= least
