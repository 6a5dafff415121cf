"""A name tells no language: "Mai" and "Nguyễn" are written by those who write English as well."""

import re

from rasa_sdk.events import EventType, SlotSet

from actions.base import Turn
from spa.text import fold

_LETTERS = re.compile(r"[^\W\d_]+")


def as_before(turn: Turn, name: str) -> list[EventType]:
    """Go on in the language of the messages before, where a message is nothing but a name."""
    before = _before(turn)
    if turn.pressed or _words(turn.typed) != _words(name) or before in (None, turn.slot("language")):
        return []
    turn.tracker.slots["language"] = before
    return [SlotSet("language", before)]


def _words(text: str) -> list[str]:
    return _LETTERS.findall(fold(text))


def _before(turn: Turn) -> str | None:
    """The language as it stood when the message came."""
    events = list(turn.tracker.events)
    said = next((place for place in range(len(events) - 1, -1, -1) if events[place]["event"] == "user"), 0)
    spoken = (event["value"] for event in reversed(events[:said]) if event.get("name") == "language")
    return next(spoken, None)
