"""What happens to a confirmed booking: moved, cancelled, or taken back to a person because of the guest's health."""

from datetime import datetime, timedelta

from sqlalchemy.engine import Connection, Engine

from spa import messages
from spa.booking import availability, gate, records
from spa.booking.drafts import assign, need_of, sweep
from spa.booking.values import AWAITING_DECISION, CANCELLED, CONFIRMED, USUAL, Booking, Limits
from spa.errors import BookingNotFound, ChangeTooLate, ScreeningForbids, SlotTaken
from spa.store import catalogue as catalogues
from spa.store.database import reading, transact


def move(
    engine: Engine,
    booking_id: int,
    conversation: str,
    start: datetime,
    now: datetime,
    cancel_hours: int = 0,
    limits: Limits = USUAL,
) -> Booking:
    """Give the old time up for the new one, or keep the old one and raise why the new one cannot be had."""
    try:
        return transact(
            engine, lambda connection: _move(connection, booking_id, conversation, start, now, cancel_hours, limits)
        )
    except SlotTaken:
        pass
    with reading(engine) as connection:
        kept = records.one(connection, booking_id)
    raise availability.taken(engine, kept, start, now, kept.id, limits)


def cancel(engine: Engine, booking_id: int, conversation: str, now: datetime, cancel_hours: int) -> Booking:
    """Cancel and free the time; inside the venue's limit raise ChangeTooLate and change nothing."""

    def work(connection: Connection) -> Booking:
        booked = _changeable(connection, booking_id, conversation, now, cancel_hours)
        records.free(connection, [booked.id])
        records.change(connection, booked.id, now, status=CANCELLED, hold_expires_at=None)
        records.remember(connection, booked.id, now, conversation, "cancelled")
        messages.after(connection, booked.id, "cancelled", conversation, now)
        return records.one(connection, booked.id)

    return transact(engine, work)


def withdraw_booking_for_health(
    engine: Engine, booking_id: int, now: datetime, actor: str = "system", until: datetime | None = None
) -> Booking:
    """Take a confirmed booking back to a person who decides; without `until` its time stays taken."""

    def work(connection: Connection) -> Booking:
        booked = records.one(connection, booking_id, lock=True)
        if booked.status == CONFIRMED:
            records.change(connection, booked.id, now, status=AWAITING_DECISION, hold_expires_at=until)
            records.remember(connection, booked.id, now, actor, "withdrawn_for_health")
            messages.after(connection, booked.id, "withdrawn", actor, now)
        elif booked.status != AWAITING_DECISION:
            raise BookingNotFound(f"booking {booking_id} is {booked.status}")
        return records.one(connection, booked.id)

    return transact(engine, work)


def _move(
    connection: Connection,
    booking_id: int,
    conversation: str,
    start: datetime,
    now: datetime,
    cancel_hours: int,
    limits: Limits,
) -> Booking:
    booked = _changeable(connection, booking_id, conversation, now, cancel_hours)
    if booked.status == AWAITING_DECISION:
        raise ScreeningForbids(f"booking {booked.id} awaits a decision", outcome="consult")
    catalogue = catalogues.read(connection, booked.venue_id)
    need = need_of(catalogue, booked)
    availability.possible(catalogue, need, start, now, limits)
    gate.check_day(connection, booked, catalogue, start)
    assigned = assign(connection, catalogue, need, start, now, booked)
    if assigned is None:
        raise SlotTaken()
    records.take(connection, booked.id, need, assigned, start)
    records.change(connection, booked.id, now, **records.placed(need, assigned, start))
    times = {"before": booked.start.isoformat(), "after": start.isoformat()}
    records.remember(connection, booked.id, now, conversation, "moved", **times)
    messages.after(connection, booked.id, "moved", conversation, now, limits.reminder_hours)
    moved = records.one(connection, booked.id)
    gate.check(connection, moved, now)
    return moved


def _changeable(
    connection: Connection, booking_id: int, conversation: str, now: datetime, cancel_hours: int
) -> Booking:
    """Return the customer's booking as long as it stands: a decision whose time is over may only be freed."""
    sweep(connection, now)
    booked = records.owned(connection, booking_id, conversation)
    if booked.status not in (CONFIRMED, AWAITING_DECISION):
        raise BookingNotFound(f"booking {booking_id} is {booked.status}")
    if booked.start <= now + timedelta(hours=cancel_hours):
        raise ChangeTooLate(hours=cancel_hours)
    return booked
