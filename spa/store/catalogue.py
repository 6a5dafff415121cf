"""What a venue offers as the database has it now: services, people, rooms and hours.

It is read anew only after a change: each gives the venue another version, which no other state ever has, not even one
that was rolled back or is in another database.
"""

import secrets
from collections import defaultdict
from dataclasses import fields, replace
from functools import cache
from typing import Any

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.engine import Connection

from spa.errors import NotFound
from spa.knowledge import Catalogue, Closure, DayHours, Hours, Room, Service, Step, Therapist, Venue
from spa.store.schema import (
    closure,
    day_break,
    day_off,
    opening_hours,
    room,
    service,
    service_step,
    shift,
    special_hours,
    therapist,
    venue,
    weekly_break,
)

_IT = venue.c.id == bindparam("venue_id")
_HOUSE = select(venue).where(_IT)
_VERSION = select(venue.c.version).where(_IT)
# Many may book at once, who changes the venue is alone. SQLite has one writer at a time and needs none of it.
_HELD = _VERSION.with_for_update(read=True, key_share=True)  # a booking's foreign key does so anyway
_ALONE = _VERSION.with_for_update()
_RENEW = update(venue).where(venue.c.id == bindparam("whose"))
_known: dict[str, tuple[str, Catalogue]] = {}  # by venue


def read(connection: Connection, venue_id: str) -> Catalogue:
    """Raises NotFound."""
    return _of_version(connection, venue_id, _version(connection, _VERSION, venue_id))


def read_locked(connection: Connection, venue_id: str) -> Catalogue:
    """As `read`; the venue stays as it is until the transaction ends."""
    return _of_version(connection, venue_id, _version(connection, _HELD, venue_id))


def change(connection: Connection, venue_id: str) -> None:
    """Begin a change of what the venue offers, while nobody books there. Raises NotFound."""
    _version(connection, _ALONE, venue_id)
    connection.execute(_RENEW, {"whose": venue_id, "version": secrets.token_hex(16)})


def _version(connection: Connection, query: Any, venue_id: str) -> str:
    version: str | None = connection.scalar(query, {"venue_id": venue_id})
    if version is None:
        raise NotFound(f"no venue {venue_id}")
    return version


def _of_version(connection: Connection, venue_id: str, version: str) -> Catalogue:
    known = _known.get(venue_id)
    if known and known[0] == version:
        return known[1]
    found = read_anew(connection, venue_id)
    # Without a lock or one view of the database, somebody may have changed it in the middle.
    if _version(connection, _VERSION, venue_id) == version:
        _known[venue_id] = (version, found)
    return found


def read_anew(connection: Connection, venue_id: str) -> Catalogue:
    """As `read`, whatever was read before: to compare with the files, also after somebody has written by hand."""
    house = connection.execute(_HOUSE, {"venue_id": venue_id}).first()
    if house is None:
        raise NotFound(f"no venue {venue_id}")
    special = _rows(connection, special_hours, venue_id, special_hours.c.day, special_hours.c.opens)
    hours = _rows(connection, opening_hours, venue_id, opening_hours.c.weekday, opening_hours.c.opens)
    return Catalogue(
        id=venue_id,
        timezone=house.zone,
        hours=tuple(Hours(row.weekday, row.opens, row.closes) for row in hours),
        special_hours=tuple(DayHours(row.day, row.opens, row.closes) for row in special),
        closures=tuple(Closure(row.day, row.reason) for row in _rows(connection, closure, venue_id, closure.c.day)),
        cleaning_after_closing=house.cleaning_after_closing,
        services=_services(connection, venue_id),
        therapists=_therapists(connection, venue_id),
        rooms=_rooms(connection, venue_id),
    )


def of_file(described: Venue) -> Catalogue:
    """Return the part of the file that the database keeps."""
    parts = {part.name: getattr(described, part.name) for part in fields(Catalogue)}
    services = tuple(replace(one, description={}, said_as={}) for one in described.services)
    return Catalogue(**parts | {"services": services})


def current(connection: Connection, described: Venue) -> Venue:
    """Return the venue of the file with the hours, prices and people that the database has now."""
    now = read(connection, described.id)
    stored = {one.id: one for one in now.services}
    services = tuple(
        replace(stored[one.id], description=one.description, said_as=one.said_as)
        for one in described.services
        if one.id in stored
    )
    return replace(described, **vars(now) | {"services": services})


def _services(connection: Connection, venue_id: str) -> tuple[Service, ...]:
    steps = defaultdict(list)
    for row in _rows(connection, service_step, venue_id, service_step.c.position):
        steps[row.service_id].append(Step(row.step_id, row.minutes, row.price_vnd))
    rows = _rows(connection, service, venue_id, service.c.position)
    return tuple(_service(row, tuple(steps[row.id])) for row in rows)


def _service(row: Any, steps: tuple[Step, ...]) -> Service:
    return Service(
        id=row.id,
        name=row.name,
        steps=steps,
        preparation_minutes=row.preparation_minutes,
        cleaning_minutes=row.cleaning_minutes,
        room_kinds=tuple(row.room_kinds),
        largest_party=row.largest_party,
    )


def _therapists(connection: Connection, venue_id: str) -> tuple[Therapist, ...]:
    rows = [row for row in _rows(connection, therapist, venue_id, therapist.c.position) if row.active]
    shifts, breaks = _weekly(connection, shift, venue_id), _weekly(connection, weekly_break, venue_id)
    days_off, day_breaks = defaultdict(list), defaultdict(list)
    for row in _rows(connection, day_break, venue_id, day_break.c.day, day_break.c.starts):
        day_breaks[row.therapist_id].append(DayHours(row.day, row.starts, row.ends))
    for row in _rows(connection, day_off, venue_id, day_off.c.day):
        days_off[row.therapist_id].append(row.day)
    return tuple(
        Therapist(
            id=row.id,
            name=row.name,
            gender=row.gender,
            languages=tuple(row.languages),
            skills=tuple(row.skills),
            shifts=tuple(shifts[row.id]),
            days_off=tuple(days_off[row.id]),
            breaks=tuple(breaks[row.id]),
            day_breaks=tuple(day_breaks[row.id]),
        )
        for row in rows
    )


def _weekly(connection: Connection, table: Table, venue_id: str) -> dict[str, list[Hours]]:
    spans = defaultdict(list)
    for row in _rows(connection, table, venue_id, table.c.weekday, table.c.starts):
        spans[row.therapist_id].append(Hours(row.weekday, row.starts, row.ends))
    return spans


def _rooms(connection: Connection, venue_id: str) -> tuple[Room, ...]:
    rows = _rows(connection, room, venue_id, room.c.position)
    return tuple(Room(row.id, row.kind, row.capacity, row.name) for row in rows if row.active)


def _rows(connection: Connection, table: Table, venue_id: str, *order: Any) -> list[Any]:
    return list(connection.execute(_query(table, *order), {"venue_id": venue_id}))


@cache  # made anew for each read, the queries were a quarter of its time
def _query(table: Table, *order: Any) -> Any:
    own = "venue_id" in table.c
    rows = select(table) if own else select(table).join(therapist)
    return rows.where((table if own else therapist).c.venue_id == bindparam("venue_id")).order_by(*order)
