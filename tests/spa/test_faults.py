"""A database that is away, full or read-only: an error with a name, nothing half done, and all well when it is back."""

from collections.abc import Iterator

import pytest
from sqlalchemy import event, text, update
from sqlalchemy.engine import Engine

from spa.errors import DatabaseAway, DatabaseFull, DatabaseReadOnly
from spa.store import schema
from spa.store.database import connect, reading, writing
from spa.store.venues import CurrentVenues
from tests import postgres
from tests.spa.databases import prepare
from tests.spa.house import NOW, House, venue

TEN = "2026-11-28 10:00"
BOOKINGS = "SELECT count(*) FROM booking"


@pytest.fixture(scope="module")
def own_server(server: postgres.Server) -> Iterator[postgres.Server]:
    """A server that a test may stop, beside the one that all use (which says whether there can be any)."""
    with postgres.running(postgres.DURABLE) as started:
        prepare(started.create("spa"))
        yield started


@pytest.fixture
def on_own_server(own_server: postgres.Server) -> Iterator[House]:
    engine = connect(own_server.url("spa"))
    yield House(engine)
    engine.dispose()


def test_a_server_that_is_away_is_named_and_is_used_again_when_it_is_back(
    own_server: postgres.Server, on_own_server: House
) -> None:
    before = on_own_server.hold(TEN)
    own_server.stop()
    try:
        with pytest.raises(DatabaseAway):
            on_own_server.hold(TEN, "web:other")
        with pytest.raises(DatabaseAway):
            on_own_server.read(before)
    finally:
        own_server.start()
    assert on_own_server.read(before) == before
    assert on_own_server.hold("2026-11-28 12:00", "web:other").status == "held"


def test_a_server_that_goes_in_the_middle_leaves_the_old_state(
    own_server: postgres.Server, on_own_server: House
) -> None:
    prices = "SELECT min(price_vnd) FROM service_step WHERE step_id = 'massage'"
    before = on_own_server.count(prices)
    with pytest.raises(DatabaseAway), writing(on_own_server.engine) as connection:
        connection.execute(update(schema.service_step).values(price_vnd=1))
        own_server.stop()
        own_server.start()
        connection.execute(update(schema.service_step).values(price_vnd=2))
    assert on_own_server.count(prices) == before


def test_a_server_that_may_only_be_read_says_so(own_server: postgres.Server, on_own_server: House) -> None:
    engine = connect(own_server.url("spa") + "&options=-c%20default_transaction_read_only%3Don")
    with pytest.raises(DatabaseReadOnly):
        House(engine).hold(TEN, "web:reader")
    engine.dispose()


def test_a_file_that_cannot_be_opened_is_away() -> None:
    with pytest.raises(DatabaseAway), reading(connect("sqlite:////nowhere/at/all.db")):
        pass


def test_a_full_disk_is_named_and_leaves_no_half_booking(sqlite_house: House) -> None:
    pages = sqlite_house.count("PRAGMA page_count")
    full = _with_pragma(sqlite_house.engine, f"max_page_count = {pages}")
    with pytest.raises(DatabaseFull):
        for number in range(200):
            full.hold("2026-11-28 10:00", f"web:{number}")
            with writing(full.engine) as connection:
                connection.execute(update(schema.booking).values(status="cancelled", note="n" * 200))
                connection.execute(text("DELETE FROM allocation"))
    assert full.count(BOOKINGS) == full.count("SELECT count(DISTINCT booking_id) FROM booking_history")
    assert full.count(BOOKINGS) == full.count("SELECT count(DISTINCT booking_id) FROM booking_step")
    full.engine.dispose()


def test_a_file_that_may_only_be_read_says_so(sqlite_house: House) -> None:
    reader = _with_pragma(sqlite_house.engine, "query_only = ON")
    with pytest.raises(DatabaseReadOnly):
        reader.hold(TEN)
    assert reader.count(BOOKINGS) == 0
    reader.engine.dispose()


def test_without_the_database_the_venue_is_the_one_that_was_known_last(sqlite_house: House) -> None:
    described = {"house": venue()}
    away = connect("sqlite:////nowhere/at/all.db")
    assert CurrentVenues(described, away, lambda: NOW)["house"] == venue()


def _with_pragma(engine: Engine, pragma: str) -> House:
    """The same file, opened by connections with this setting."""
    other = connect(engine.url.render_as_string())
    event.listen(other, "connect", lambda connection, _: connection.execute(f"PRAGMA {pragma}"))
    return House(other)
