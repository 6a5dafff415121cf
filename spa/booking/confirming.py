"""The only way to a confirmed booking: the time is still held, the gate lets it through, and it happens once."""

from datetime import datetime

from sqlalchemy.engine import Connection, Engine

from spa import messages
from spa.booking import allowance, gate, life, people, records
from spa.booking.drafts import keep
from spa.booking.values import AWAITING_DECISION, CONFIRMED, USUAL, Booking, Contact, Limits
from spa.errors import BookingNotFound, ScreeningForbids
from spa.store.database import transact
from spa.store.schema import booking


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


def confirm_decided(connection: Connection, booked: Booking, actor: str, note: str, now: datetime) -> None:
    """Confirm what a person has decided to let come about, if the gate finds that they did."""
    gate.check(connection, booked, now)
    said = "; ".join(filter(None, (gate.notes(connection, booked), note)))
    life.become(connection, booked, CONFIRMED, now, actor, "accepted", note=said, hold_expires_at=None)
    messages.after(connection, booked.id, "accepted", actor, now)


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
    allowance.check_bookings(connection, conversation, [person.phone], now, limits)
    values = {
        "customer_id": people.customer_of(connection, conversation, person, now),
        "confirm_key": key,
        "note": gate.notes(connection, held),
        "hold_expires_at": None,
    }
    life.become(connection, held, CONFIRMED, now, conversation, "confirmed", **values)
    messages.after(connection, held.id, "confirmed", conversation, now, limits.reminder_hours)
    return records.one(connection, held.id)


def _of_key(connection: Connection, conversation: str, key: str) -> Booking | None:
    found = records.several(connection, booking.c.confirm_key == key)
    if found and found[0].conversation != conversation:
        raise BookingNotFound("the key is another conversation's")
    return found[0] if found else None
