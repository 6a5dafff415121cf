"""Counts of what the domain did in a time: visits, screenings by outcome, why a person was called. No names, no answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, literal, select
from sqlalchemy.engine import Connection

from spa.store.schema import booking, booking_history, screening, staff_note, unanswered_question

CHANNELS = ("web", "fb", "zalo", "phone")
ELSE = "else"  # of a guest whose data was erased
BOOKED = "booked"
_MADE = ("confirmed", "accepted")  # by the guest, or by the person who decided
CHANGES = (BOOKED, "moved", "cancelled", "declined", "completed", "no_show")


@dataclass(frozen=True)
class Span:
    """From `since` to before `until`, of these venues."""

    since: datetime
    until: datetime
    venues: tuple[str, ...]

    def of(self, at: Any, venue_id: Any) -> Sequence[Any]:
        """The conditions on a table's columns."""
        return at >= self.since, at < self.until, venue_id.in_(self.venues)


@dataclass(frozen=True)
class Visits:
    change: str  # one of CHANGES
    venue_id: str
    channel: str  # one of CHANNELS, or ELSE
    language: str
    number: int


def visits(db: Connection, span: Span) -> list[Visits]:
    """How many bookings were made, and what became of bookings; a booking that was moved twice was moved twice."""
    row = booking_history.c
    change = case((row.change.in_(_MADE), literal(BOOKED)), else_=row.change).label("change")
    of = (change, booking.c.venue_id, _channel(booking.c.conversation).label("channel"), booking.c.language)
    number = case((change == BOOKED, func.count(row.booking_id.distinct())), else_=func.count())
    query = (
        select(*of, number)
        .join(booking, booking.c.id == row.booking_id)
        .where(row.change.in_((*_MADE, *CHANGES)), *span.of(row.at, booking.c.venue_id))
        .group_by(*of)
    )
    return [Visits(*found) for found in db.execute(query)]


def screenings(db: Connection, span: Span) -> dict[str, int]:
    """How many guests' screenings had which outcome."""
    return _counted(db, screening.c.outcome, screening.c.decided_at, screening.c.venue_id, span)


def reasons(db: Connection, span: Span) -> dict[str, int]:
    """How many notes of which kind called a person."""
    return _counted(db, staff_note.c.kind, staff_note.c.at, staff_note.c.venue_id, span)


def unanswered(db: Connection, span: Span) -> int:
    """How many questions nothing answered; those of guests whose data was erased are not among them."""
    mine = span.of(unanswered_question.c.at, unanswered_question.c.venue_id)
    return int(db.execute(select(func.count()).select_from(unanswered_question).where(*mine)).scalar_one())


def _counted(db: Connection, what: Any, at: Any, venue_id: Any, span: Span) -> dict[str, int]:
    query = select(what, func.count()).where(what.is_not(None), *span.of(at, venue_id)).group_by(what)
    return {row[0]: row[1] for row in db.execute(query)}


def _channel(conversation: Any) -> Any:
    return case(*((conversation.like(f"{name}:%"), literal(name)) for name in CHANNELS), else_=literal(ELSE))
