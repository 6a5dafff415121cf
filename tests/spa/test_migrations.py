"""A database with bookings in it is carried over to the newest tables."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import JSON, Column, MetaData, Table, text
from sqlalchemy.engine import Connection, Engine

from spa.errors import DatabaseNewer
from spa.store import dialogue, sealed
from spa.store.database import DOMAIN, connect, migrate, reading, writing
from spa.store.upgrading import upgrade
from tests.keys import KEYS

BEFORE_GUESTS: Mapping[str, list[dict[str, Any]]] = {
    "venue": [{"id": "house", "zone": "UTC", "file_digest": "", "seeded_at": "2026-11-25"}],
    "room": [{"id": "r", "venue_id": "house", "position": 0, "kind": "couple", "name": "{}", "capacity": 2}],
    "therapist": [
        {"id": name, "venue_id": "house", "position": 0, "name": name, "gender": "female"}
        | {"languages": "[]", "skills": "[]"}
        for name in ("an", "binh")
    ],
    "booking": [
        {"id": 1, "code": "A", "venue_id": "house", "conversation": "c", "service_id": "s", "party": 2, "room_id": "r"}
        | {"start": "2026-11-26 10:00", "end": "2026-11-26 11:00", "price_vnd": 2, "status": "confirmed"}
        | {"language": "en", "therapist_wish": "{}", "note": "", "held_at": "2026-11-25", "changed_at": "2026-11-25"}
    ],
    "booking_guest": [{"booking_id": 1, "guest": n, "therapist_id": name} for n, name in ((1, "an"), (2, "binh"))],
    "booking_step": [
        {"booking_id": 1, "step_id": "massage", "position": 1, "minutes": 60, "price_vnd": 1, "left_out": False},
        {"booking_id": 1, "step_id": "saunas", "position": 0, "minutes": 20, "price_vnd": 0, "left_out": True},
    ],
    "consent": [
        {"id": number, "conversation": "c", "venue_id": "house", "given_at": "2026-11-25", "text_version": "1"}
        | {"language": "en", "channel": "web", "words": "yes"}
        for number in (1, 2)
    ],
    "screening": [
        {"conversation": "c", "venue_id": "house", "booking_id": 1, "guest": guest, "consent_id": 1, "answers": "{}"}
        | {"left_out": "[]", "notes": "[]", "rules": "[]", "begun_at": "2026-11-25"}
        for guest in (1, 2)
    ],
}


def upgraded(engine: Engine, revision: str) -> None:
    with writing(engine) as connection:
        upgrade(connection, DOMAIN, revision)


def fill(connection: Connection, tables: Mapping[str, list[dict[str, Any]]]) -> None:
    for table, rows in tables.items():
        for row in rows:
            values = {**row, **({"active": True} if table in ("room", "therapist") else {})}
            columns, places = ", ".join(f'"{name}"' for name in values), ", ".join(f":{name}" for name in values)
            connection.execute(text(f"INSERT INTO {table} ({columns}) VALUES ({places})"), values)


def test_what_was_one_list_becomes_each_guests(empty: str) -> None:
    engine = connect(empty, KEYS)
    upgraded(engine, "0003")
    with writing(engine) as connection:
        fill(connection, BEFORE_GUESTS)
    migrate(engine)
    with reading(engine) as connection:
        guests = connection.execute(text("SELECT guest, therapist_id, room_id, name FROM booking_guest ORDER BY guest"))
        steps = connection.execute(text("SELECT guest, step_id, left_out FROM booking_step ORDER BY guest, position"))
        consents = connection.execute(text("SELECT guests FROM consent ORDER BY id"))
        assert [tuple(row) for row in guests] == [(1, "an", "r", None), (2, "binh", "r", None)]
        assert [tuple(row) for row in steps] == [
            (1, "saunas", True),
            (1, "massage", False),
            (2, "saunas", True),
            (2, "massage", False),
        ]
        assert [row.guests for row in consents] == [2, 1]
    engine.dispose()


MADE_BY_MIGRATION = "health_key"  # with the first thing that is sealed


def test_rows_of_every_revision_arrive_whole_at_the_newest(empty: str) -> None:
    """In each revision every new table gets a row; what it says is what it said, as far as the columns are still there."""
    engine, written = connect(empty, KEYS), {}
    for revision in DOMAIN.numbers():
        upgraded(engine, revision)
        with writing(engine) as connection:
            for table in tables(connection):
                if table.name not in (*written, MADE_BY_MIGRATION):
                    written[table.name] = sample(table)
                    connection.execute(table.insert(), written[table.name])
    with reading(engine) as connection:
        for table in tables(connection):
            (row,) = connection.execute(table.select()).mappings().all()
            if table.name == "booking":
                row = {**row, "note": sealed.opened(connection, row["conversation"], row["note"])}
            kept = {name: value for name, value in written.get(table.name, {}).items() if name in row}
            assert {name: row[name] for name in kept} == kept, table.name
    engine.dispose()


def tables(connection: Connection) -> list[Table]:
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != "alembic_version"]


def sample(table: Table) -> dict[str, Any]:
    """Return a row that every other table's row can refer to: texts are all the same, and so are numbers."""
    return {column.name: _value(column) for column in table.columns}


def _value(column: Column[Any]) -> Any:
    if isinstance(column.type, JSON):
        return {"a": [1]}
    kind = column.type.python_type
    return {str: "house", int: 1, bool: True, date: date(2026, 11, 26), datetime: datetime(2026, 11, 26, 10)}[kind]


def test_a_database_of_a_newer_program_is_left_alone(empty: str) -> None:
    engine = connect(empty, KEYS)
    migrate(engine)
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseNewer, match="9999"):
        migrate(engine)
    engine.dispose()


def test_the_dialogues_tables_are_those_that_are_used(empty: str) -> None:
    """Also where they were there before there were scripts."""
    with writing(connect(empty, KEYS)) as connection:
        dialogue.metadata.create_all(connection)
        dialogue.keep(connection, "web:1", [{"event": "user"}])
    engine = dialogue.opened(empty, KEYS)
    with reading(engine) as connection:
        found = MigrationContext.configure(connection, opts={"version_table": dialogue.SCRIPTS.version_table})
        assert compare_metadata(found, dialogue.metadata) == []
        assert dialogue.read(connection, "web:1") == [{"event": "user"}]
    engine.dispose()
