"""A held time as long as it is held: kept for its conversation, freed for the next one when its time is over."""

from dataclasses import replace
from datetime import datetime, timedelta
from zlib import crc32

from sqlalchemy import bindparam, func, select
from sqlalchemy.engine import Connection

from spa.booking import hours, life, records
from spa.booking.need import Need, needed
from spa.booking.plan import Assignment, plan
from spa.booking.quarters import quarter
from spa.booking.values import AWAITING_DECISION, EXPIRED, HELD, Booking
from spa.errors import HoldExpired
from spa.knowledge import Catalogue
from spa.store import catalogue as catalogues
from spa.store.schema import booking

LONGEST = timedelta(minutes=30)
QUARTERS_OF_A_DAY = 96
_OVER = (
    select(booking.c.id)
    .where(booking.c.status.in_([HELD, AWAITING_DECISION]), booking.c.hold_expires_at <= bindparam("now"))
    .with_for_update(skip_locked=True)  # who is answering at this moment keeps it
)
_OTHERS = select(booking.c.id).where(
    booking.c.conversation == bindparam("whose"), booking.c.status == HELD, booking.c.id != bindparam("own")
)


def keep(connection: Connection, draft: Booking, now: datetime, hold_minutes: int) -> Booking:
    """Make sure that the draft's time is its own for so long, or raise HoldExpired."""
    held = still_own(connection, draft, now, hold_minutes)
    longer = min(now + timedelta(minutes=hold_minutes), held.held_at + LONGEST)
    if held.hold_expires_at is None or longer <= held.hold_expires_at:
        return held
    records.change(connection, held.id, now, hold_expires_at=longer)
    return replace(held, hold_expires_at=longer)


def still_own(connection: Connection, draft: Booking, now: datetime, hold_minutes: int) -> Booking:
    """Make sure that the draft's time is its own at the moment, or raise HoldExpired."""
    if draft.status not in (HELD, EXPIRED):
        raise HoldExpired(f"booking {draft.id} is {draft.status}")
    if draft.hold_expires_at is None or draft.hold_expires_at <= now:
        return _take_again(connection, draft, now, hold_minutes)
    return draft


def queue(connection: Connection, venue_id: str, start: datetime) -> None:
    """Wait until nobody else claims a time of that day: what is free then stays free until this transaction ends.

    It spares the losers of a race their collision with the key of the allocation. SQLite has one writer anyway.
    """
    if connection.dialect.name == "postgresql":
        day = quarter(start) // QUARTERS_OF_A_DAY
        connection.execute(select(func.pg_advisory_xact_lock(crc32(venue_id.encode()) >> 1, day)))


def sweep(connection: Connection, now: datetime) -> None:
    """Free all times whose hold or whose owner's limit is over."""
    for booking_id in list(connection.scalars(_OVER, {"now": now})):
        life.become(connection, records.one(connection, booking_id), EXPIRED, now, "system", "expired")


def assign(
    connection: Connection, catalogue: Catalogue, need: Need, start: datetime, now: datetime, own: Booking | None
) -> Assignment | None:
    """Return who and where, as before if possible; what the booking itself takes counts as free."""
    span = hours.whole_days(catalogue, start, start)
    free = plan(connection, catalogue, span, now, own.id if own else None)
    return free.assign(need, quarter(start), Assignment(own.therapist_ids, own.room_ids) if own else None)


def need_of(catalogue: Catalogue, booked: Booking) -> Need:
    """Return what the booking needs wherever it goes; a wished therapist who has left the venue is forgotten."""
    wish = booked.wish
    if wish.therapist_id not in [one.id for one in catalogue.therapists]:
        wish = replace(wish, therapist_id=None)
    return needed(
        catalogue, booked.service_id, booked.party, wish, {one.number: frozenset(one.left_out) for one in booked.guests}
    )


def _take_again(connection: Connection, draft: Booking, now: datetime, minutes: int) -> Booking:
    queue(connection, draft.venue_id, draft.start)
    sweep(connection, now)
    draft = records.one(connection, draft.id)  # the sweep has let it expire
    catalogue = catalogues.read_locked(connection, draft.venue_id)
    need = need_of(catalogue, draft)
    assigned = assign(connection, catalogue, need, draft.start, now, draft)
    if assigned is None or draft.start <= now or _holds_another(connection, draft):
        raise HoldExpired(f"booking {draft.id} was held from {draft.held_at}")
    records.take(connection, draft.id, need, assigned, draft.start, draft.guests)
    expires = now + timedelta(minutes=minutes)
    values = {"held_at": now, "hold_expires_at": expires} | records.placed(need, assigned, draft.start)
    life.become(connection, draft, HELD, now, draft.conversation, "held_again", **values)
    return records.one(connection, draft.id)


def _holds_another(connection: Connection, draft: Booking) -> bool:
    return connection.scalar(_OTHERS, {"whose": draft.conversation, "own": draft.id}) is not None
