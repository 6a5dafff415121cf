"""What the domain keeps sealed: answers on health and what they led to, notes for therapists, words of consents."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from sqlalchemy.engine import Connection

from spa.sealing import Keys
from spa.store.schema import health_key

KEYS = Keys(health_key)
NOTHING: dict[str, Any] = {"answers": {}, "rules": [], "notes": []}


def seal(connection: Connection, conversation: str, value: Any) -> str:
    return KEYS.made(connection, conversation).seal(value)


def opened(connection: Connection, conversation: str, sealed: str | None) -> Any | None:
    """What was sealed; None where there was nothing or it is erased."""
    key = KEYS.of(connection, conversation) if sealed else None
    return key.open(sealed) if key else None


def screened(connection: Connection, row: Any) -> dict[str, Any]:
    """Of a screening's row {"answers": {condition: answer}, "rules": [id], "notes": [id]}, empty where erased."""
    return {**NOTHING, **(opened(connection, row.conversation, row.sealed) or {})}


def with_answers(connection: Connection, rows: Sequence[Any]) -> list[Any]:
    """The screenings of one conversation with `answers`, `rules` and `notes`."""
    key = KEYS.of(connection, rows[0].conversation) if rows else None
    known = [(row, key.open(row.sealed) if key else None) for row in rows]
    return [SimpleNamespace(**{**row._mapping, **NOTHING, **(value or {})}) for row, value in known]


def note_of(connection: Connection, row: Any) -> str:
    """The note for the therapists on a booking's row."""
    return opened(connection, row.conversation, row.note) or ""


def sealed_note(connection: Connection, conversation: str, note: str) -> str:
    return seal(connection, conversation, note) if note else ""
