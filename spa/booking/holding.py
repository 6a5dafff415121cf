"""A time is held while the guest answers: taken, renewed, planned anew, given back, or kept until the owner decides."""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.engine import Connection, Engine

from spa.booking import allowance, availability, life, people, records
from spa.booking.drafts import assign, keep, need_of, queue, sweep
from spa.booking.gate import MASSAGE, left_out_of
from spa.booking.need import Need, needed
from spa.booking.values import (
    AWAITING_DECISION,
    CANCELLED,
    EXPIRED,
    HELD,
    USUAL,
    Booking,
    Contact,
    HoldRequest,
    Limits,
)
from spa.errors import ScreeningForbids, SlotTaken
from spa.knowledge import Catalogue
from spa.store import catalogue as catalogues
from spa.store.database import transact
from spa.store.schema import booking

RECENT = timedelta(hours=1)  # so long after it was held an expired draft goes on with its screening
# None looks like another, without vowels they make no words, and none is read as health ("6Y" an age, "HF" a heart).
_LETTERS = "CGJKMNPQRTWX34679"
_CODE_LENGTH = 6
_DRAFT = (  # what is held, else the last that was
    select(booking.c.id)
    .where(booking.c.conversation == bindparam("mine"))
    .where(or_(booking.c.status == HELD, and_(booking.c.status == EXPIRED, booking.c.held_at > bindparam("since"))))
    .order_by((booking.c.status == HELD).desc(), booking.c.held_at.desc())
    .limit(1)
)
_MINE = and_(booking.c.conversation == bindparam("mine"), booking.c.status == HELD)
_OPEN = select(booking.c.id).where(_MINE, booking.c.hold_expires_at > bindparam("now")).order_by(booking.c.start)
_UNTIL = select(booking.c.hold_expires_at).where(_MINE, booking.c.id == bindparam("booking_id"))


def hold(
    engine: Engine, request: HoldRequest, now: datetime, hold_minutes: int = USUAL.hold_minutes, limits: Limits = USUAL
) -> Booking:
    """Take the time for a conversation instead of the one it holds; if it is gone, SlotTaken and nothing changed."""
    try:
        return transact(engine, lambda connection: claim(connection, request, now, hold_minutes, limits))
    except SlotTaken as taken:
        own = taken.allowed.get("own")
    raise availability.taken(engine, request, request.start, now, own if isinstance(own, int) else None, limits)


def renew(
    engine: Engine, booking_id: int, conversation: str, now: datetime, hold_minutes: int = USUAL.hold_minutes
) -> Booking:
    """Hold the time longer, at most half an hour in all; take it again if its time is over and it is still free."""

    def work(connection: Connection) -> Booking:
        return keep(connection, records.mine(connection, booking_id, conversation), now, hold_minutes)

    return transact(engine, work)


def held_until(connection: Connection, booking_id: int, conversation: str) -> datetime | None:
    """Return when the hold of this conversation is over, as it stands; None where there is none."""
    found: datetime | None = connection.scalar(_UNTIL, {"booking_id": booking_id, "mine": conversation})
    return found


def replan(
    engine: Engine,
    booking_id: int,
    conversation: str,
    left_out: Mapping[int, Collection[str]],
    now: datetime,
    hold_minutes: int = USUAL.hold_minutes,
) -> Booking:
    """Leave exactly each guest's steps out of a held booking: same start, length and price of what is left."""

    def work(connection: Connection) -> Booking:
        held = keep(connection, records.mine(connection, booking_id, conversation), now, hold_minutes)
        return replanned(connection, held, left_out, conversation, now)

    return transact(engine, work)


def replanned(
    connection: Connection, booked: Booking, left_out: Mapping[int, Collection[str]], actor: str, now: datetime
) -> Booking:
    """Return the booking with exactly these steps left out; SlotTaken where those put back need somebody's time."""
    need = _without(catalogues.read_locked(connection, booked.venue_id), booked, left_out)
    return placed_anew(connection, booked, need, actor, now, "replanned", left_out=_listed(need))


def placed_anew(
    connection: Connection, booked: Booking, need: Need, actor: str, now: datetime, what: str, **detail: object
) -> Booking:
    """Return the booking with what is now needed at its start, and remember it. Raises SlotTaken."""
    sweep(connection, now)
    catalogue = catalogues.read_locked(connection, booked.venue_id)
    assigned = assign(connection, catalogue, need, booked.start, now, booked)
    if assigned is None:
        raise SlotTaken(offers=(), reason="taken")
    guests = records.take(connection, booked.id, need, assigned, booked.start, booked.guests)
    records.write_steps(connection, booked.id, guests, anew=True)
    records.change(connection, booked.id, now, **records.placed(need, assigned, booked.start))
    records.remember(connection, booked.id, now, actor, what, **detail)
    return records.one(connection, booked.id)


