"""What has to be true of the bookings at any moment, found out by SQL and apart from the engine's code."""

from collections import defaultdict
from datetime import datetime

from sqlalchemy import bindparam, select, text
from sqlalchemy.engine import Connection

from spa.store import schema
from tests.spa.overlaps import overlaps

STATUSES = ("held", "confirmed", "awaiting_decision", "arrived", "completed", "cancelled", "no_show", "expired")
# Each counts rows that must not be there.
_NEVER = {
    "a visit that is over or given up keeps its time": """
        SELECT count(*) FROM allocation JOIN booking ON booking.id = allocation.booking_id
        WHERE status IN ('cancelled', 'no_show', 'expired')""",
    "a visit has no time": """
        SELECT count(*) FROM booking WHERE status IN ('held', 'confirmed', 'awaiting_decision', 'arrived')
        AND (SELECT count(DISTINCT resource) FROM allocation WHERE booking_id = booking.id) <
            party + (SELECT count(DISTINCT room_id) FROM booking_guest WHERE booking_id = booking.id)""",
    "a party is not whole": """
        SELECT count(*) FROM booking
        WHERE party <> (SELECT count(*) FROM booking_guest WHERE booking_id = booking.id)
        OR party <> (SELECT count(DISTINCT guest) FROM booking_step WHERE booking_id = booking.id)
        OR party <> (SELECT count(DISTINCT therapist_id) FROM booking_guest WHERE booking_id = booking.id)""",
    "a room has more guests than beds": """
        SELECT count(*) FROM (
            SELECT 1 FROM booking_guest AS guest JOIN room ON room.id = guest.room_id
            GROUP BY guest.booking_id, room.id, room.capacity HAVING count(*) > room.capacity
        ) AS crowded""",
    "a guest is confirmed without a screening that lets them come": """
        SELECT count(*) FROM booking WHERE status = 'confirmed' AND party <> (
            SELECT count(*) FROM screening WHERE screening.booking_id = booking.id
            AND outcome IN ('nothing_reported', 'adapt') AND decided_at IS NOT NULL AND consent_id IS NOT NULL)""",
    "a confirmed booking is nobody's": """
        SELECT count(*) FROM booking WHERE status IN ('confirmed', 'arrived')
        AND (customer_id IS NULL OR confirm_key IS NULL)""",
    "a conversation holds twice": """
        SELECT count(*) FROM (
            SELECT 1 FROM booking WHERE status = 'held' GROUP BY conversation HAVING count(*) > 1
        ) AS twice""",
    "who only waits holds something": """
        SELECT count(*) FROM waitlist WHERE state NOT IN ('offered', 'taken') AND booking_id IS NOT NULL""",
}
# What was offered to somebody while one who came sooner, and has let nothing pass, waits for just that and could have it.
_OUT_OF_TURN = """
    SELECT later.id, later.offers FROM waitlist AS later
    JOIN booking AS offered ON offered.id = later.booking_id
    JOIN waitlist AS sooner ON sooner.id < later.id AND sooner.venue_id = later.venue_id
        AND sooner.service_id = later.service_id AND sooner.party = later.party
        AND CAST(sooner.therapist_wish AS TEXT) = CAST(later.therapist_wish AS TEXT)
        AND sooner.earliest <= offered.start AND offered.start < sooner.latest
    WHERE later.state = 'offered' AND sooner.state = 'waiting' AND sooner.offers = 0 AND NOT EXISTS (
        SELECT 1 FROM booking AS own WHERE own.conversation = sooner.conversation AND own.status = 'held'
        AND own.hold_expires_at > :now)"""
_OFFERED = "SELECT id, offers FROM waitlist WHERE state = 'offered'"


def broken(connection: Connection) -> list[str]:
    """Return what is not as it has to be; empty when all is well."""
    found = [what for what, sql in _NEVER.items() if connection.execute(text(sql)).scalar_one()]
    if overlaps(connection):
        found.append("a time is given twice")
    return found + _without_history(connection)


def offers(connection: Connection) -> set[tuple[int, int]]:
    """Return what stands offered: the place in the line, and which of its offers it is."""
    return {(row.id, row.offers) for row in connection.execute(text(_OFFERED))}


def out_of_turn(connection: Connection, now: datetime) -> set[tuple[int, int]]:
    """Return those of them that somebody else should have had, if they were made just now."""
    query = text(_OUT_OF_TURN).bindparams(bindparam("now", now, schema.booking.c.held_at.type))
    return {(row.id, row.offers) for row in connection.execute(query)}


def _without_history(connection: Connection) -> list[str]:
    rows = schema.booking_history
    told = defaultdict(list)
    for row in connection.execute(select(rows).order_by(rows.c.id)):
        if row.detail.get("after") in STATUSES:
            told[row.booking_id].append(row.detail)
    wrong = []
    for booking in connection.execute(select(schema.booking.c.id, schema.booking.c.status)).all():
        changes = told[booking.id]
        in_a_row = all(later["before"] == sooner["after"] for sooner, later in zip(changes, changes[1:], strict=False))
        if not changes or changes[-1]["after"] != booking.status or not in_a_row:
            wrong.append(f"the history of booking {booking.id} ({booking.status}) tells {changes}")
    return wrong
