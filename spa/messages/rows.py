"""The rows of messages that wait to be sent; each change of one happens only if nobody else was faster."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.engine import Connection

from spa.store.schema import message

WAITING = "waiting"
SENDING = "sending"  # somebody has it in hand until `due_at`; later nobody knows what became of it
UNSEEN = "unseen"  # it stands in the chat; at `due_at` it is looked at whether anybody has read it
SENT = "sent"
TO_CALL = "to_call"  # for a person to call, until `ends_at`
CALLED = "called"
DROPPED = "dropped"
OPEN = (WAITING, SENDING, UNSEEN)


@dataclass(frozen=True)
class Message:
    """A row as it was read. `route` is the one that is tried now, or the last one that was."""

    id: int
    key: str
    venue_id: str
    kind: str
    conversation: str
    booking_id: int | None
    values: Mapping[str, Any]
    due_at: datetime
    ends_at: datetime
    state: str
    route: str | None
    tries: int
    problem: str | None


def due(connection: Connection, now: datetime, limit: int = 50) -> list[Message]:
    """Return what has to be looked at by now, the oldest first."""
    waiting = select(message).where(message.c.state.in_(OPEN), message.c.due_at <= now)
    return _several(connection, waiting.order_by(message.c.due_at, message.c.id).limit(limit))


def to_call(connection: Connection, venue_id: str, now: datetime) -> list[Message]:
    """Return what the staff have to tell somebody by telephone, the most urgent first."""
    open_ones = select(message).where(message.c.state == TO_CALL, message.c.venue_id == venue_id)
    return _several(connection, open_ones.where(message.c.ends_at > now).order_by(message.c.ends_at, message.c.id))


def called(connection: Connection, message_id: int, now: datetime) -> bool:
    """Note that the staff have called; False where nothing was to be called any more."""
    open_one = update(message).where(message.c.id == message_id, message.c.state == TO_CALL)
    return bool(connection.execute(open_one.values(state=CALLED, done_at=now)).rowcount)


def change(connection: Connection, known: Message, **values: Any) -> Message | None:
    """Change the row if it is still as it was read, and return it as it is then; None where somebody was faster."""
    same = {"id": known.id, "state": known.state, "due_at": known.due_at, "tries": known.tries}
    unchanged = update(message).where(*(message.c[name] == value for name, value in same.items()))
    if not connection.execute(unchanged.values(**values)).rowcount:
        return None
    return _several(connection, select(message).where(message.c.id == known.id))[0]


def _several(connection: Connection, query: Any) -> list[Message]:
    names = [field.name for field in fields(Message)]
    return [Message(**{name: row[name] for name in names}) for row in connection.execute(query).mappings()]
