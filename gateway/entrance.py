"""Where what a customer said becomes what the assistant gets.

Typed text is only ever text: an intent comes from a button that this server issued, or from one of its presets.
"""

import unicodedata
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from gateway.messages import PRESETS, Message, Parse
from spa.masking import mask
from spa.text import normalise

LONGEST = 2000
STALE = Parse("stale_button")
NOTHING_SAID = "…"


def clean(text: str) -> str:
    """What is kept of typed text: without what no database and no page can hold, with card numbers hidden."""
    encodable = text.encode("utf-8", "ignore").decode("utf-8")
    printable = (letter for letter in encodable if letter in "\n\t" or unicodedata.category(letter) != "Cc")
    return mask("".join(printable))


def escape(text: str) -> str:
    """Typed text in which nothing can be taken for a command: `/inform{}` is `inform{}`."""
    return normalise(text).lstrip("/ ") or NOTHING_SAID


def message(rows: Sequence[Any], conversation: Any, button: Any | None, now: datetime, early: bool = False) -> Message:
    """Put together what the assistant gets for rows of the inbox; `early`: before the open question was shown."""
    text = words(rows)
    metadata = {
        "venue": conversation.venue_id,
        "channel": conversation.id.partition(":")[0],
        "language_hint": conversation.language,
        "cut": len(text) > LONGEST,
        "early": early,
        "ticked": rows[0].kind == "ticks",
    }
    first, names = rows[0], tuple(row.client_id for row in rows)
    parse, said = _parse(first, conversation, button, now), PRESETS.get(first.kind) or text[:LONGEST]
    return Message(conversation.id, first.client_id, said, parse, metadata, names)


def words(rows: Sequence[Any]) -> str:
    return "\n".join(escape(row.text or "") for row in rows)


def _parse(inbound: Any, conversation: Any, button: Any | None, now: datetime) -> Parse | None:
    if inbound.kind == "text":
        return None
    if inbound.kind in ("button", "ticks"):
        if button is None or button.payload is None or not is_good(button, conversation, now):
            return STALE
        return Parse(**{name: value for name, value in button.payload.items() if name != "ticked"})
    return _preset(inbound)


def _preset(inbound: Any) -> Parse:
    chosen = [{"entity": "language", "value": inbound.text}] if inbound.kind == "language" else []
    return Parse(PRESETS[inbound.kind], entities=chosen)


def is_good(button: Any, conversation: Any, now: datetime) -> bool:
    """A button is good in its own conversation, until it expires and while its question is the one that is open."""
    if button.conversation != conversation.id or button.expires_at <= now:
        return False
    return button.asked is None or button.asked == conversation.asked
