"""The names that other work relies on: intents, topics of questions, outcomes. A topic may get finer keys of its own."""

from pathlib import Path

import yaml

from spa.screening.assess import OUTCOMES
from tests.texts import responses

ROOT = Path(__file__).parents[1]
NAMES = yaml.safe_load((Path(__file__).parent / "data" / "names.yml").read_text(encoding="utf-8"))
INTENTS, TOPICS = set(NAMES["intents"].split()), NAMES["topics"].split()
OF_RASA = {"back", "restart", "session_start"}  # never trained: typed words may not be one of them

DOMAIN = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
TRAINED = {
    block["intent"]
    for path in (ROOT / "data").rglob("*.yml")
    for block in yaml.safe_load(path.read_text(encoding="utf-8")).get("nlu") or []
}


def test_every_intent_is_there_and_trained() -> None:
    known = {next(iter(intent)) for intent in DOMAIN["intents"]}
    trained = {label.split("/")[0] for label in TRAINED}
    assert (sorted(INTENTS - known), sorted(INTENTS - trained)) == ([], [])
    assert trained <= known and not OF_RASA & (known | trained)


def test_every_topic_has_examples_and_an_answer() -> None:
    answered = {name.removeprefix("utter_") for name in responses("data/faq")}
    wanted = {f"faq/{topic}" for topic in TOPICS}
    assert (sorted(wanted - TRAINED), sorted(wanted - answered)) == ([], [])


def test_a_finer_key_is_named_after_its_topic() -> None:
    keys = {label.removeprefix("faq/") for label in TRAINED if label.startswith("faq/")}
    assert [key for key in keys - set(TOPICS) if not key.startswith(tuple(f"{topic}_" for topic in TOPICS))] == []


def test_the_outcomes() -> None:
    assert OUTCOMES == ("nothing_reported", "adapt", "consult", "not_today", "see_doctor", "emergency")
