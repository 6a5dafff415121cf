"""A person of the venue decides about a booking that the screening has stopped, and answers for it by name."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.engine import Connection, Engine

from spa import messages
from spa.booking import confirming, gate, life, people, records, waitlist
from spa.booking.gate import APPROVE, DECLINE
from spa.booking.holding import replanned
from spa.booking.values import AWAITING_DECISION, CANCELLED, USUAL, Booking, Contact, Limits
from spa.errors import ContactMissing, NoteNotValid, StatusNotPossible, TimeNotPossible
from spa.store.database import transact
from spa.store.schema import decision
from spa.text import normalise

LONGEST_NOTE = 300


def decide(  # noqa: PLR0913 - each is asked for by name
    engine: Engine,
    booking_id: int,
    actor: str,
    verdict: str,
    note: str,
    now: datetime,
    left_out: Mapping[int, Collection[str]] | None = None,
    contact: Contact | None = None,
    limits: Limits = USUAL,
) -> Booking:
    """Approve or decline a booking that awaits a decision.

    Approving confirms exactly what the booking then holds; `left_out` puts steps back or takes them out, by guest, and
    `contact` says whom to call where nobody has said it yet. `note` is for the therapist: what to do, no diagnosis.
    Raises NotStaff, StatusNotPossible, TimeNotPossible (the visit is over), ContactMissing, NoteNotValid, SlotTaken (the
    steps that were put back need time that is taken), ScreeningMissing and ScreeningForbids (an emergency).
    """
    life.check_staff(actor)
    said = checked(note)
    person = people.checked(contact) if contact else None

    def work(connection: Connection) -> Booking:
        booked = awaited(connection, booking_id)
        if verdict == DECLINE:
            write(connection, booked, actor, DECLINE, now)
            life.become(connection, booked, CANCELLED, now, actor, "declined")
            messages.after(connection, booked, "declined", actor, now)
            waitlist.offer_in(connection, booked.venue_id, now, limits)
        else:
            _approve(connection, booked, actor, said, now, left_out, person, limits)
        return records.one(connection, booking_id)

    if verdict not in (APPROVE, DECLINE):
        raise StatusNotPossible(f"no such decision: {verdict}", next=(APPROVE, DECLINE))
    return transact(engine, work)


def _approve(
    connection: Connection,
    booked: Booking,
    actor: str,
    note: str,
    now: datetime,
    left_out: Mapping[int, Collection[str]] | None,
    person: Contact | None,
    limits: Limits,
) -> None:
    if booked.end <= now:
        raise TimeNotPossible("past", reason="past")
    customer_id = whom_to_call(connection, booked, person, now)
    # From here on the time is theirs: the owner's limit, which may be over, takes it away no more.
    records.change(connection, booked.id, now, customer_id=customer_id, hold_expires_at=None)
    planned = records.one(connection, booked.id)
    if left_out is not None:
        planned = replanned(connection, planned, left_out, actor, now)
    write(connection, planned, actor, APPROVE, now)
    confirming.confirm_decided(connection, planned, actor, note, now, limits)


def awaited(connection: Connection, booking_id: int) -> Booking:
    """Return the booking on which a person is to decide, and let nobody change it meanwhile. Raises StatusNotPossible."""
    booked = records.one(connection, booking_id, lock=True)
    if booked.status != AWAITING_DECISION:
        raise StatusNotPossible(f"booking {booking_id} is {booked.status}", status=booked.status, next=())
    return booked


def whom_to_call(connection: Connection, booked: Booking, person: Contact | None, now: datetime) -> int:
    """Return the customer's id: of the person now named, else of who gave a name before. Raises ContactMissing."""
    if person:
        return people.customer_of(connection, booked.conversation, person, now)[0]
    if booked.customer_id is None:
        raise ContactMissing()
    return booked.customer_id


def write(connection: Connection, booked: Booking, actor: str, verdict: str, now: datetime) -> None:
    """Keep who decided what, for exactly the steps that the booking now has."""
    row = {"booking_id": booked.id, "actor": actor, "verdict": verdict, "at": now, "steps": gate.agreed(booked)}
    connection.execute(insert(decision), row)


def checked(note: str) -> str:
    """Return the note as it is kept. Raises NoteNotValid."""
    said = normalise(note)
    if len(said) > LONGEST_NOTE:
        raise NoteNotValid(longest=LONGEST_NOTE)
    return said
