"""What the health reader notices in our own sentences must not get worse: floors a little under the measured figures."""

from collections import Counter, defaultdict
from pathlib import Path

import pytest

from spa.health import Reader
from tests.labelled import PLAIN, Row, conditions, noticed_right

READER = Reader.load(Path(__file__).parents[2] / "knowledge" / "health")
ROWS = list(conditions())
MAIN = ("pregnancy", "heart_failure", "kidney_failure", "malignancy", "bleeding")
FLAGS = sorted({row["condition"] for row in ROWS if row["condition"].startswith("red_flag")})
LANGUAGES = ("en", "vi", PLAIN)


def right(row: Row) -> bool:
    return noticed_right(row, {mention.condition for mention in READER.read(row["text"]) if mention.status != "absent"})


RIGHT = {id(row): right(row) for row in ROWS}


def share(rows: list[Row]) -> float:
    return sum(RIGHT[id(row)] for row in rows) / len(rows)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("condition", MAIN)
def test_each_main_condition_is_noticed(condition: str, lang: str) -> None:
    rows = [r for r in ROWS if r["condition"] == condition and r["lang"] == lang and r["label"] != "NO"]
    assert len(rows) >= 60
    assert share(rows) >= 0.95


@pytest.mark.parametrize("condition", FLAGS)
def test_each_red_flag_is_noticed(condition: str) -> None:
    rows = [r for r in ROWS if r["condition"] == condition and r["label"] != "NO"]
    assert len(rows) >= 30
    assert share(rows) >= 0.97


@pytest.mark.parametrize("lang", LANGUAGES)
def test_all_that_is_said_is_noticed(lang: str) -> None:
    assert share([r for r in ROWS if r["lang"] == lang and r["label"] != "NO"]) >= 0.985


@pytest.mark.parametrize("lang", LANGUAGES)
def test_little_is_taken_from_what_only_sounds_like_it(lang: str) -> None:
    assert share([r for r in ROWS if r["lang"] == lang and r["label"] == "NO"]) >= 0.95


def test_marks_make_no_difference_of_three_points() -> None:
    shares = [share([r for r in ROWS if r["lang"] == lang and r["label"] != "NO"]) for lang in ("vi", PLAIN)]
    assert abs(shares[0] - shares[1]) <= 0.03


def test_every_way_of_saying_it_is_there() -> None:
    ways: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for row in ROWS:
        ways[row["condition"], row["lang"]][row["way"]] += 1
    for condition in MAIN:
        for lang in ("en", "vi"):
            assert {"direct", "indirect", "slips", "in_booking", "negated", "other", "alike"} <= set(
                ways[condition, lang]
            )
