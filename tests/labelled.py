"""Our own labelled sentences: the lines of tests/nlu and tests/safety, each Vietnamese one also as typed without marks."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from spa.text import fold

TESTS = Path(__file__).resolve().parent
CONDITIONS = TESTS / "safety" / "conditions"
NLU = TESTS / "nlu"
DEVELOPMENT = TESTS.parents[1] / "shared" / "eval" / "dev"  # the public's lines; not everywhere are they there
PLAIN = "vi-plain"
OUT = "out_of_scope"
Row = dict[str, Any]
# Acts of a booking that lead to the same step: what is wanted, the words themselves say.
_BOOKING = {"book_session", "check_availability", "inform", "change_booking", "request_alternative"}
ALSO = {
    **{act: _BOOKING for act in _BOOKING},
    "request_alternative": {*_BOOKING, "deny"},
    "affirm": {"chitchat"},
    "deny": {"stop_conversation"},
    "thank": {"goodbye"},
    "goodbye": {"thank"},
}


def lines(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def development_texts() -> list[str]:
    """What customers say in the development data; nothing where that data is not there."""
    rows = [
        json.loads(line) for path in DEVELOPMENT.glob("*.jsonl") for line in path.read_text("utf-8").split("\n") if line
    ]
    return [row[key] for row in rows for key in ("text", "says", "asks", "question") if row.get(key)]


def both_ways(rows: list[Row]) -> Iterator[Row]:
    """The rows, and the Vietnamese ones once more without diacritics, as language "vi-plain"."""
    yield from rows
    yield from ({**row, "text": fold(row["text"]), "lang": PLAIN} for row in rows if row["lang"] == "vi")


def sentences() -> Iterator[Row]:
    """Questions, acts and what is not ours: `label` is the intent, or faq/ and the topic; `kind` says which."""
    for kind, name in (("questions", "faq"), ("acts", "intents"), ("not ours, refused", OUT)):
        yield from ({**row, "kind": kind} for row in both_ways(lines(NLU / f"{name}.jsonl")))


def dates() -> Iterator[Row]:
    """`start` is when it begins, to the day or the minute; a `now` other than the usual one is named."""
    yield from both_ways(lines(NLU / "dates.jsonl"))


def conditions() -> Iterator[Row]:
    """What is said about health: `condition` is the file's; `label` is YES, ASK (both to be noticed) or NO."""
    for path in sorted(CONDITIONS.glob("*.jsonl")):
        yield from ({**row, "condition": path.stem} for row in both_ways(lines(path)))


def topic_or_act_right(row: Row, reading: Row) -> bool:
    """A question needs its topic or a detail of it, an act an intent that leads on; what is not ours is refused."""
    if row["label"] == OUT:
        return bool(reading["refused"])
    wanted = row["label"].removeprefix("faq/")
    if wanted == row["label"]:
        return bool(reading["intent"] == wanted or reading["intent"] in ALSO.get(wanted, ()))
    topic = reading["topic"] or ""
    return bool(topic == wanted or topic.startswith(f"{wanted}_"))


def noticed_right(row: Row, found: set[str]) -> bool:
    """`found` are the conditions noticed. An emergency may be noticed as another one; of a NO nothing may be."""
    if row["label"] == "NO":
        return not found
    if row["condition"].startswith("red_flag"):
        return any(condition.startswith("red_flag") for condition in found)
    return row["condition"] in found
