"""What happens to a confirmed booking: moved, cancelled, or taken back to a person because of the guest's health.

A customer does it with the conversation, and by the venue's policy; the venue's people with `actor`, at any time.
"""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.engine import Connection, Engine

from spa import messages
from spa.booking import availability, deciding, gate, in_doubt, life, proposing, records, waitlist
from spa.booking.drafts import assign, need_of
from spa.booking.lookup import of_conversation
from spa.booking.policy import by_policy
from spa.booking.values import AWAITING_DECISION, CANCELLED, CONFIRMED, USUAL, Booking, Limits, Wish
from spa.errors import BookingNotFound, ScreeningForbids, SlotTaken
from spa.store import catalogue as catalogues
from spa.store.database import reading, transact


def move(  # noqa: PLR0913 - each is asked for by name
    engine: Engine,
    booking_id: int,
    conversation: str,
    start: datetime,
    now: datetime,
    cancel_hours: int = 0,
    limits: Limits = USUAL,
    actor: str | None = None,
    wish: Wish | None = None,
) -> Booking:
    """Give the old time up for the new one, or keep the old one and raise why the new one cannot be had.

    Inside the venue's limit the wish is written down for its people, and ChangeTooLate raised. ScreeningMissing where
    the guests are to be asked anew for that day: `exchanging` says how they come there. `wish` stands in place of the
    therapist who was wished for; it may be all that changes.
    """

    def work(connection: Connection, booked: Booking) -> Booking:
        wanted = replace(booked, wish=wish) if wish else booked
        moved = _move(connection, wanted, start, now, limits, actor)
        times = {"before": booked.start.isoformat(), "after": start.isoformat()}
        records.remember(connection, booked.id, now, actor or conversation, "moved", **times)
        if moved.start != booked.start:  # who treats them is for the house alone
            messages.after(connection, moved, "moved", actor or conversation, now, limits.reminder_hours)
        gate.check(connection, moved, now)
        waitlist.offer_in(connection, booked.venue_id, now, limits)
        return records.one(connection, booked.id)

    try:
        return by_policy(engine, booking_id, conversation, now, cancel_hours, actor, work, start)
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

    return by_policy(engine, booking_id, conversation, now, cancel_hours, actor, work)


def withdraw_booking_for_health(
    engine: Engine, booking_id: int, now: datetime, actor: str = "system", until: datetime | None = None
) -> Booking:
    """Take a confirmed booking back to a person who decides; without `until` its time stays taken.

    What was proposed in its place may not be accepted any more.
    """

    def work(connection: Connection) -> Booking:
        booked = records.one(connection, booking_id, lock=True)
        if booked.status not in (CONFIRMED, AWAITING_DECISION):
            raise BookingNotFound(f"booking {booking_id} is {booked.status}")
        _withdraw(connection, booked, now, actor, until)
        return records.one(connection, booked.id)

    return transact(engine, work)


def withdraw_all_for_health(connection: Connection, conversation: str, now: datetime) -> list[Booking]:
    """Take every visit to come of a conversation back to a person; return those that were certain before.

    A visit that waited only for an answer (`in_doubt`) is one of them.
    """
    coming = of_conversation(connection, conversation, now)
    certain = [booked for booked in coming if booked.status == CONFIRMED or in_doubt.waits(connection, booked)]
    for booked in coming:
        if booked.status in (CONFIRMED, AWAITING_DECISION):
            _withdraw(connection, booked, now, "system", None)
    return certain


def _withdraw(connection: Connection, booked: Booking, now: datetime, actor: str, until: datetime | None) -> None:
    if booked.status == CONFIRMED:
        life.become(connection, booked, AWAITING_DECISION, now, actor, "withdrawn_for_health", hold_expires_at=until)
        messages.after(connection, booked, "withdrawn", actor, now)
        return
    if proposing.is_proposed(connection, booked.id):
        deciding.write(connection, booked, actor, gate.TAKEN_BACK, now)
    elif not in_doubt.waits(connection, booked):
        return
    records.remember(connection, booked.id, now, actor, "withdrawn_for_health")


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
