"""Private calendars: who holds the address reads a therapist's or a venue's visits, until the address is revoked."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, insert, select, update
from sqlalchemy.engine import Connection

from spa.booking import records
from spa.booking.values import ARRIVED, AWAITING_DECISION, CONFIRMED, Booking
from spa.errors import NotFound
from spa.store.schema import booking, booking_guest, calendar_feed, therapist, venue

SHOWN = (CONFIRMED, AWAITING_DECISION, ARRIVED)
LOOKS_BACK = timedelta(days=7)


@dataclass(frozen=True)
class Feed:
    """One private calendar; without a therapist it is the whole venue's."""

    token: str
    venue_id: str
    therapist_id: str | None
    created_at: datetime
    revoked_at: datetime | None


def create(connection: Connection, venue_id: str, therapist_id: str | None, now: datetime) -> str:
    """Make a new calendar and return its token. Raises NotFound."""
    known = select(venue.c.id).where(venue.c.id == venue_id)
    if therapist_id:
        known = select(therapist.c.id).where(therapist.c.id == therapist_id, therapist.c.venue_id == venue_id)
    if connection.execute(known).first() is None:
        raise NotFound(f"no calendar for {therapist_id or venue_id}")
    token = secrets.token_urlsafe(32)
    row = {"token": token, "venue_id": venue_id, "therapist_id": therapist_id, "created_at": now}
    connection.execute(insert(calendar_feed).values(row))
    return token


def revoke(connection: Connection, token: str, now: datetime) -> bool:
    """Close a calendar; False where it is closed or was never there."""
    still_open = update(calendar_feed).where(calendar_feed.c.token == token, calendar_feed.c.revoked_at.is_(None))
    return bool(connection.execute(still_open.values(revoked_at=now)).rowcount)


def feeds(connection: Connection) -> list[Feed]:
    """The open ones, venue by venue."""
    still_open = select(calendar_feed).where(calendar_feed.c.revoked_at.is_(None))
    order = (calendar_feed.c.venue_id, calendar_feed.c.therapist_id, calendar_feed.c.created_at)
    return [_feed(row) for row in connection.execute(still_open.order_by(*order))]


def feed_of(connection: Connection, token: str) -> Feed | None:
    """The open calendar with this token."""
    still_open = and_(calendar_feed.c.token == token, calendar_feed.c.revoked_at.is_(None))
    row = connection.execute(select(calendar_feed).where(still_open)).first()
    return _feed(row) if row else None


def bookings_of(connection: Connection, feed: Feed, now: datetime) -> list[Booking]:
    """The visits of the last week and all that are to come, in order of time."""
    shown = and_(booking.c.venue_id == feed.venue_id, booking.c.status.in_(SHOWN), booking.c.start > now - LOOKS_BACK)
    if feed.therapist_id:
        own = select(booking_guest.c.booking_id).where(booking_guest.c.therapist_id == feed.therapist_id)
        shown = and_(shown, booking.c.id.in_(own))
    return records.several(connection, shown)


def _feed(row: Any) -> Feed:
    return Feed(row.token, row.venue_id, row.therapist_id, row.created_at, row.revoked_at)