def release(engine: Engine, booking_id: int, conversation: str, now: datetime) -> None:
    """Give a held time back; one that is over already stays as it is."""

    def work(connection: Connection) -> None:
        held = records.mine(connection, booking_id, conversation)
        if held.status == HELD:
            life.become(connection, held, CANCELLED, now, conversation, "released")

    transact(engine, work)


def await_decision(
    engine: Engine,
    booking_id: int,
    conversation: str,
    until: datetime,
    now: datetime,
    contact: Contact | None = None,
    hold_minutes: int = USUAL.hold_minutes,
) -> Booking:
    """Keep the time until the owner's limit, so that a person can decide; `contact` is whom they call back."""
    person = people.checked(contact) if contact else None

    def work(connection: Connection) -> Booking:
        held = keep(connection, records.mine(connection, booking_id, conversation), now, hold_minutes)
        values: dict[str, Any] = {"hold_expires_at": min(until, held.start)}
        if person:
            values["customer_id"], _ = people.customer_of(connection, conversation, person, now)
        life.become(connection, held, AWAITING_DECISION, now, conversation, "awaiting_decision", **values)
        return records.one(connection, held.id)

    return transact(engine, work)


def open_hold(connection: Connection, conversation: str, now: datetime) -> Booking | None:
    """Return what the conversation holds at the moment."""
    booking_id = connection.scalar(_OPEN, {"mine": conversation, "now": now})
    return records.one(connection, booking_id) if booking_id else None


def claim(connection: Connection, request: HoldRequest, now: datetime, minutes: int, limits: Limits) -> Booking:
    """As `hold`, inside of a transaction."""
    queue(connection, request.venue_id, request.start)
    sweep(connection, now)
    catalogue = catalogues.read_locked(connection, request.venue_id)
    draft = _draft(connection, request, now)
    left_out = left_out_of(connection, request.instead_of or (draft.id if draft else None), request.party)
    need = needed(catalogue, request.service_id, request.party, request.wish, left_out)
    availability.possible(catalogue, need, request.start, now, limits)
    allowance.check_hold(connection, request.conversation, now, limits)
    assigned = assign(connection, catalogue, need, request.start, now, draft)
    if assigned is None:
        raise SlotTaken(own=draft.id if draft else None)
    row = records.placed(need, assigned, request.start) | {
        "status": HELD,
        "language": request.language,
        "held_at": now,
        "hold_expires_at": now + timedelta(minutes=minutes),
    }
    if draft:
        records.change(connection, draft.id, now, **row)
        held = replace(draft, **records.plain(row), wish=need.wish)
    else:
        held = _inserted(connection, request, now, row)
    guests = records.take(connection, held.id, need, assigned, request.start, held.guests)
    records.write_steps(connection, held.id, guests, anew=bool(draft))
    _remember(connection, held, draft, now)
    return replace(held, guests=guests)


def _remember(connection: Connection, held: Booking, draft: Booking | None, now: datetime) -> None:
    what, before = ("held_instead", draft.status) if draft else ("held", None)
    visit = {"service": held.service_id, "party": held.party, "start": held.start.isoformat()}
    records.remember(connection, held.id, now, held.conversation, what, **visit, before=before, after=HELD)


def _draft(connection: Connection, request: HoldRequest, now: datetime) -> Booking | None:
    """Return the conversation's draft, whose screening goes on; one of another venue is given up."""
    found = connection.scalar(_DRAFT, {"mine": request.conversation, "since": now - RECENT})
    draft = records.one(connection, found) if found else None
    if draft is None or draft.venue_id == request.venue_id:
        return draft
    if draft.status == HELD:
        life.become(connection, draft, CANCELLED, now, request.conversation, "released")
    return None


def _inserted(connection: Connection, request: HoldRequest, now: datetime, values: dict[str, Any]) -> Booking:
    row = values | {
        "code": "".join(secrets.choice(_LETTERS) for _ in range(_CODE_LENGTH)),
        "venue_id": request.venue_id,
        "conversation": request.conversation,
        "note": "",
        "changed_at": now,
    }
    booking_id = records.added(connection, booking, row)
    nobody: dict[str, Any] = {"customer_id": None, "contact": None, "confirm_key": None}
    return Booking(id=booking_id, **records.plain(row), **nobody, sequence=0, guests=(), wish=request.wish)


def _without(catalogue: Catalogue, held: Booking, left_out: Mapping[int, Collection[str]]) -> Need:
    gone = {guest.number: frozenset(left_out.get(guest.number, ())) & {*held.steps} for guest in held.guests}
    for guest, steps in gone.items():
        if steps == {*held.steps} or MASSAGE in steps:
            raise ScreeningForbids("nothing is left of the visit", guest=guest, left_out=tuple(sorted(steps)))
    return replace(need_of(catalogue, held), left_out=gone)


def _listed(need: Need) -> dict[str, list[str]]:
    """What is left out, as the history keeps it."""
    return {str(guest): sorted(steps) for guest, steps in need.left_out.items() if steps}
