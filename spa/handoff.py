"""Notes for the people at the venue: who asks for them, which booking waits for a decision, what was not understood."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.engine import Connection

from spa.store.schema import staff_note

# After these somebody waits for a person, the most urgent first; every other kind only informs.
WAITS = (
    "emergency",
    "undelivered",
    "running_late",
    "health_changed",
    "asked_whose",
    "consult",
    "complaint",
    "talk_to_human",
    "call_back",
    "consent_withdrawn",
    "move",
    "large_party",
    "waitlist",
    "not_understood",
)


@dataclass(frozen=True)
class Note:
    """An open note; `detail` holds ids and a way to call back."""

    id: int
    venue_id: str
    conversation: str
    kind: str
    at: datetime
    detail: Mapping[str, Any]


def tell_staff(
    connection: Connection,
    venue_id: str,
    conversation: str,
    kind: str,
    now: datetime,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Leave a note. `detail` holds ids and a way to call back, never words about health."""
    row = {"venue_id": venue_id, "conversation": conversation, "kind": kind, "at": now, "detail": dict(detail or {})}
    connection.execute(insert(staff_note).values(row))


def open_notes(
    connection: Connection, venues: Collection[str], kinds: Collection[str] = WAITS, conversation: str | None = None
) -> list[Note]:
    """The open notes of these venues, the oldest first; of one conversation, or of all."""
    wanted = select(staff_note).where(
        staff_note.c.done_at.is_(None), staff_note.c.venue_id.in_(venues), staff_note.c.kind.in_(kinds)
    )
    if conversation is not None:
        wanted = wanted.where(staff_note.c.conversation == conversation)
    rows = connection.execute(wanted.order_by(staff_note.c.id))
    return [Note(row.id, row.venue_id, row.conversation, row.kind, row.at, row.detail) for row in rows]


def finish_notes(
    connection: Connection, conversation: str, now: datetime, last: int | None = None, kinds: Collection[str] = WAITS
) -> int:
    """Mark the open notes of the conversation as dealt with, until that one; return how many there were."""
    done = update(staff_note).where(
        staff_note.c.conversation == conversation, staff_note.c.done_at.is_(None), staff_note.c.kind.in_(kinds)
    )
    if last is not None:
        done = done.where(staff_note.c.id <= last)
    return int(connection.execute(done.values(done_at=now)).rowcount)


def noted(connection: Connection, kinds: Collection[str]) -> list[str]:
    """The conversations with an open note of these kinds."""
    theirs = select(staff_note.c.conversation).where(staff_note.c.done_at.is_(None), staff_note.c.kind.in_(kinds))
    return list(connection.execute(theirs.distinct()).scalars())


def notes_stamp(connection: Connection) -> tuple[int, int]:
    """Another value after each note that is left or dealt with."""
    is_open = staff_note.c.done_at.is_(None)
    row = connection.execute(select(func.max(staff_note.c.id), func.count()).where(is_open)).one()
    return row[0] or 0, row[1]
