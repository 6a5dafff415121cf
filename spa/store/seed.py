"""Venue files fill an empty database; afterwards the database is the truth, and changes are carried over on request."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Table, delete, insert, select, update
from sqlalchemy.engine import Connection

from spa.knowledge import DayHours, Hours, Service, Therapist, Venue
from spa.knowledge.build import WEEKDAYS
from spa.store import catalogue
from spa.store.schema import venues as tables

Row = dict[str, Any]


def seed(connection: Connection, venues: Iterable[Venue], now: datetime) -> None:
    """Fill in the venues that the database does not have yet."""
    known = set(connection.scalars(select(tables.venue.c.id)))
    for described in venues:
        if described.id not in known:
            replace(connection, described, now)


def replace(connection: Connection, described: Venue, now: datetime) -> None:
    """Make the database say what the file says; who or what the file no longer has can no longer be booked."""
    row = {"id": described.id, "zone": described.timezone, "file_digest": described.digest, "seeded_at": now}
    row["cleaning_after_closing"] = described.cleaning_after_closing
    _put(connection, tables.venue, row)
    catalogue.change(connection, described.id)
    _clear(connection, described.id)
    for table, rows in _contents(described).items():
        if rows:
            connection.execute(insert(table), rows)
    for table, rows in ((tables.therapist, _therapists(described)), (tables.room, _rooms(described))):
        connection.execute(update(table).where(table.c.venue_id == described.id).values(active=False))
        for row in rows:
            _put(connection, table, row)
    _insert_times(connection, described)


def differences(connection: Connection, venues: Iterable[Venue]) -> list[str]:
    """Return "venue: part" for each part in which a file says something else than the database."""
    found = []
    for described in venues:
        stored, filed = catalogue.read_anew(connection, described.id), catalogue.of_file(described)
        parts = [part.name for part in fields(stored) if getattr(stored, part.name) != getattr(filed, part.name)]
        found += [f"{described.id}: {part}" for part in parts]
    return found


def export(connection: Connection, venue_id: str) -> dict[str, Any]:
    """Return hours, closures, rooms, services and therapists in the shape of the venue's file."""
    stored = catalogue.read_anew(connection, venue_id)
    return {
        "timezone": stored.timezone,
        "hours": _by_weekday(stored.hours),
        "special_hours": _by_day(stored.special_hours),
        "cleaning_after_closing": stored.cleaning_after_closing,
        "closures": [_closed(one.day, one.reason) for one in stored.closures],
        "rooms": {_short(one.id): _without(asdict(one), "id") for one in stored.rooms},
        "services": {one.id: _exported_service(one) for one in stored.services},
        "therapists": {_short(one.id): _exported_therapist(one) for one in stored.therapists},
    }


def _clear(connection: Connection, venue_id: str) -> None:
    people = select(tables.therapist.c.id).where(tables.therapist.c.venue_id == venue_id)
    for table in (tables.shift, tables.day_off, tables.weekly_break, tables.day_break):
        connection.execute(delete(table).where(table.c.therapist_id.in_(people)))
    for table in (tables.opening_hours, tables.special_hours, tables.closure, tables.service_step, tables.service):
        connection.execute(delete(table).where(table.c.venue_id == venue_id))


def _contents(described: Venue) -> dict[Table, list[Row]]:
    own = {"venue_id": described.id}
    return {
        tables.opening_hours: [
            own | {"weekday": part.weekday, "opens": part.starts, "closes": part.ends} for part in described.hours
        ],
        tables.special_hours: [
            own | {"day": part.day, "opens": part.starts, "closes": part.ends} for part in described.special_hours
        ],
        tables.closure: [own | {"day": one.day, "reason": one.reason} for one in described.closures],
        tables.service: [
            own
            | {"id": one.id, "position": position, "name": one.name, "room_kinds": list(one.room_kinds)}
            | {"preparation_minutes": one.preparation_minutes, "cleaning_minutes": one.cleaning_minutes}
            | {"largest_party": one.largest_party}
            for position, one in enumerate(described.services)
        ],
        tables.service_step: [
            own
            | {"service_id": one.id, "step_id": step.id, "position": position}
            | {"minutes": step.minutes, "price_vnd": step.price_vnd}
            for one in described.services
            for position, step in enumerate(one.steps)
        ],
    }


