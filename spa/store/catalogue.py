"""What a venue offers, as the database has it: services, people, rooms and hours. The caller may keep it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.engine import Connection

from spa import knowledge
from spa.errors import NotFound
from spa.knowledge import Bilingual, Closure, Hours, Room, Step, Therapist, Venue
from spa.store.schema import closure, day_off, opening_hours, room, service, service_step, shift, therapist, venue


@dataclass(frozen=True)
class Service:
    """What booking needs to know of a service; how it is described stands in the venue's file."""

    id: str
    name: Bilingual
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
        """The price for one guest."""
        return sum(step.price_vnd for step in self.steps)


@dataclass(frozen=True)
class Catalogue:
    venue_id: str
    zone: str
    hours: tuple[Hours, ...]
    closures: Mapping[date, Bilingual]
    services: Mapping[str, Service]
    therapists: Mapping[str, Therapist]
    rooms: Mapping[str, Room]


def read(connection: Connection, venue_id: str) -> Catalogue:
    zone = connection.scalar(select(venue.c.zone).where(venue.c.id == venue_id))
    if zone is None:
        raise NotFound(f"no venue {venue_id}")
    hours = _rows(connection, opening_hours, venue_id)
    return Catalogue(
        venue_id=venue_id,
        zone=zone,
        hours=_in_order(Hours(row.weekday, row.opens, row.closes) for row in hours),
        closures={row.day: row.reason for row in _rows(connection, closure, venue_id, closure.c.day)},
        services=_services(connection, venue_id),
        therapists=_therapists(connection, venue_id),
        rooms=_rooms(connection, venue_id),
    )


def of_file(described: Venue) -> Catalogue:
    """Return the catalogue as the venue's file has it."""
    return Catalogue(
        venue_id=described.id,
        zone=described.timezone,
        hours=_in_order(described.hours),
        closures={one.day: one.reason for one in described.closures},
        services={one.id: _filed(one) for one in described.services},
        therapists={one.id: _with_ordered_times(one) for one in described.therapists},
        rooms={one.id: one for one in described.rooms},
    )


def current(connection: Connection, described: Venue) -> Venue:
    """Return the venue of the file with the hours, prices and people that the database has now."""
    now = read(connection, described.id)
    return replace(
        described,
        hours=now.hours,
        closures=tuple(Closure(day, reason) for day, reason in now.closures.items()),
        rooms=tuple(now.rooms.values()),
        therapists=tuple(now.therapists.values()),
        services=tuple(_priced(one, now.services[one.id]) for one in described.services if one.id in now.services),
    )


def _filed(described: knowledge.Service) -> Service:
    return Service(**{part.name: getattr(described, part.name) for part in fields(Service)})


def _with_ordered_times(one: Therapist) -> Therapist:
    return replace(one, shifts=_in_order(one.shifts), days_off=tuple(sorted(one.days_off)))


def _in_order(parts: Iterable[Hours]) -> tuple[Hours, ...]:
    return tuple(sorted(parts, key=lambda part: (part.weekday, part.starts)))


def _priced(described: knowledge.Service, stored: Service) -> knowledge.Service:
    changed = {part.name: getattr(stored, part.name) for part in fields(Service) if part.name != "id"}
    return replace(described, **changed)


def _services(connection: Connection, venue_id: str) -> dict[str, Service]:
    steps = defaultdict(list)
    for row in _rows(connection, service_step, venue_id, service_step.c.position):
        steps[row.service_id].append(Step(row.step_id, row.minutes, row.price_vnd))
    rows = _rows(connection, service, venue_id, service.c.position)
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
    rows = [row for row in _rows(connection, therapist, venue_id, therapist.c.position) if row.active]
    shifts, days_off = defaultdict(list), defaultdict(list)
    for row in connection.execute(select(shift).join(therapist).where(therapist.c.venue_id == venue_id)):
        shifts[row.therapist_id].append(Hours(row.weekday, row.starts, row.ends))
    for row in connection.execute(select(day_off).join(therapist).where(therapist.c.venue_id == venue_id)):
        days_off[row.therapist_id].append(row.day)
    return {
        row.id: Therapist(
            id=row.id,
            name=row.name,
            gender=row.gender,
            languages=tuple(row.languages),
            skills=tuple(row.skills),
            shifts=_in_order(shifts[row.id]),
            days_off=tuple(sorted(days_off[row.id])),
        )
        for row in rows
    }


def _rooms(connection: Connection, venue_id: str) -> dict[str, Room]:
    rows = _rows(connection, room, venue_id, room.c.position)
    return {row.id: Room(row.id, row.kind, row.capacity, row.name) for row in rows if row.active}


def _rows(connection: Connection, table: Table, venue_id: str, *order: Any) -> list[Any]:
    return list(connection.execute(select(table).where(table.c.venue_id == venue_id).order_by(*order)))
