"""Puts messages into the table in the transaction of the change that causes them, each once by its key."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.engine import Connection

from spa.messages.rows import DROPPED, TO_CALL, UNSEEN, WAITING
from spa.store.schema import booking, message

HOURS = (24, 2)  # before the visit
A_DAY = 12  # hours: so long before, a reminder asks about health
COMES = ("confirmed", "accepted", "moved", "stands")  # the changes after which the visit takes place
IN_THE_CHAT_ALONE = ("waitlist_offer",)  # it stands for minutes, and nobody has said yet whom to call
WRITTEN_ALONE = ("questions",)  # an address in it that nobody reads out
BY_EMAIL_ALONE = ("confirmation", "moved", "cancelled")  # of what the customer has just been told in the chat


@dataclass(frozen=True)
class Plan:
    """A message to be sent between two moments. `key` is its own: a second one with it is not planned."""

    key: str
    kind: str
    venue_id: str
    conversation: str
    due_at: datetime
    ends_at: datetime
    booking_id: int | None = None
    values: Mapping[str, Any] = field(default_factory=dict)  # what its text has in braces; nothing about health


class Booked(Protocol):
    """A booking as it was before its change counts in the calendar."""

    @property
    def id(self) -> int: ...
    @property
    def venue_id(self) -> str: ...
    @property
    def conversation(self) -> str: ...
    @property
    def start(self) -> datetime: ...
    @property
    def sequence(self) -> int: ...
    @property
    def contact(self) -> Any: ...


_KNOWN = select(message.c.key).where(message.c.key.in_(bindparam("keys", expanding=True)))
_INSERT = insert(message)
_GROW = update(booking).where(booking.c.id == bindparam("the_booking")).values(sequence=booking.c.sequence + 1)
_OVERTAKEN = (
    update(message)
    .where(message.c.booking_id == bindparam("the_booking"), message.c.state.in_([WAITING, UNSEEN, TO_CALL]))
    .values(state=DROPPED, problem="overtaken")
)


def plan(connection: Connection, planned: Plan) -> bool:
    """Put the message into the table; False where it is there already."""
    return bool(_plan(connection, [planned]))


def _plan(connection: Connection, planned: Sequence[Plan]) -> int:
    """Return how many were not there."""
    known = set(connection.scalars(_KNOWN, {"keys": [one.key for one in planned]})) if planned else ()
    rows = [{"state": WAITING, "tries": 0, **vars(one)} for one in planned if one.key not in known]
    if rows:
        connection.execute(_INSERT, rows)
    return len(rows)


def after(
    connection: Connection, booked: Booked, change: str, actor: str, now: datetime, hours: Sequence[int] = HOURS
) -> None:
    """Plan what follows from a change of a booking, in its transaction; what was planned before is dropped.

    `change`: confirmed, accepted, declined or proposed (a decision of the staff), moved, cancelled, withdrawn, stands
    (after it was withdrawn). `actor` as in the history; `hours` before the visit it is reminded of.
    """
    sequence = booked.sequence
    if change != "confirmed":
        connection.execute(_GROW, {"the_booking": booked.id})
        sequence += 1
    drop(connection, booked.id, now)
    kind, planned = _notice(change, actor), []
    if kind and (kind not in BY_EMAIL_ALONE or booked.contact and booked.contact.email):
        planned.append(_planned(booked, sequence, kind, now, booked.start))
    if change in COMES:
        planned += _reminders(booked, sequence, hours, now)
    _plan(connection, planned)


def _notice(change: str, actor: str) -> str | None:
    """The kind of the message that tells of the change; none where the customer knows."""
    if change == "confirmed":
        return "confirmation"
    if change in ("moved", "cancelled"):
        return f"{change}_by_house" if actor.startswith(("staff", "system")) else change
    return change if change in ("accepted", "declined", "proposed") else None


def _reminders(booked: Booked, sequence: int, hours: Sequence[int], now: datetime) -> list[Plan]:
    """One for each of the hours that is still to come; each is of use until the next one is due."""
    ends_at, found = booked.start, []
    for before in sorted(hours):
        due_at = booked.start - timedelta(hours=before)
        if due_at > now:
            kind = "reminder_day" if before >= A_DAY else "reminder_hours"
            found.append(_planned(booked, sequence, kind, due_at, ends_at, f"{before}h"))
        ends_at = due_at
    return found


def _planned(booked: Booked, sequence: int, kind: str, due_at: datetime, ends_at: datetime, which: str = "") -> Plan:
    key = ":".join(filter(None, (kind, str(booked.id), str(sequence), which)))
    values = {"sequence": sequence}
    return Plan(key, kind, booked.venue_id, booked.conversation, due_at, ends_at, booked.id, values)


def drop(connection: Connection, booking_id: int, now: datetime) -> None:
    """Drop what is planned about a booking and not sent yet."""
    connection.execute(_OVERTAKEN, {"the_booking": booking_id, "done_at": now})
