"""Words that mean a visit which is booked already, though none of them names it: "move it to Friday at five"."""

from datetime import datetime, timedelta
from typing import Any

from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet

from actions import draft
from actions.base import Turn
from actions.times import say_wanted
from spa.booking import Booking
from spa.text import fold

BEGUN = ("requested_slot", "service", "party", "start", "window", "booking_id")


def moves_booked(turn: Turn) -> bool:
    """Whether words of moving, or that somebody cannot come, are said of what is booked; nothing else is begun."""
    words, said = turn.services.words, fold(turn.typed)
    another = bool(turn.wanted.times) or turn.intent == "request_alternative" or words.moved_by.search(said)
    meant = words.hindered.search(said) or (another and words.moves.search(said))
    return bool(meant) and _is_of_booked(turn)


def may_move(turn: Turn) -> bool:
    """Whether a mere time is said, which may be a new one for what is booked."""
    return turn.intent == "inform" and bool(turn.wanted.times) and _is_of_booked(turn)


def ask_whether(turn: Turn) -> list[EventType]:
    """Ask whether the visit is to be moved or another one booked; the buttons keep the time."""
    window = draft.hear(turn)["window"]
    start = window["from"] if window["exact"] else window["from"].partition("T")[0]
    booked = ", ".join(turn.say_time(one.start) for one in draft.upcoming(turn))
    turn.say("utter_ask_move_or_new", booked=booked, when=say_wanted(turn, window), start=start)
    return [SlotSet("requested_slot", None), ActiveLoop(None), FollowupAction("action_listen")]


def new_time(turn: Turn, booked: list[Booking]) -> dict[str, Any] | None:
    """The time that is wished for; where somebody cannot come, the day of the visit is not it."""
    if not turn.services.words.hindered.search(fold(turn.typed)):
        return (later(turn, booked[0]) if len(booked) == 1 else None) or draft.hear(turn).get("window")
    given_up = [one.start.astimezone(turn.zone).replace(tzinfo=None) for one in booked]
    others = [
        time
        for time in turn.wanted.times
        if (time.start not in given_up if time.grain in draft.EXACT else time.start.date() not in _days(given_up))
    ]
    return draft.window(tuple(others))


def later(turn: Turn, booked: Booking) -> dict[str, Any] | None:
    """A new time that is told from the old one: "by 3 days", "an hour earlier", "Monday, same time"."""
    local, words, said = booked.start.astimezone(turn.zone).replace(tzinfo=None), turn.services.words, fold(turn.typed)
    moved = words.moved_by.search(said)
    if moved:
        by = timedelta(minutes=words.minutes_by(moved)) * (-1 if words.sooner.search(said) else 1)
        return {"from": (local + by).isoformat(), "exact": True, "grain": "minute"}
    named = [one for one in turn.wanted.times if one.grain == "day"]
    if len(named) == 1 and words.same_hour.search(said):
        return {"from": datetime.combine(named[0].start, local.time()).isoformat(), "exact": True, "grain": "minute"}
    return None


def _days(moments: list[Any]) -> list[Any]:
    return [moment.date() for moment in moments]


def _is_of_booked(turn: Turn) -> bool:
    said = turn.wanted
    if turn.pressed or said.service or said.party or said.minutes or any(turn.slot(slot) for slot in BEGUN):
        return False
    return bool(draft.upcoming(turn))
