"""A short word that a detail was taken, where another one was asked for."""

from datetime import datetime
from typing import Any

from actions.base import Turn


def say_noted(turn: Turn, heard: dict[str, Any]) -> None:
    """Say what was taken, where the question that is open is not answered by it and comes again."""
    asked = turn.slot("requested_slot")
    if not asked or turn.pressed or not turn.is_new or ("window" if asked == "start" else asked) in heard:
        return
    if heard.get("service"):
        turn.say("utter_noted", what=turn.venue.service(heard["service"]).name[turn.language])
    if heard.get("party"):
        turn.say("utter_noted_one_guest" if heard["party"] == 1 else "utter_noted_guests", guests=str(heard["party"]))
    if heard.get("window"):
        turn.say("utter_noted", what=_time(turn, heard["window"]))
    if heard.get("phone"):
        turn.say("utter_noted", what=heard["phone"])


def _time(turn: Turn, window: dict[str, Any]) -> str:
    """An hour with its day; of anything wider the words that were typed."""
    if not window.get("exact"):
        return f"“{turn.typed}”"
    return turn.say_time(turn.aware(datetime.fromisoformat(window["from"])))
