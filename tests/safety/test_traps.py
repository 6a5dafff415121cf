"""Ways of saying it that slip past a reader of single sentences: in two messages, with slips, beside a no, for another."""

from itertools import pairwise
from pathlib import Path

from spa.health import Reader
from tests.labelled import Row, lines

READER = Reader.load(Path(__file__).parents[2] / "knowledge" / "health")
ROWS = lines(Path(__file__).with_name("traps.jsonl"))


def noticed(row: Row) -> bool:
    found = [mention for text in row["says"] for mention in READER.read(text)]
    found += [mention for before, text in pairwise(row["says"]) for mention in READER.across(before, text)]
    return row["condition"] in {mention.condition for mention in found if mention.status != "absent"}


def test_each_trap_is_seen() -> None:
    missed = [row["says"] for row in ROWS if row["label"] == "YES" and not noticed(row)]
    assert missed == []


def test_nothing_is_made_up() -> None:
    assert [row["says"] for row in ROWS if row["label"] == "NO" and noticed(row)] == []
