"""Who may change a booking, and until when: its customer by the venue's policy, the venue's people at any time."""

from collections.abc import Callable
from datetime import datetime, timedelta, timezone

from sqlalchemy import select
from sqlalchemy.engine import Connection, Engine

from spa.booking import life, records
from spa.booking.drafts import sweep
from spa.booking.values import AWAITING_DECISION, CONFIRMED, Booking
from spa.errors import BookingNotFound, ChangeTooLate
from spa.handoff import tell_staff
from spa.store.database import transact
from spa.store.schema import booking_history

CHANGEABLE = (CONFIRMED, AWAITING_DECISION)


def by_policy(
    engine: Engine,
    booking_id: int,
    conversation: str,
    now: datetime,
    cancel_hours: int,
    actor: str | None,
    work: Callable[[Connection, Booking], Booking],
    start: datetime | None = None,
) -> Booking:
    """Do the work, or write the wish down where only a person may do it; `start` is the one that is wished for."""

    def within(connection: Connection) -> Booking | None:
        booked = _changeable(connection, booking_id, conversation, now, actor)
        if actor or booked.start > now + timedelta(hours=cancel_hours):
            return work(connection, booked)
        _write_down(connection, booked, conversation, now, start)
        return None

    done = transact(engine, within)
    if done is None:
        raise ChangeTooLate(hours=cancel_hours)
    return done


def _write_down(
    connection: Connection, booked: Booking, conversation: str, now: datetime, start: datetime | None
) -> None:
    """Once for each wish, so that who asks again does not fill the list of the venue's people."""
    what = "move_requested" if start else "cancel_requested"
    detail = {"start": start.astimezone(timezone.utc).isoformat()} if start else {}
    before = select(booking_history.c.detail).where(
        booking_history.c.booking_id == booked.id, booking_history.c.change == what
    )
    if detail not in connection.scalars(before).all():
        records.remember(connection, booked.id, now, conversation, what, **detail)
        tell_staff(connection, booked.venue_id, conversation, what, now, {"booking": booked.id, **detail})


def _changeable(
    connection: Connection, booking_id: int, conversation: str, now: datetime, actor: str | None
) -> Booking:
    """Return the customer's booking as long as it stands: a decision whose time is over may only be freed."""
    sweep(connection, now)
    if actor:
        life.check_staff(actor)
        booked = records.one(connection, booking_id, lock=True)
    else:
        booked = records.owned(connection, booking_id, conversation)
    if booked.status not in CHANGEABLE:
        raise BookingNotFound(f"booking {booking_id} is {booked.status}")
    return booked
