"""What a venue offers, as the database has it: services, people, rooms and hours. The caller may keep it."""
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.engine import Connection

from spa.errors import NotFound
from spa.store import schema


@dataclass(frozen=True)
class Hours:
    """A part of a weekday in minutes after midnight; 0 is Monday."""

    weekday: int
    start: int
    end: int


@dataclass(frozen=True)
class Step:
    id: str
    minutes: int
    price_vnd: int  # per guest


@dataclass(frozen=True)
class Service:
    id: str
    name: Mapping[str, str]
    steps: tuple[Step, ...]
    preparation_minutes: int
    cleaning_minutes: int
    room_kinds: tuple[str, ...]
    largest_party: int

    @property
    def minutes(self) -> int:
        return sum(step.minutes for step in self.steps)

    @property
    def price_vnd(self) -> int:
        return sum(step.price_vnd for step in self.steps)


@dataclass(frozen=True)
class Therapist:
    id: str
    name: str
    gender: str
    languages: tuple[str, ...]
    skills: tuple[str, ...]
    shifts: tuple[Hours, ...]
    days_off: frozenset[date]


@dataclass(frozen=True)
class Room:
    id: str
    kind: str
    name: Mapping[str, str]
    capacity: int


@dataclass(frozen=True)
class Catalogue:
    venue_id: str
    zone: str
    hours: tuple[Hours, ...]
    closures: Mapping[date, Mapping[str, str]]
    services: Mapping[str, Service]
    therapists: Mapping[str, Therapist]
    rooms: Mapping[str, Room]


def read(connection: Connection, venue_id: str) -> Catalogue:
    venue = connection.execute(select(schema.venue).where(schema.venue.c.id == venue_id)).one_or_none()
    if venue is None:
        raise NotFound(f"no venue {venue_id}")
    return Catalogue(
        venue_id=venue_id,
        zone=venue.zone,
        hours=tuple(Hours(row.weekday, row.opens, row.closes) for row in _rows(connection, schema.opening_hours, venue_id)),
        closures={row.day: row.reason for row in _rows(connection, schema.closure, venue_id)},
        services=_services(connection, venue_id),
        therapists=_therapists(connection, venue_id),
        rooms={
            row.id: Room(row.id, row.kind, row.name, row.capacity)
            for row in _rows(connection, schema.room, venue_id)
            if row.active
        },
    )


def _services(connection: Connection, venue_id: str) -> dict[str, Service]:
    steps = defaultdict(list)
    for row in sorted(_rows(connection, schema.service_step, venue_id), key=lambda row: row.position):
        steps[row.service_id].append(Step(row.step_id, row.minutes, row.price_vnd))
    rows = sorted(_rows(connection, schema.service, venue_id), key=lambda row: row.position)
    return {row.id: _service(row, tuple(steps[row.id])) for row in rows}


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


def _therapists(connection: Connection, venue_id: str) -> dict[str, Therapist]:
    shifts, days_off = defaultdict(list), defaultdict(set)
    for row in _rows(connection, schema.shift, venue_id):
        shifts[row.therapist_id].append(Hours(row.weekday, row.starts, row.ends))
    for row in _rows(connection, schema.day_off, venue_id):
        days_off[row.therapist_id].add(row.day)
    return {
        row.id: Therapist(
            id=row.id,
            name=row.name,
            gender=row.gender,
            languages=tuple(row.languages),
            skills=tuple(row.skills),
            shifts=tuple(shifts[row.id]),
            days_off=frozenset(days_off[row.id]),
        )
        for row in _rows(connection, schema.therapist, venue_id)
        if row.active
    }


def _rows(connection: Connection, table: Table, venue_id: str) -> list[Any]:
    return connection.execute(select(table).where(table.c.venue_id == venue_id)).all()
