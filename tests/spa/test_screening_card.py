"""What a consultant sees before deciding, and what everybody else sees of it."""

from pathlib import Path

import pytest

from spa.errors import KnowledgeError
from spa.screening import Rules, card, records
from spa.store.database import reading, writing
from tests.spa.house import NOW, House

KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge"
RULES = Rules.load(KNOWLEDGE / "screening.yml")
QUESTIONS = card.read_questions(KNOWLEDGE / "consult.yml", RULES)
PREGNANT = {"answers": {"pregnancy": "yes", "bleeding": "no"}, "rules": ["pregnancy"], "notes": []}


def test_the_card_says_outcome_rule_and_answers(house: House) -> None:
    held = house.hold("2026-11-26 10:00")
    house.screen(held, outcome="consult", **PREGNANT, left_out=["saunas"])
    with reading(house.engine) as connection:
        (found,) = card.cards(connection, held, RULES, False)
        assert card.outcome_of(connection, held.id) == "consult"
    assert (found.outcome, found.rules, found.left_out) == ("consult", ("pregnancy",), frozenset({"saunas"}))
    assert found.answers == PREGNANT["answers"]


def test_what_was_told_since_is_on_the_card(house: House) -> None:
    booked = house.book("2026-11-26 10:00")
    with writing(house.engine) as connection:
        records.record(connection, booked.conversation, "house", {"pregnancy": "yes"}, NOW)
    with reading(house.engine) as connection:
        (found,) = card.cards(connection, booked, RULES, False)
        assert card.outcome_of(connection, booked.id) == "consult"
    assert (found.outcome, found.rules) == ("consult", ("pregnancy",))


def test_what_is_asked_follows_from_the_rule(house: House) -> None:
    held = house.hold("2026-11-26 10:00")
    house.screen(held, outcome="consult", **PREGNANT)
    with reading(house.engine) as connection:
        (found,) = card.cards(connection, held, RULES, False)
    asked = card.to_ask(found, QUESTIONS, "en")
    assert asked[0] == QUESTIONS["pregnancy"]["en"][0]
    assert asked[-1] == QUESTIONS["every"]["en"][-1]


def test_another_service_is_judged_by_the_same_answers(house: House) -> None:
    held = house.hold("2026-11-26 10:00")
    house.screen(held, outcome="consult", **PREGNANT)
    with reading(house.engine) as connection:
        found = card.cards(connection, held, RULES, False)
    assert card.left_out_for(found, ("massage", "saunas", "rinse"), RULES, False) == {1: {"saunas", "rinse"}}


def test_the_gravest_outcome_of_a_party_is_shown(house: House) -> None:
    held = house.hold("2026-11-26 10:00", party=2)
    house.screen(held, 1, outcome="adapt")
    house.screen(held, 2, outcome="consult")
    with reading(house.engine) as connection:
        assert card.outcome_of(connection, held.id) == "consult"


@pytest.mark.parametrize(
    "text",
    [
        "questions: {every: {en: [a], vi: [b]}}",
        "questions: {strange: {en: [a], vi: [b]}}",
        "questions: {every: {en: [a]}}",
    ],
)
def test_a_mistake_in_the_questions_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "consult.yml"
    file.write_text(text)
    with pytest.raises(KnowledgeError, match=r"consult\.yml"):
        card.read_questions(file, RULES)
