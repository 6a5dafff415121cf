"""Our own labelled sentences: the lines of tests/nlu and tests/safety, each Vietnamese one also as typed without marks."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from spa.text import fold

TESTS = Path(__file__).resolve().parent
CONDITIONS = TESTS / "safety" / "conditions"
PLAIN = "vi-plain"
Row = dict[str, Any]


def lines(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def both_ways(rows: list[Row]) -> Iterator[Row]:
    """The rows, and the Vietnamese ones once more without diacritics, as language "vi-plain"."""
    yield from rows
    yield from ({**row, "text": fold(row["text"]), "lang": PLAIN} for row in rows if row["lang"] == "vi")


def conditions() -> Iterator[Row]:
    """What is said about health: `condition` is the file's; `label` is YES, ASK (both to be noticed) or NO."""
    for path in sorted(CONDITIONS.glob("*.jsonl")):
        yield from ({**row, "condition": path.stem} for row in both_ways(lines(path)))


def noticed_right(row: Row, found: set[str]) -> bool:
    """`found` are the conditions noticed. An emergency may be noticed as another one; of a NO nothing may be."""
    if row["label"] == "NO":
        return not found
    if row["condition"].startswith("red_flag"):
        return any(condition.startswith("red_flag") for condition in found)
    return row["condition"] in found
