"""What the venue's people look at: the visits of some days in short, the line of those who wait, and who changed what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.engine import Connection

from spa.booking import hours, line, records
from spa.booking.line import Entry
from spa.booking.quarters import Span, quarter
from spa.booking.values import AWAITING_DECISION, EXPIRED, HELD, Booking
from spa.knowledge import Catalogue, Therapist
from spa.store.schema import (
    booking,
    booking_guest,
    booking_history,
    customer,
    screening,
    venue,
    venue_history,
    waitlist,
)

LONGEST = 92  # days that are read at once


@dataclass(frozen=True)
class Visit:
    """A booking as the plan shows it, without notes; moments in UTC. `name` is empty where nobody has said one."""

    id: int
    code: str
    start: datetime
    end: datetime
    status: str
    service_id: str
    party: int
    price_vnd: int
    language: str
    therapist_ids: tuple[str, ...]  # of guest 1, 2, ...
    room_ids: tuple[str, ...]
    name: str
    phone: str
    has_note: bool


@dataclass(frozen=True)
class Change:
    """One line of a history."""

    at: datetime
    actor: str
    change: str
    detail: dict[str, Any]


def visits(connection: Connection, catalogue: Catalogue, first: date, days: int, now: datetime) -> list[Visit]:
    """Return the visits that begin on one of these days at the venue, in order; drafts whose time is over are none."""
    starts, ends = hours.at(catalogue, first), hours.at(catalogue, first + timedelta(days=min(days, LONGEST)))
    over = and_(booking.c.status.in_([HELD, AWAITING_DECISION]), booking.c.hold_expires_at <= now)
    shown = and_(
        booking.c.venue_id == catalogue.id,
        booking.c.start >= starts,
        booking.c.start < ends,
        booking.c.status != EXPIRED,
        or_(booking.c.hold_expires_at.is_(None), ~over),
    )
    query = select(booking, customer.c.name, customer.c.phone).select_from(booking.outerjoin(customer)).where(shown)
    rows = connection.execute(query.order_by(booking.c.start, booking.c.id)).all()
    places = _places(connection, select(booking.c.id).where(shown))
    return [_visit(row, places.get(row.id, [])) for row in rows]


def present(catalogue: Catalogue, therapist: Therapist, day: date) -> frozenset[int]:
    """Return the quarters of the day, counted from its midnight, in which house and therapist are there to work."""
    span = hours.whole_days(catalogue, hours.at(catalogue, day), hours.at(catalogue, day))
    there = hours.opened(catalogue, span) & hours.working(catalogue, span, therapist)
    return _of_day(catalogue, span, day, there & ~hours.resting(catalogue, span, therapist))


def open_quarters(catalogue: Catalogue, day: date) -> frozenset[int]:
    """Return the quarters of the day, counted from its midnight, in which the house is open."""
    span = hours.whole_days(catalogue, hours.at(catalogue, day), hours.at(catalogue, day))
    return _of_day(catalogue, span, day, hours.opened(catalogue, span))


def of_therapist(
    connection: Connection, catalogue: Catalogue, therapist_id: str, first: date, days: int
) -> list[Booking]:
    """Return the therapist's own visits of these days that are sure, with steps and notes."""
    starts, ends = hours.at(catalogue, first), hours.at(catalogue, first + timedelta(days=days))
    own = select(booking_guest.c.booking_id).where(booking_guest.c.therapist_id == therapist_id)
    sure = booking.c.status.in_(["confirmed", "arrived", "completed"])
    return records.several(
        connection, and_(booking.c.id.in_(own), booking.c.start >= starts, booking.c.start < ends, sure)
    )


def outcomes(connection: Connection, booking_id: int) -> dict[int, str | None]:
    """Return by guest what the screening of the booking said; none where it is not decided."""
    rows = screening.c
    query = select(rows.guest, rows.outcome).where(rows.booking_id == booking_id).order_by(rows.guest)
    return {row.guest: row.outcome for row in connection.execute(query)}


def history(connection: Connection, booking_id: int) -> list[Change]:
    """Return what has happened to a booking, the oldest first."""
    rows = booking_history.c
    return _changes(connection, select(booking_history).where(rows.booking_id == booking_id).order_by(rows.id))


def venue_changes(connection: Connection, venue_id: str, most: int) -> list[Change]:
    """Return what the venue's people changed of hours, shifts and prices, the newest first."""
    rows = venue_history.c
    newest = select(venue_history).where(rows.venue_id == venue_id).order_by(rows.id.desc()).limit(most)
    return _changes(connection, newest)


def stamp(connection: Connection, venue_id: str) -> str:
    """Return what is another one after each change of a booking, or of the venue's hours and people."""
    newest = connection.scalar(select(func.max(booking_history.c.id)))
    return f"{newest} {connection.scalar(select(venue.c.version).where(venue.c.id == venue_id))}"


def waiting(connection: Connection, venue_id: str, now: datetime) -> list[Entry]:
    """Return who waits for a time at the venue, in the order of the line."""
    return line.several(connection, waitlist.c.venue_id == venue_id, line.in_line(), waitlist.c.latest > now)


def _of_day(catalogue: Catalogue, span: Span, day: date, bits: int) -> frozenset[int]:
    midnight = quarter(hours.at(catalogue, day))
    return frozenset(number - midnight for number in span.numbers(bits & hours.day_bits(catalogue, span, day)))


def _places(connection: Connection, ids: Any) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    query = select(booking_guest).where(booking_guest.c.booking_id.in_(ids)).order_by(booking_guest.c.guest)
    for row in connection.execute(query):
        found.setdefault(row.booking_id, []).append(row)
    return found


def _visit(row: Any, guests: Sequence[Any]) -> Visit:
    plain = ("id", "code", "start", "end", "status", "service_id", "party", "price_vnd", "language")
    return Visit(
        **{name: getattr(row, name) for name in plain},
        therapist_ids=tuple(guest.therapist_id for guest in guests),
        room_ids=tuple(guest.room_id for guest in guests),
        name=row.name or "",
        phone=row.phone or "",
        has_note=bool(row.note),
    )


def _changes(connection: Connection, query: Any) -> list[Change]:
    return [Change(row.at, row.actor, row.change, row.detail) for row in connection.execute(query)]
