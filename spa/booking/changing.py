"""What happens to a confirmed booking: moved, cancelled, or taken back to a person because of the guest's health.

A customer does it with the conversation, and by the venue's policy; the venue's people with `actor`, at any time.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.engine import Connection, Engine

from spa import messages
from spa.booking import availability, gate, life, records, waitlist
from spa.booking.drafts import assign, need_of, sweep
from spa.booking.values import AWAITING_DECISION, CANCELLED, CONFIRMED, USUAL, Booking, Limits
from spa.errors import BookingNotFound, ChangeTooLate, ScreeningForbids, SlotTaken
from spa.handoff import tell_staff
from spa.store import catalogue as catalogues
from spa.store.database import reading, transact
from spa.store.schema import booking_history

CHANGEABLE = (CONFIRMED, AWAITING_DECISION)


def move(
    engine: Engine,
    booking_id: int,
    conversation: str,
    start: datetime,
    now: datetime,
    cancel_hours: int = 0,
    limits: Limits = USUAL,
    actor: str | None = None,
) -> Booking:
    """Give the old time up for the new one, or keep the old one and raise why the new one cannot be had.

    Inside the venue's limit the wish is written down for its people, and ChangeTooLate raised. Past the days that a
    screening lasts, ScreeningMissing: it is to be asked again.
    """

    def work(connection: Connection, booked: Booking) -> Booking:
        moved = _move(connection, booked, start, now, limits, actor)
        times = {"before": booked.start.isoformat(), "after": start.isoformat()}
        records.remember(connection, booked.id, now, actor or conversation, "moved", **times)
        messages.after(connection, moved, "moved", actor or conversation, now, limits.reminder_hours)
        gate.check(connection, moved, now)
        waitlist.offer_in(connection, booked.venue_id, now, limits)
        return records.one(connection, booked.id)

    try:
        return _by_policy(engine, booking_id, conversation, now, cancel_hours, actor, work, start)
    except SlotTaken:
        pass
    with reading(engine) as connection:
        kept = records.one(connection, booking_id)
    raise availability.taken(engine, kept, start, now, kept.id, limits)


def cancel(
    engine: Engine,
    booking_id: int,
    conversation: str,
    now: datetime,
    cancel_hours: int = 0,
    actor: str | None = None,
    limits: Limits = USUAL,
) -> Booking:
    """Cancel and free the time; inside the venue's limit the wish is written down and ChangeTooLate raised."""

    def work(connection: Connection, booked: Booking) -> Booking:
        life.become(connection, booked, CANCELLED, now, actor or conversation, "cancelled")
        messages.after(connection, booked, "cancelled", actor or conversation, now)
        waitlist.offer_in(connection, booked.venue_id, now, limits)
        return records.one(connection, booked.id)

    return _by_policy(engine, booking_id, conversation, now, cancel_hours, actor, work)


def withdraw_booking_for_health(
    engine: Engine, booking_id: int, now: datetime, actor: str = "system", until: datetime | None = None
) -> Booking:
    """Take a confirmed booking back to a person who decides; without `until` its time stays taken."""

    def work(connection: Connection) -> Booking:
        booked = records.one(connection, booking_id, lock=True)
        if booked.status == CONFIRMED:
            life.become(
                connection, booked, AWAITING_DECISION, now, actor, "withdrawn_for_health", hold_expires_at=until
            )
            messages.after(connection, booked, "withdrawn", actor, now)
        elif booked.status != AWAITING_DECISION:
            raise BookingNotFound(f"booking {booking_id} is {booked.status}")
        return records.one(connection, booked.id)

    return transact(engine, work)


def _by_policy(
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

    def by_policy(connection: Connection) -> Booking | None:
        booked = _changeable(connection, booking_id, conversation, now, actor)
        if actor or booked.start > now + timedelta(hours=cancel_hours):
            return work(connection, booked)
        _write_down(connection, booked, conversation, now, start)
        return None

    done = transact(engine, by_policy)
    if done is None:
        raise ChangeTooLate(hours=cancel_hours)
    return done


def _write_down(
    connection: Connection, booked: Booking, conversation: str, now: datetime, start: datetime | None
) -> None:
    """Once for each wish, so that who asks again does not fill the list of the venue's people."""
    what, detail = ("move_requested", {"start": start.isoformat()}) if start else ("cancel_requested", {})
    before = select(booking_history.c.detail).where(
        booking_history.c.booking_id == booked.id, booking_history.c.change == what
    )
    if detail not in connection.scalars(before).all():
        records.remember(connection, booked.id, now, conversation, what, **detail)
        tell_staff(connection, booked.venue_id, conversation, what, now, {"booking": booked.id, **detail})


def _move(
    connection: Connection, booked: Booking, start: datetime, now: datetime, limits: Limits, actor: str | None
) -> Booking:
    if booked.status == AWAITING_DECISION:
        raise ScreeningForbids(f"booking {booked.id} awaits a decision", outcome="consult")
    catalogue = catalogues.read_locked(connection, booked.venue_id)
    need = need_of(catalogue, booked)
    availability.possible(catalogue, need, start, now, limits)
    if not actor:  # the venue's people judge themselves whether what was reported matters on another day
        gate.check_day(connection, booked, catalogue, start)
    assigned = assign(connection, catalogue, need, start, now, booked)
    if assigned is None:
        raise SlotTaken()
    records.take(connection, booked.id, need, assigned, start, booked.guests)
    records.change(connection, booked.id, now, **records.placed(need, assigned, start))
    return records.one(connection, booked.id)


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
