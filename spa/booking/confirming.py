"""The only way to a confirmed booking: the time is still held, the gate lets it through, and it happens once."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection, Engine

from spa import messages
from spa.booking import allowance, gate, life, people, records
from spa.booking.drafts import still_own
from spa.booking.values import AWAITING_DECISION, CONFIRMED, USUAL, Booking, Contact, Limits
from spa.errors import ScreeningForbids
from spa.store.database import transact
from spa.store.sealed import sealed_note


def confirm(
    engine: Engine,
    booking_id: int,
    conversation: str,
    contact: Contact,
    key: str,
    now: datetime,
    limits: Limits = USUAL,
    actor: str | None = None,
) -> Booking:
    """Confirm a held booking; the same key again, and a booking confirmed already, get the same answer.

    `actor` is who of the venue's people does it for a caller.
    """
    person, who = people.checked(contact), life.check_staff(actor) if actor else conversation

    def work(connection: Connection) -> Booking:
        return _confirm(connection, booking_id, conversation, person, key, now, limits, who)

    return transact(engine, work)


def confirm_decided(
    connection: Connection,
    booked: Booking,
    actor: str,
    note: str,
    now: datetime,
    limits: Limits,
    change: str = "accepted",
) -> None:
    """Confirm what a person has decided to let come about, if the gate finds that they did.

    `change` is what history and messages call it: "confirmed" where it is the customer who has the last word.
    """
    said = "; ".join(filter(None, (gate.check(connection, booked, now), note)))
    values = {"note": sealed_note(connection, booked.conversation, said), "hold_expires_at": None}
    life.become(connection, booked, CONFIRMED, now, actor, change, **values)
    messages.after(connection, booked, change, actor, now, limits.reminder_hours)


def confirm_again(
    connection: Connection, booked: Booking, actor: str, change: str, now: datetime, limits: Limits
) -> None:
    """Confirm a visit as it was before it waited, if the gate still lets it through. Raises what the gate does."""
    gate.check(connection, booked, now)
    life.become(connection, booked, CONFIRMED, now, actor, change)
    messages.after(connection, booked, change, actor, now, limits.reminder_hours)


def _confirm(
    connection: Connection,
    booking_id: int,
    conversation: str,
    person: Contact,
    key: str,
    now: datetime,
    limits: Limits,
    who: str,
) -> Booking:
    draft = records.to_confirm(connection, booking_id, conversation, key)
    if draft.confirm_key == key or draft.status == CONFIRMED:
        return draft
    if draft.status == AWAITING_DECISION:
        raise ScreeningForbids("a person has to decide", outcome="consult")
    held = still_own(connection, draft, now, limits.hold_minutes)
    note = gate.check(connection, held, now)
    linked = people.known(connection, conversation)
    allowance.check_bookings(connection, conversation, {person.phone, *(row.phone for row in linked)}, now, limits)
    customer_id, contact = people.customer_of(connection, conversation, person, now, linked)
    values: dict[str, Any] = {"customer_id": customer_id, "confirm_key": key, "hold_expires_at": None}
    sealed = sealed_note(connection, conversation, note)
    life.become(connection, held, CONFIRMED, now, who, "confirmed", note=sealed, **values)
    confirmed = replace(held, status=CONFIRMED, contact=contact, note=note, **values)
    messages.after(connection, confirmed, "confirmed", conversation, now, limits.reminder_hours)
    return confirmed
