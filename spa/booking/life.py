"""The life of a booking: which status may follow which, and the one way to change it, never without history."""

from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from spa.booking import records
from spa.booking.values import (
    ARRIVED,
    AWAITING_DECISION,
    CANCELLED,
    COMPLETED,
    CONFIRMED,
    EXPIRED,
    HELD,
    NO_SHOW,
    Booking,
)
from spa.errors import NotStaff, StatusNotPossible

NEXT: dict[str, tuple[str, ...]] = {
    HELD: (HELD, CONFIRMED, AWAITING_DECISION, CANCELLED, EXPIRED),
    EXPIRED: (HELD,),  # an answer that comes late takes the time again, if it is free
    CONFIRMED: (AWAITING_DECISION, ARRIVED, NO_SHOW, CANCELLED),
    AWAITING_DECISION: (CONFIRMED, CANCELLED, EXPIRED),
    ARRIVED: (COMPLETED,),
    COMPLETED: (),
    CANCELLED: (),
    NO_SHOW: (),
}
_FREED = (CANCELLED, EXPIRED, NO_SHOW)
_STAFF = "staff:"


def become(
    connection: Connection, booked: Booking, status: str, now: datetime, actor: str, what: str, **values: Any
) -> None:
    """Change the status with the row's other values and write the history; who no longer comes gives the time back.

    Raises StatusNotPossible with what may follow instead.
    """
    check_next(booked, status)
    if status in _FREED:
        records.free(connection, [booked.id])
        values["hold_expires_at"] = None
    records.change(connection, booked.id, now, status=status, **values)
    records.remember(connection, booked.id, now, actor, what, before=booked.status, after=status)


def check_next(booked: Booking, status: str) -> None:
    if status not in NEXT[booked.status]:
        raise StatusNotPossible(
            f"booking {booked.id} is {booked.status}", status=booked.status, next=NEXT[booked.status]
        )


def check_staff(actor: str) -> str:
    """Return the actor, "staff:<id>", or raise NotStaff."""
    if not actor.startswith(_STAFF) or not actor[len(_STAFF) :].strip():
        raise NotStaff(actor="staff:<id>")
    return actor
