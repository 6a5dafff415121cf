"""Puts messages into the table in the transaction of the change that causes them, each once by its key."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection

from spa.messages.rows import DROPPED, TO_CALL, UNSEEN, WAITING
from spa.store.schema import booking, customer, message

HOURS = (24, 2)  # before the visit
A_DAY = 12  # hours: so long before, a reminder asks about health
COMES = ("confirmed", "accepted", "moved")  # the changes after which the visit takes place
IN_THE_CHAT_ALONE = ("waitlist_offer",)  # it stands for minutes, and nobody has said yet whom to call
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


def plan(connection: Connection, planned: Plan) -> bool:
    """Put the message into the table; False where it is there already."""
    known = select(message.c.id).where(message.c.key == planned.key)
    if connection.execute(known).first():
        return False
    connection.execute(insert(message).values(state=WAITING, tries=0, **vars(planned)))
    return True


def after(
    connection: Connection, booking_id: int, change: str, actor: str, now: datetime, hours: Sequence[int] = HOURS
) -> None:
    """Plan what follows from a change of a booking, in its transaction; what was planned before is dropped.

    `change`: confirmed, accepted or declined (a decision of the staff), moved, cancelled, withdrawn. `actor` as in the
    history; `hours` before the visit it is reminded of.
    """
    if change != "confirmed":
        grown = update(booking).where(booking.c.id == booking_id).values(sequence=booking.c.sequence + 1)
        connection.execute(grown)
    drop(connection, booking_id, now)
    booked = connection.execute(
        select(booking, customer.c.email)
        .select_from(booking.outerjoin(customer, customer.c.id == booking.c.customer_id))
        .where(booking.c.id == booking_id)
    ).one()
    kind = _notice(change, actor)
    if kind and (booked.email or kind not in BY_EMAIL_ALONE):
        plan(connection, _planned(booked, kind, now, booked.start))
    if change in COMES:
        for one in _reminders(booked, hours, now):
            plan(connection, one)


def _notice(change: str, actor: str) -> str | None:
    """The kind of the message that tells of the change; none where the customer knows."""
    if change == "confirmed":
        return "confirmation"
    if change in ("moved", "cancelled"):
        return f"{change}_by_house" if actor.startswith(("staff", "system")) else change
    return change if change in ("accepted", "declined") else None


def _reminders(booked: Any, hours: Sequence[int], now: datetime) -> list[Plan]:
    """One for each of the hours that is still to come; each is of use until the next one is due."""
    ends_at, found = booked.start, []
    for before in sorted(hours):
        due_at = booked.start - timedelta(hours=before)
        if due_at > now:
            kind = "reminder_day" if before >= A_DAY else "reminder_hours"
            found.append(_planned(booked, kind, due_at, ends_at, f"{before}h"))
        ends_at = due_at
    return found


def _planned(booked: Any, kind: str, due_at: datetime, ends_at: datetime, which: str = "") -> Plan:
    key = ":".join(filter(None, (kind, str(booked.id), str(booked.sequence), which)))
    values = {"sequence": booked.sequence}
    return Plan(key, kind, booked.venue_id, booked.conversation, due_at, ends_at, booked.id, values)


def drop(connection: Connection, booking_id: int, now: datetime) -> None:
    """Drop what is planned about a booking and not sent yet."""
    still_open = message.c.state.in_([WAITING, UNSEEN, TO_CALL])
    overtaken = update(message).where(message.c.booking_id == booking_id, still_open)
    connection.execute(overtaken.values(state=DROPPED, problem="overtaken", done_at=now))
