"""The responses are complete: both languages alike, every brace filled, every button understood, none said nowhere."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from gateway.messages import parse_payload
from spa.booking import values
from spa.knowledge.facts import FACT_NAMES
from spa.screening.assess import STOPS
from tests.texts import ROOT, responses

KNOWN = yaml.safe_load((Path(__file__).parent / "data" / "response_values.yml").read_text(encoding="utf-8"))
DOMAIN = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
RESPONSES = responses("responses")
QUESTIONS = responses("data")
EVERY = {**RESPONSES, **QUESTIONS}
CASES = (
    [{}, {"language": "vi"}],
    [
        {},
        {"party": 2, "language": "en"},
        {"party": 3, "language": "en"},
        {"party": 1, "language": "vi"},
        {"party": 2, "language": "vi"},
        {"party": 3, "language": "vi"},
    ],
)


def test_every_case_stands_once_in_each_language() -> None:
    for name, variations in EVERY.items():
        assert [_when(variation) for variation in variations] in CASES, name


def test_a_condition_is_on_a_slot_that_exists() -> None:
    conditions = [c for _, variation in _variations() for c in variation.get("condition", [])]
    assert {c["name"] for c in conditions} <= DOMAIN["slots"].keys()
    assert {c["type"] for c in conditions} == {"slot"}


def test_all_variations_of_a_response_offer_the_same() -> None:
    for name, variations in EVERY.items():
        assert all(variation["text"].strip() for variation in variations), name
        for several in (False, True):
            asked = [one for one in variations if (_when(one).get("party", 1) > 1) == several]
            assert len({tuple(b["payload"] for b in one.get("buttons", [])) for one in asked}) <= 1, name


def test_all_variations_of_a_response_say_the_same_values() -> None:
    for name, variations in EVERY.items():
        assert len({frozenset(_braces(variation["text"])) for variation in variations}) == 1, name


@pytest.mark.parametrize("name", RESPONSES)
def test_every_brace_can_be_filled(name: str) -> None:
    known = set(KNOWN["slots"]) if name in _said_by_rasa() else FACT_NAMES | _values(name)
    assert {brace for variation in RESPONSES[name] for brace in _braces(variation["text"])} <= known


def test_a_button_means_something() -> None:
    for name, variation in _variations():
        for choice in variation.get("buttons", []):
            parsed = parse_payload(
                choice["payload"].format(code="K7M4PQ", start="2026-11-27", service_id="six_step")
            )  # doubled braces are Rasa's single ones
            assert choice["title"] and parsed.intent in _intents(), name
            assert {entity["entity"] for entity in parsed.entities} <= set(DOMAIN["entities"]), name
            assert not parsed.response_key or f"utter_{parsed.response_key}" in QUESTIONS, name


def test_no_fact_of_a_venue_stands_in_a_text() -> None:
    innocent = re.compile("|".join(KNOWN["digits"]))
    found = [name for name, variation in _variations() if re.search(r"\d", innocent.sub("", variation["text"]))]
    assert found == []


def test_every_response_is_said_somewhere() -> None:
    assert sorted(RESPONSES.keys() - _said_by_rasa() - _said_by_actions() - _said_by_gateway_and_worker()) == []


def test_everything_that_is_said_has_a_response() -> None:
    said = _said_by_rasa() | _said_by_actions() | _said_by_gateway_and_worker()
    assert sorted(said - RESPONSES.keys()) == []


def test_what_is_put_together_is_all_that_can_be() -> None:
    gaps = KNOWN["put_together"]
    seen = {values.CONFIRMED, values.AWAITING_DECISION, values.ARRIVED, values.CANCELLED}
    assert set(gaps["utter_{}"]) == STOPS
    assert set(gaps["utter_status_{}"]) == seen
    assert (
        gaps["utter_ask_start_{}"][:-1] == re.findall(r"Reasons: (.*)\.", str(values.Alternatives.__doc__))[0].split()
    )


def _variations() -> Iterator[tuple[str, dict[str, Any]]]:
    yield from ((name, variation) for name, variations in RESPONSES.items() for variation in variations)


def _when(variation: dict[str, Any]) -> dict[str, Any]:
    return {condition["name"]: condition["value"] for condition in variation.get("condition", [])}


def _braces(text: str) -> list[str]:
    return re.findall(r"{([^{}]*)}", text)


def _values(name: str) -> set[str]:
    listed = KNOWN["values"].get(name, [])
    return {value for part in listed for value in ([part] if isinstance(part, str) else part)}


def _intents() -> set[str]:
    return {next(iter(intent)) for intent in DOMAIN["intents"]}


def _said_by_rasa() -> set[str]:
    """What rules name, and the questions of forms that no action asks; small talk stands with its examples."""
    required = {slot for form in DOMAIN["forms"].values() for slot in form["required_slots"]}
    asked = {f"utter_ask_{slot}" for slot in required if f"action_ask_{slot}" not in DOMAIN["actions"]}
    return asked | _named("data/*/rules.yml", r"\butter_\w+") - {"utter_chitchat"}


def _said_by_actions() -> set[str]:
    """What actions name, a name with gaps for all that may fill it; answers to questions stand with their examples."""
    named = {re.sub(r"{[^}]*}", "{}", name) for name in _named("actions/*.py")} - {"utter_faq/{}"}
    gaps: dict[str, list[str]] = {pattern: KNOWN["put_together"][pattern] for pattern in named if "{}" in pattern}
    filled = {pattern.split("{}")[0] + part for pattern, parts in gaps.items() for part in parts}
    return (named - gaps.keys()) | filled


def _said_by_gateway_and_worker() -> set[str]:
    """Less what the page with the questions puts together, in the words of the chat, and with what all answers begin."""
    said = _named("gateway/**/*.py") | _named("worker/*.py")
    return {name for name in said - {"utter_faq/"} if "{" not in name}


def _named(where: str, name: str = r'"(utter_[^"]*)"') -> set[str]:
    """The names of responses in these files: in Python between quotes."""
    found = (re.findall(name, path.read_text(encoding="utf-8")) for path in ROOT.glob(where))
    return {name for names in found for name in names}
