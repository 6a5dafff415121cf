"""A large spa for measuring: 40 therapists, 20 rooms, and as many months of bookings as wanted, written in bulk."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Table, insert
from sqlalchemy.engine import Connection, Engine

from spa.booking import Limits
from spa.booking.quarters import quarter
from spa.knowledge import Hours, Room, Service, Step, Therapist, Venue, load_venues
from spa.store import schema
from spa.store.database import migrate, writing
from spa.store.seed import seed

VENUE, SERVICE = "large", "back_massage"
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
TODAY = date(2026, 11, 25)
NOW = datetime.combine(TODAY, time(8), ZONE)
OPENS = time(9)
ROOMS, THERAPISTS = 20, 40
FAR = Limits(days_ahead=31)
MINUTES, CLEANING = 60, 15
_STARTS = [
    (datetime.combine(TODAY, OPENS) + number * timedelta(minutes=MINUTES + CLEANING)).time() for number in range(9)
]
BOOKED, FREE = _STARTS[:5], _STARTS[5:]  # of each room's day
_CHUNK = 5000


def venue(therapists: int = THERAPISTS, rooms: int = ROOMS) -> Venue:
    """Open from 9:00 to 21:00 every day; everybody knows everything."""
    hours = tuple(Hours(weekday, 9 * 60, 21 * 60) for weekday in range(7))
    name = {"en": SERVICE, "vi": SERVICE}
    massage = (Step("massage", MINUTES, 300_000),)
    return replace(
        load_venues(Path(__file__).resolve().parents[1] / "knowledge" / "venues")["lee_spa"],
        id=VENUE,
        timezone=ZONE.key,
        hours=hours,
        closures=(),
        rooms=tuple(Room(room(number), "single", 1, name) for number in range(rooms)),
        services=(
            Service(
                SERVICE, name, massage, 0, CLEANING, ("single",), 1, description=name, said_as={"en": (), "vi": ()}
            ),
        ),
        therapists=tuple(
            Therapist(therapist(number), f"T {number}", "female", ("vi",), (SERVICE,), hours, ())
            for number in range(therapists)
        ),
    )


def room(number: int) -> str:
    return f"{VENUE}.room{number}"


def therapist(number: int) -> str:
    return f"{VENUE}.therapist{number}"


def at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, ZONE)


def next_days() -> list[date]:
    """Return the days for which a booking can be made now."""
    return [TODAY + timedelta(days=number) for number in range(7)]


def build(engine: Engine, days: int) -> None:
    """Make the tables, the venue, and bookings on so many days, half of them behind NOW and half before it."""
    migrate(engine)
    with writing(engine) as connection:
        seed(connection, [venue()], NOW)
        first = TODAY - timedelta(days=days // 2)
        visits = list(_visits(first, days))
        rows = {
            schema.booking: (_booking(*visit) for visit in visits),
            schema.booking_guest: (
                {"booking_id": one, "guest": 1, "therapist_id": who, "room_id": where} for one, _, who, where in visits
            ),
            schema.booking_step: (_step(one) for one, *_ in visits),
            schema.allocation: (row for visit in visits for row in _allocations(*visit)),
        }
        for table, content in rows.items():
            _insert(connection, table, content)
        _count_on(connection, len(visits))
    analyse(engine)


def analyse(engine: Engine) -> None:
    """Let the database learn how its rows are spread, as PostgreSQL's own housekeeping does in time."""
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.exec_driver_sql("ANALYZE")


def _visits(first: date, days: int) -> Iterator[tuple[int, datetime, str, str]]:
    number = 0
    for day in range(days):
        for clock in BOOKED:
            for place in range(ROOMS):
                number += 1
                # Rooms fill in order, therapists take turns.
                yield number, at(first + timedelta(days=day), clock), therapist((place + day) % THERAPISTS), room(place)


def _booking(number: int, start: datetime, _: str, place: str) -> dict[str, Any]:
    return {
        "id": number,
        "code": f"B{number}",
        "venue_id": VENUE,
        "conversation": f"web:before-{number}",
        "service_id": SERVICE,
        "party": 1,
        "start": start,
        "end": start + timedelta(minutes=MINUTES),
        "room_id": place,
        "price_vnd": 300_000,
        "status": "confirmed",
        "language": "en",
        "therapist_wish": {},
        "note": "",
        "held_at": start - timedelta(days=1),
        "changed_at": start - timedelta(days=1),
    }


def _step(number: int) -> dict[str, Any]:
    return {
        "booking_id": number,
        "guest": 1,
        "step_id": "massage",
        "position": 0,
        "minutes": MINUTES,
        "price_vnd": 300_000,
        "left_out": False,
    }


def _allocations(number: int, start: datetime, person: str, place: str) -> Iterator[dict[str, Any]]:
    for resource in (f"therapist:{person}", f"room:{place}"):
        for slot in range(quarter(start), quarter(start) + (MINUTES + CLEANING) // 15):
            yield {"resource": resource, "slot": slot, "booking_id": number}


def _insert(connection: Connection, table: Table, rows: Iterator[dict[str, Any]]) -> None:
    while chunk := list(islice(rows, _CHUNK)):
        connection.execute(insert(table), chunk)


def _count_on(connection: Connection, number: int) -> None:
    """PostgreSQL counts ids on its own: from behind those that were written here."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"ALTER SEQUENCE booking_id_seq RESTART WITH {number + 1}")
