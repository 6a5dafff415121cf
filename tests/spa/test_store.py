"""The database is made by migrations, filled once from the venue files, and then is the truth."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import yaml
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import select, text, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from spa.errors import NotFound
from spa.knowledge import Hours, Room, Step, load_venues
from spa.store import catalogue, schema
from spa.store.database import connect, migrate, reading, transact, writing
from spa.store.seed import differences, export, seed
from spa.store.seed import replace as replace_venue
from tests.spa.house import NOW, House, at, venue

KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge" / "venues"


def test_the_migrations_make_the_tables_of_the_schema(empty: str) -> None:
    engine = connect(empty)
    migrate(engine)
    migrate(engine)  # again changes nothing
    with reading(engine) as connection:
        options = {"compare_type": True, "compare_server_default": True}
        assert compare_metadata(MigrationContext.configure(connection, opts=options), schema.metadata) == []


def test_a_failed_writer_leaves_nothing(house: House) -> None:
    with pytest.raises(RuntimeError), writing(house.engine) as connection:
        connection.execute(update(schema.room).values(capacity=9))
        raise RuntimeError
    assert house.count("SELECT max(capacity) FROM room") == 2


def test_a_key_taken_by_another_is_tried_again_and_then_raised(house: House) -> None:
    tries = []

    def work(_: object) -> str:
        tries.append(1)
        if len(tries) < 3:
            raise IntegrityError("taken", {}, Exception())
        return "done"

    assert transact(house.engine, work) == "done"
    with pytest.raises(IntegrityError):
        transact(house.engine, lambda _: (_ for _ in ()).throw(IntegrityError("taken", {}, Exception())))


def test_sqlite_is_opened_for_many_processes(sqlite_house: House) -> None:
    with reading(sqlite_house.engine) as connection:
        said = {name: connection.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "busy_timeout")}
        assert said == {"journal_mode": "wal", "busy_timeout": 5000}
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1


def test_the_catalogue_is_what_the_file_says(house: House) -> None:
    with reading(house.engine) as connection:
        assert catalogue.read(connection, "house") == catalogue.of_file(venue())
        assert catalogue.current(connection, venue()) == venue()
        with pytest.raises(NotFound):
            catalogue.read(connection, "nowhere")


def test_both_venues_are_seeded_as_they_are(empty: str) -> None:
    engine = connect(empty)
    migrate(engine)
    venues = load_venues(KNOWLEDGE).values()
    with writing(engine) as connection:
        seed(connection, venues, NOW)
    with reading(engine) as connection:
        assert differences(connection, venues) == []


def test_the_order_of_times_in_a_file_is_no_difference(empty: str, tmp_path: Path) -> None:
    content = yaml.safe_load((KNOWLEDGE / "lee_spa.yml").read_text(encoding="utf-8"))
    content["hours"]["mon"] = ["15:00-21:00", "09:00-12:00"]
    content["closures"] = [content["closures"][0] | {"from": day, "to": day} for day in ("2027-03-02", "2027-03-01")]
    content["therapists"]["lan"]["shifts"][0]["days"].reverse()
    content["therapists"]["lan"]["days_off"] = ["2027-01-02", "2027-01-01"]
    (tmp_path / "lee_spa.yml").write_text(yaml.safe_dump(content), encoding="utf-8")
    venues = load_venues(tmp_path).values()
    engine = connect(empty)
    migrate(engine)
    with writing(engine) as connection:
        seed(connection, venues, NOW)
        assert differences(connection, venues) == []


def test_what_was_read_holds_until_a_change_and_not_after_one_that_was_rolled_back(house: House) -> None:
    def cheapest(connection: Connection) -> int:
        return min(step.price_vnd for one in catalogue.read(connection, "house").services for step in one.steps)

    def dearer(connection: Connection, price: int) -> int:
        catalogue.change(connection, "house")
        connection.execute(update(schema.service_step).values(price_vnd=price))
        return cheapest(connection)

    with pytest.raises(RuntimeError), writing(house.engine) as connection:
        assert dearer(connection, 7) == 7
        raise RuntimeError
    with reading(house.engine) as connection:
        assert catalogue.read(connection, "house") is catalogue.read(connection, "house")
        assert cheapest(connection) == 0
    with writing(house.engine) as connection:
        assert dearer(connection, 8) == 8
    with reading(house.engine) as connection:
        assert cheapest(connection) == 8


def test_seeding_again_leaves_what_was_changed(house: House) -> None:
    with writing(house.engine) as connection:
        catalogue.change(connection, "house")
        connection.execute(update(schema.service_step).values(price_vnd=1))
        seed(connection, [venue()], NOW)
        assert differences(connection, [venue()]) == ["house: services"]
        described = catalogue.current(connection, venue())
    assert described.service("back_massage").price_vnd == 1
    assert described.texts == venue().texts


def test_an_import_makes_the_database_say_what_the_file_says(house: House) -> None:
    held = house.book("2026-11-28 10:00")
    file = venue()
    therapists = tuple(one for one in file.therapists if one.id not in held.therapist_ids)
    massage = replace(file.services[0], steps=(Step("massage", 60, 320_000),))
    changed = replace(
        file,
        digest="2",
        hours=file.hours[1:],
        rooms=(*file.rooms, Room("house.new", "single", 1, {"en": "New", "vi": "Mới"})),
        services=(massage, *file.services[1:]),
        therapists=(
            replace(therapists[0], shifts=(Hours(0, 600, 900),), days_off=(date(2026, 12, 1),)),
            *therapists[1:],
        ),
    )
    with writing(house.engine) as connection:
        assert differences(connection, [changed]) == [
            f"house: {part}" for part in ("hours", "services", "therapists", "rooms")
        ]
        replace_venue(connection, changed, NOW)
        assert differences(connection, [changed]) == []
        assert connection.scalar(select(schema.venue.c.file_digest)) == "2"
    assert house.read(held) == held  # who has left is still named by old bookings
    assert held.price_vnd == 300_000
    assert house.hold("2026-11-28 15:00", "web:a").price_vnd == 320_000


def test_the_export_has_the_shape_of_the_file(house: House) -> None:
    with reading(house.engine) as connection:
        exported = export(connection, "house")
    assert yaml.safe_load(yaml.safe_dump(exported, allow_unicode=True, sort_keys=False)) == exported
    assert exported["hours"]["mon"] == ["09:00-21:00"] and exported["hours"]["sun"] == []
    assert exported["closures"][0]["from"] == at("2026-11-27 00:00").date().isoformat()
    assert exported["rooms"]["couple"] == {"kind": "couple", "capacity": 2, "name": {"en": "Couple", "vi": "Đôi"}}
    assert exported["services"]["back_massage"]["steps"] == {"massage": {"minutes": 60, "price_vnd": 300_000}}
    week = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    assert exported["therapists"]["chi"] == {
        "name": "Chi",
        "gender": "female",
        "languages": ["vi"],
        "skills": ["back_massage"],
        "shifts": [{"days": week, "time": "13:00-21:00"}],
        "days_off": ["2026-11-26"],
        "breaks": [],
        "day_breaks": [],
    }


def test_a_real_venue_comes_back_from_its_export(empty: str, tmp_path: Path) -> None:
    engine = connect(empty)
    migrate(engine)
    venues = load_venues(KNOWLEDGE)
    with writing(engine) as connection:
        seed(connection, venues.values(), NOW)
    for venue_id in venues:
        path = tmp_path / f"{venue_id}.yml"
        content = yaml.safe_load((KNOWLEDGE / path.name).read_text(encoding="utf-8"))
        with reading(engine) as connection:
            exported = export(connection, venue_id)
        for name, service in exported["services"].items():
            exported["services"][name] = {
                key: content["services"][name][key] for key in ("description", "said_as")
            } | service
        path.write_text(yaml.safe_dump(content | exported, allow_unicode=True, sort_keys=False), encoding="utf-8")
    with reading(engine) as connection:
        assert differences(connection, load_venues(tmp_path).values()) == []
