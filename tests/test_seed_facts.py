"""Each fact of the venues' documents is stated by the answer it belongs to, at its venue and in both languages."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from spa.knowledge import FACT_NAMES, answer_key, facts, load_venues
from tests.texts import LANGUAGES, ROOT, answer, responses

SEED_FACTS: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "data" / "seed_facts.yml").read_text(encoding="utf-8")
)
ANSWERS = {name: text for name, text in responses("data/faq").items() if name.startswith("utter_faq/")}
VENUES = load_venues(ROOT / "knowledge" / "venues")
SAID = {(venue, language): facts(VENUES[venue], language) for venue in VENUES for language in LANGUAGES}

OWN_TO_A_VENUE = (
    "procedure",
    "rooms",
    "therapists",
    "venue_special",
    "home_technique",
    "what_is_acupoints",
    "pregnancy",
)
DIFFERENCES = [fact for fact in SEED_FACTS if len(fact["venues"]) == 1 and fact["key"].startswith(OWN_TO_A_VENUE)]

CASES = [
    pytest.param(fact, venue, language, id=f"{venue}-{language}-{fact['key']}-{fact['fact']}".replace(" ", "_"))
    for fact in SEED_FACTS
    for venue in fact["venues"]
    for language in LANGUAGES
]


@pytest.mark.parametrize(("fact", "venue", "language"), CASES)
def test_the_answer_states_the_fact(fact: dict[str, Any], venue: str, language: str) -> None:
    text = told(fact["key"], venue, language)
    assert re.search(fact[language], text, re.IGNORECASE | re.DOTALL), text


SEEDED = {venue for fact in SEED_FACTS for venue in fact["venues"]}  # a further venue may say what it likes


@pytest.mark.parametrize("fact", DIFFERENCES, ids=lambda fact: fact["fact"])
def test_a_difference_between_the_venues_stays_one(fact: dict[str, Any]) -> None:
    (there,) = fact["venues"]
    for venue in SEEDED - {there}:
        assert not re.search(fact["en"], told(fact["key"], venue, "en"), re.IGNORECASE | re.DOTALL)


def test_a_venue_without_home_techniques_does_not_teach_them() -> None:
    for key in {fact["key"] for fact in SEED_FACTS if fact["key"].startswith("home_technique")}:
        assert told(key, "lee_spa", "en") == told("home_technique_on_request", "lee_spa", "en")


@pytest.mark.parametrize(
    ("language", "beside", "not_for"),
    [
        ("en", "beside the spine.*Never press on the bone", "pregnant.*cancer.*osteoporosis.*blood thinners"),
        ("vi", "hai bên cột sống.*không ấn lên xương", "mang thai.*ung thư.*loãng xương.*chống đông"),
    ],
)
def test_along_the_spine_is_beside_it_and_not_for_everybody(language: str, beside: str, not_for: str) -> None:
    text = told("home_technique_acupressure", "danang_reviews", language)
    assert re.search(beside, text, re.DOTALL) and re.search(not_for, text)


@pytest.mark.parametrize("name", ANSWERS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answer_uses_only_facts_that_there_are(name: str, language: str) -> None:
    assert set(re.findall(r"{(\w+)}", answer(name, language, ANSWERS))) <= FACT_NAMES


@pytest.mark.parametrize("venue", VENUES)
def test_a_venue_sends_questions_only_to_answers_that_there_are(venue: str) -> None:
    for asked, answered in VENUES[venue].answers.items():
        assert {f"utter_faq/{asked}", f"utter_faq/{answered}"} <= set(ANSWERS)


def told(key: str, venue: str, language: str) -> str:
    """What a guest of the venue reads when this topic is asked."""
    name = f"utter_faq/{answer_key(VENUES[venue], key)}"
    return answer(name, language, ANSWERS).format_map(SAID[venue, language])
