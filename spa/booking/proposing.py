"""Instead of a visit that the screening has stopped, a person proposes another service at the same time.

The time stays held until the customer answers: a yes confirms what was proposed, a no gives the time back.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.engine import Connection, Engine

from spa import messages
from spa.booking import confirming, deciding, life, people, records, waitlist
from spa.booking.gate import PROPOSE
from spa.booking.holding import placed_anew
from spa.booking.need import needed
from spa.booking.values import AWAITING_DECISION, CANCELLED, USUAL, Booking, Contact, Limits
from spa.errors import OfferOver
from spa.store import catalogue as catalogues
from spa.store.database import transact
from spa.store.schema import booking, decision
from spa.store.sealed import sealed_note


def propose(  # noqa: PLR0913 - each is asked for by name
    engine: Engine,
    booking_id: int,
    actor: str,
    service_id: str,
    left_out: Mapping[int, Collection[str]],
    note: str,
    until: datetime,
    now: datetime,
    contact: Contact | None = None,
) -> Booking:
    """Put another service in the place of a booking that awaits a decision, until then or the visit at the latest.

    `left_out` are its steps that each guest goes without, `note` is for the therapist. Raises NotStaff,
    StatusNotPossible, ContactMissing, NoteNotValid, NotFound, PartyNotPossible, ScreeningForbids, SlotTaken.
    """
    life.check_staff(actor)
    said = deciding.checked(note)
    person = people.checked(contact) if contact else None

    def work(connection: Connection) -> Booking:
        booked = deciding.awaited(connection, booking_id)
        catalogue = catalogues.read_locked(connection, booked.venue_id)
        gone = {guest: frozenset(steps) for guest, steps in left_out.items()}
        need = needed(catalogue, service_id, booked.party, booked.wish, gone)
        records.change(
            connection,
            booked.id,
            now,
            customer_id=deciding.whom_to_call(connection, booked, person, now),
            hold_expires_at=min(until, booked.start),
            note=sealed_note(connection, booked.conversation, said),
        )
        planned = placed_anew(connection, booked, need, actor, now, "proposed", service=service_id)
        deciding.write(connection, planned, actor, PROPOSE, now)
        messages.after(connection, planned, "proposed", actor, now)
        return records.one(connection, booked.id)

    return transact(engine, work)


def proposed(connection: Connection, conversation: str, now: datetime) -> Booking | None:
    """Return what was proposed to the conversation and waits for its answer."""
    mine = (booking.c.conversation == conversation, booking.c.status == AWAITING_DECISION)
    waiting = select(booking.c.id).where(*mine, booking.c.hold_expires_at > now).order_by(booking.c.start)
    for booking_id in connection.scalars(waiting).all():
        if is_proposed(connection, booking_id):
            return records.one(connection, booking_id, lock=True)
    return None


def is_proposed(connection: Connection, booking_id: int) -> bool:
    """Whether the last that a person decided on a booking was to propose what it now holds."""
    newest = select(decision.c.verdict).where(decision.c.booking_id == booking_id).order_by(decision.c.id.desc())
    return bool(connection.scalar(newest.limit(1)) == PROPOSE)


def accept(engine: Engine, conversation: str, now: datetime, limits: Limits = USUAL) -> Booking:
    """Confirm what was proposed. Raises OfferOver, and ScreeningForbids where something else was said since."""
    return transact(engine, lambda db: _accepted(db, _open(db, conversation, now), conversation, now, limits))


def refuse(engine: Engine, conversation: str, now: datetime, limits: Limits = USUAL) -> Booking:
    """Give the time of what was proposed back. Raises OfferOver."""
    return transact(engine, lambda db: _refused(db, _open(db, conversation, now), conversation, now, limits))


def answer_for(
    engine: Engine, booking_id: int, wants: bool, actor: str, now: datetime, limits: Limits = USUAL
) -> Booking:
    """Write down what the customer has said to the venue's people. Raises NotStaff, and as `accept` and `refuse`."""
    life.check_staff(actor)

    def work(connection: Connection) -> Booking:
        booked = records.one(connection, booking_id, lock=True)
        if not _is_open(booked, now) or not is_proposed(connection, booking_id):
            raise OfferOver()
        return (_accepted if wants else _refused)(connection, booked, actor, now, limits)

    return transact(engine, work)


def _accepted(connection: Connection, booked: Booking, who: str, now: datetime, limits: Limits) -> Booking:
    confirming.confirm_decided(connection, booked, who, booked.note, now, limits, change="confirmed")
    return records.one(connection, booked.id)


def _refused(connection: Connection, booked: Booking, who: str, now: datetime, limits: Limits) -> Booking:
    life.become(connection, booked, CANCELLED, now, who, "proposal_refused")
    messages.drop(connection, booked.id, now)
    waitlist.offer_in(connection, booked.venue_id, now, limits)
    return records.one(connection, booked.id)


def _open(connection: Connection, conversation: str, now: datetime) -> Booking:
    booked = proposed(connection, conversation, now)
    if booked is None:
        raise OfferOver()
    return booked


def _is_open(booked: Booking, now: datetime) -> bool:
    limit = booked.hold_expires_at
    return booked.status == AWAITING_DECISION and limit is not None and limit > now
