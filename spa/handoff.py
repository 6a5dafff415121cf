"""Notes for the people at the venue: who asks for them, which booking waits for a decision, what was not understood."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection

from spa.store.schema import staff_note


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


def notes_for(connection: Connection, conversation: str) -> list[str]:
    """The kinds of the open notes about a conversation, oldest first."""
    open_ones = select(staff_note.c.kind).where(
        staff_note.c.conversation == conversation, staff_note.c.done_at.is_(None)
    )
    return list(connection.execute(open_ones.order_by(staff_note.c.id)).scalars())