def _therapists(described: Venue) -> list[Row]:
    return [
        {"id": one.id, "venue_id": described.id, "position": position, "name": one.name, "gender": one.gender}
        | {"languages": list(one.languages), "skills": list(one.skills), "active": True}
        for position, one in enumerate(described.therapists)
    ]


def _rooms(described: Venue) -> list[Row]:
    return [
        {"id": one.id, "venue_id": described.id, "position": position, "kind": one.kind, "name": one.name}
        | {"capacity": one.capacity, "active": True}
        for position, one in enumerate(described.rooms)
    ]


def _insert_times(connection: Connection, described: Venue) -> None:
    people = described.therapists
    rows_of: dict[Table, list[Row]] = {
        tables.shift: [{"therapist_id": one.id} | vars(part) for one in people for part in one.shifts],
        tables.weekly_break: [{"therapist_id": one.id} | vars(part) for one in people for part in one.breaks],
        tables.day_break: [{"therapist_id": one.id} | vars(part) for one in people for part in one.day_breaks],
        tables.day_off: [{"therapist_id": one.id, "day": day} for one in people for day in one.days_off],
    }
    for table, rows in rows_of.items():
        if rows:
            connection.execute(insert(table), rows)


def _put(connection: Connection, table: Table, row: Row) -> None:
    changed = connection.execute(update(table).where(table.c.id == row["id"]).values(**row))
    if not changed.rowcount:
        connection.execute(insert(table).values(**row))


def _exported_service(one: Service) -> Row:
    steps = {step.id: {"minutes": step.minutes, "price_vnd": step.price_vnd} for step in one.steps}
    return _without(asdict(one), "id", "description", "said_as") | {"steps": steps, "room_kinds": list(one.room_kinds)}


def _exported_therapist(one: Therapist) -> Row:
    return {
        "name": one.name,
        "gender": one.gender,
        "languages": list(one.languages),
        "skills": list(one.skills),
        "shifts": _weekly(one.shifts),
        "breaks": _weekly(one.breaks),
        "days_off": [day.isoformat() for day in one.days_off],
        "day_breaks": [{"day": part.day.isoformat(), "time": _time(part)} for part in one.day_breaks],
    }


def _weekly(parts: Iterable[Hours]) -> list[Row]:
    by_time = sorted(parts, key=lambda part: (part.starts, part.ends, part.weekday))
    return [
        {"days": [WEEKDAYS[part.weekday] for part in group], "time": time} for time, group in groupby(by_time, _time)
    ]


def _by_weekday(parts: Iterable[Hours]) -> dict[str, list[str]]:
    every = list(parts)
    return {name: [_time(part) for part in every if part.weekday == weekday] for weekday, name in enumerate(WEEKDAYS)}


def _by_day(parts: Iterable[DayHours]) -> list[Row]:
    days = groupby(parts, lambda part: part.day)
    return [{"day": day.isoformat(), "hours": [_time(part) for part in group]} for day, group in days]


def _time(part: Hours | DayHours) -> str:
    return "-".join(f"{minutes // 60:02}:{minutes % 60:02}" for minutes in (part.starts, part.ends))


def _closed(day: date, reason: Mapping[str, str]) -> Row:
    return {"from": day.isoformat(), "to": day.isoformat(), "reason": dict(reason)}


def _short(qualified: str) -> str:
    return qualified.rpartition(".")[2]


def _without(row: Row, *keys: str) -> Row:
    return {name: value for name, value in row.items() if name not in keys}
