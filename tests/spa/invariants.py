"""What has to be true of the bookings at any moment, found out by SQL and apart from the engine's code."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from sqlalchemy import Table, bindparam, select, text
from sqlalchemy.engine import Connection

from spa.store import schema
from tests.spa.house import ZONE
from tests.spa.overlaps import overlaps

STATUSES = ("held", "confirmed", "awaiting_decision", "arrived", "completed", "cancelled", "no_show", "expired")
# What a person decided last about a booking.
_DECIDED = "SELECT verdict FROM decision WHERE booking_id = booking.id ORDER BY id DESC LIMIT 1"
_TOO_OLD = {
    "sqlite": "julianday(booking.start) - julianday(decided_at) > 7.00001",
    "postgresql": "booking.start - decided_at > INTERVAL '7 days'",
}
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
    "a guest may come without a screening": """
        SELECT count(*) FROM booking WHERE status IN ('confirmed', 'arrived', 'completed') AND party <> (
            SELECT count(*) FROM screening WHERE screening.booking_id = booking.id
            AND outcome <> 'emergency' AND decided_at IS NOT NULL AND consent_id IS NOT NULL)""",
    "a screening is too old for its visit": f"""
        SELECT count(*) FROM booking JOIN screening ON screening.booking_id = booking.id
        WHERE status IN ('confirmed', 'arrived', 'completed') AND ({_DECIDED}) IS DISTINCT FROM 'approve'
        AND {{too_old}}""",
    "a confirmed booking is nobody's": f"""
        SELECT count(*) FROM booking WHERE status IN ('confirmed', 'arrived')
        AND (customer_id IS NULL OR confirm_key IS NULL AND ({_DECIDED}) IS DISTINCT FROM 'approve')""",
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
    too_old = _TOO_OLD[connection.dialect.name]
    found = [what for what, sql in _NEVER.items() if connection.scalar(text(sql.format(too_old=too_old)))]
    if overlaps(connection):
        found.append("a time is given twice")
    return found + _past_the_screening(connection) + _without_history(connection)


def offers(connection: Connection) -> set[tuple[int, int]]:
    """Return what stands offered: the place in the line, and which of its offers it is."""
    return {(row.id, row.offers) for row in connection.execute(text(_OFFERED))}


def out_of_turn(connection: Connection, now: datetime) -> set[tuple[int, int]]:
    """Return those of them that somebody else should have had, if they were made just now."""
    query = text(_OUT_OF_TURN).bindparams(bindparam("now", now, schema.booking.c.held_at.type))
    return {(row.id, row.offers) for row in connection.execute(query)}


def _past_the_screening(connection: Connection) -> list[str]:
    """Who may come although the screening, or a step that they get, says no, and nobody has answered for just that."""
    booked, rows, answers = schema.booking.c, schema.screening, schema.decision
    coming = select(booked.id).where(booked.status.in_(["confirmed", "arrived", "completed"]))
    given = _given(connection)
    decided = {row.booking_id: row for row in connection.execute(select(answers).order_by(answers.c.id))}
    wrong = []
    for row in connection.execute(select(rows).where(rows.c.booking_id.in_(coming))):
        by_name, own = decided.get(row.booking_id), given[row.booking_id]
        answered = by_name is not None and by_name.verdict == "approve" and by_name.steps == own
        fine = row.outcome in ("nothing_reported", "adapt") and not {*row.left_out} & {*own[str(row.guest)]}
        if not fine and not answered:
            wrong.append(f"guest {row.guest} of booking {row.booking_id} is {row.outcome}, without {row.left_out}")
    return wrong


def _given(connection: Connection) -> dict[int, dict[str, list[str]]]:
    """The steps that each guest of each booking gets: {booking: {"1": [step]}}."""
    rows = schema.booking_step
    given: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in connection.execute(select(rows).order_by(rows.c.position)):
        given[row.booking_id][str(row.guest)] += [] if row.left_out else [row.step_id]
    return given


def misplaced(connection: Connection, booking_id: int) -> str | None:
    """Say why house or therapist are not there for the whole visit, by the rows as they are; none where they are."""
    visit = connection.execute(select(schema.booking).where(schema.booking.c.id == booking_id)).one()
    starts, ends = (moment.astimezone(ZONE) for moment in (visit.start, visit.end))
    span = (starts.hour * 60 + starts.minute, starts.hour * 60 + starts.minute + (ends - starts).seconds // 60)
    if not _covers(_house_hours(connection, starts), span):
        return f"the house is closed: {starts} {ends}"
    guests = schema.booking_guest
    for who in connection.scalars(select(guests.c.therapist_id).where(guests.c.booking_id == booking_id)):
        if not _covers(_hours(connection, schema.shift, starts, therapist_id=who), span):
            return f"{who} is not there: {starts} {ends}"
        if connection.execute(_of_day(schema.day_off, starts, therapist_id=who)).first():
            return f"{who} has the day off: {starts}"
    return None


def _house_hours(connection: Connection, moment: datetime) -> list[tuple[int, int]]:
    if connection.execute(_of_day(schema.closure, moment)).first():
        return []
    own = connection.execute(_of_day(schema.special_hours, moment)).all()
    return [(row.opens, row.closes) for row in own] or _hours(connection, schema.opening_hours, moment)


def _hours(connection: Connection, table: Table, moment: datetime, **whose: str) -> list[tuple[int, int]]:
    same = [table.c[name] == value for name, value in whose.items()]
    rows = connection.execute(select(table).where(table.c.weekday == moment.weekday(), *same))
    return [(row[2], row[3]) for row in rows]


def _of_day(table: Table, moment: datetime, **whose: str) -> Any:
    return select(table).where(table.c.day == moment.date(), *(table.c[name] == who for name, who in whose.items()))


def _covers(hours: list[tuple[int, int]], span: tuple[int, int]) -> bool:
    return any(first <= span[0] and span[1] <= last for first, last in hours)


def _without_history(connection: Connection) -> list[str]:
    """Bookings whose status or start came about without being written down, or whose changes are not in a row."""
    rows = schema.booking_history
    told, starts = defaultdict(list), {}
    for row in connection.execute(select(rows).order_by(rows.c.id)):
        if row.detail.get("after") in STATUSES:
            told[row.booking_id].append(row.detail)
        if row.change in ("held", "held_instead", "moved"):
            key = "after" if row.change == "moved" else "start"
            starts[row.booking_id] = datetime.fromisoformat(row.detail[key])
    wrong = []
    for booking in connection.execute(select(schema.booking)).all():
        changes = told[booking.id]
        in_a_row = all(later["before"] == sooner["after"] for sooner, later in zip(changes, changes[1:], strict=False))
        if not changes or changes[-1]["after"] != booking.status or not in_a_row or starts[booking.id] != booking.start:
            wrong.append(f"the history of booking {booking.id} ({booking.status}) tells {changes}")
    return wrong
