"""Each condition, told by tap and in words, leads where its rule says: to a person, or to a visit without some steps."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from bootstrap import KNOWLEDGE
from spa.screening import Rules
from spa.text import fold
from tests.assistant import Assistant
from tests.conftest import Wait
from tests.conversations.customer import Play

TABLE = yaml.safe_load((Path(__file__).parent / "tables" / "conditions.yml").read_text(encoding="utf-8"))
RULES = Rules.load(KNOWLEDGE / "screening.yml")
SIX_STEPS = ["shower", "wooden_tub", "herbal_bath", "saunas", "foot_soak", "rinse", "massage"]
MET_IN_CONVERSATIONS = {
    "hypertension",
    "hypertension_controlled",
    "skin_wound",
    "skin_wound_elsewhere",
    "answer_changed",
}
HOLD = {"en": "the six-step treatment tomorrow at 3pm for 1 person", "vi": "đặt gói 6 bước 3h chiều mai cho 1 người"}
HOWS = {"lee_spa": ("tap", "en", "vi", "vi without marks"), "danang_reviews": ("tap", "vi")}
CASES = [
    pytest.param(row, how, venue, id=f"{row['condition']} {how} {venue}")
    for venue, hows in HOWS.items()
    for row in TABLE
    for how in hows
    if how[:3].strip() in row
]


def test_no_condition_is_left_out() -> None:
    assert {row["condition"] for row in TABLE} | MET_IN_CONVERSATIONS == RULES.conditions.keys()


@pytest.mark.parametrize(("row", "how", "venue"), CASES)
def test_condition(assistant: Assistant, wait_for: Wait, row: dict[str, Any], how: str, venue: str) -> None:
    wait_for(_play(assistant, row, how, venue))


async def _play(assistant: Assistant, row: dict[str, Any], how: str, venue: str) -> None:
    language = "vi" if how.startswith("vi") else "en"
    play = Play(assistant, {"name": row["condition"], "language": language, "venue": venue, "talk": []})
    await play.run()
    await _say(play, HOLD[play.written["language"]])
    await _press(play, "yes")
    await _answer_no_until(play, row["question"])
    if how == "tap":
        await _press(play, row["tap"])
    else:
        await _say(play, fold(row["vi"]) if "without" in how else row[how])
    if "hears" in row:
        first, *further = _heard(play)
        assert first == row["hears"]
        assert further in ([], ["utter_person_from"])  # where the venue is not open yet
        assert [one["status"] for one in await assistant.bookings() if one["status"] == "confirmed"] == []
    else:
        await _finish(play, row)


async def _finish(play: Play, row: dict[str, Any]) -> None:
    """Everything else is answered with no; the visit is booked without what the rule leaves out."""
    kept = SIX_STEPS if row["kept"] == "all" else row["kept"]
    await _answer_no_until(play, "read_back")
    await _press(play, "yes")
    assert ("utter_steps_left_out" in _heard(play)) == (kept != SIX_STEPS)
    await _say(play, "Lan")
    await _say(play, "0905123456")
    await _press(play, "yes")
    (booked,) = await play.assistant.bookings()
    assert (booked["status"], booked["steps"]) == ("confirmed", kept)
    assert row["note"] in booked["note"]


async def _answer_no_until(play: Play, question: str) -> None:
    """No to every question before this one; those that are asked only after a yes get it."""
    opened = {"red_flag_list": "red_flags", "medicine_names": "medicines"}
    while (now := _question(play)) != question:
        assert now != "name", f"{question} was never asked"
        await _press(play, "yes" if now == opened.get(question) else "no")


def _question(play: Play) -> str:
    """The question that is open, by the name of its response."""
    return (
        _heard(play)[-1]
        .removeprefix("utter_ask_")
        .removeprefix("screening_")
        .removesuffix("_more")
        .removesuffix("_nothing")
    )


def _heard(play: Play) -> list[str]:
    return [reply["response"] for reply in play.me.shown[-1]]


async def _say(play: Play, text: str) -> None:
    await play.speak({"say": text})


async def _press(play: Play, value: str) -> None:
    await play.speak({"press": value})
