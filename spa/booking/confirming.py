"""The only way to a confirmed booking: the time is still held, the gate lets it through, and it happens once."""

from datetime import datetime

from sqlalchemy import and_, func, select
from sqlalchemy.engine import Connection, Engine

from spa import messages
from spa.booking import gate, people, records
from spa.booking.drafts import keep
from spa.booking.values import AWAITING_DECISION, CONFIRMED, USUAL, Booking, Contact, Limits
from spa.errors import BookingNotFound, ScreeningForbids, TooManyHolds
from spa.store.database import transact
from spa.store.schema import booking, customer


def confirm(
    engine: Engine,
    booking_id: int,
    conversation: str,
    contact: Contact,
    key: str,
    now: datetime,
    limits: Limits = USUAL,
) -> Booking:
    """Confirm a held booking; the same key again, and a booking confirmed already, get the same answer."""
    person = people.checked(contact)
    return transact(engine, lambda connection: _confirm(connection, booking_id, conversation, person, key, now, limits))


def _confirm(
    connection: Connection, booking_id: int, conversation: str, person: Contact, key: str, now: datetime, limits: Limits
) -> Booking:
    earlier = _of_key(connection, conversation, key)
    draft = earlier or records.mine(connection, booking_id, conversation)
    if earlier or draft.status == CONFIRMED:
        return draft
    if draft.status == AWAITING_DECISION:
        raise ScreeningForbids("a person has to decide", outcome="consult")
    held = keep(connection, draft, now)
    gate.check(connection, held, now)
    _check_limits(connection, conversation, person, now, limits)
    records.change(
        connection,
        held.id,
        now,
        status=CONFIRMED,
        customer_id=people.customer_of(connection, conversation, person, now),
        confirm_key=key,
        note=gate.notes(connection, held),
        hold_expires_at=None,
    )
    records.remember(connection, held.id, now, conversation, "confirmed")
    messages.after(connection, held.id, "confirmed", conversation, now, limits.reminder_hours)
    return records.one(connection, held.id)


def _of_key(connection: Connection, conversation: str, key: str) -> Booking | None:
    found = records.several(connection, booking.c.confirm_key == key)
    if found and found[0].conversation != conversation:
        raise BookingNotFound("the key is another conversation's")
    return found[0] if found else None


def _check_limits(connection: Connection, conversation: str, person: Contact, now: datetime, limits: Limits) -> None:
    ahead = and_(booking.c.status.in_([CONFIRMED, AWAITING_DECISION]), booking.c.start > now)
    query = select(func.count()).select_from(booking.outerjoin(customer)).where(ahead)
    for whose in (booking.c.conversation == conversation, customer.c.phone == person.phone):
        if connection.execute(query.where(whose)).scalar_one() >= limits.future_bookings:
            raise TooManyHolds(most=limits.future_bookings)
