"""The whole assistant on one PostgreSQL database, as `DATABASE_URL` makes it: bookings, messages and dialogue in it."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

import bootstrap
import settings
from extensions.tracker_store import WindowTrackerStore
from gateway.database import connect as connect_gateway
from gateway.schema import metadata as of_gateway
from spa.sealing import MasterKeys
from spa.store.database import connect
from spa.store.schema import metadata as of_domain
from tests import postgres
from tests.assistant import Assistant
from tests.conftest import Wait
from tests.conversations.customer import Play
from tests.keys import KEYS


@pytest.fixture(scope="module")
def url(server: postgres.Server) -> Iterator[str]:
    yield server.create("whole")
    server.drop("whole")


@pytest.mark.parametrize("start", ["first", "second"])
def test_every_start_prepares_one_database_for_all_three(url: str, start: str) -> None:
    known = settings.read({"DATABASE_URL": url})
    assert known.database_url == known.gateway_database_url == known.dialogue_database_url == url
    engine = connect(known.database_url, MasterKeys(known.data_keys))
    bootstrap.prepare_database(engine, bootstrap.venues(known), bootstrap.utc_now())
    connect_gateway(known.gateway_database_url, MasterKeys(known.data_keys)).dispose()
    WindowTrackerStore(None, known.dialogue_database_url, ",".join(known.data_keys))
    own = [*of_domain.tables, *of_gateway.tables, "dialogue", "alembic_version", "gateway_version", "dialogue_version"]
    assert len(own) == len(set(own))
    assert set(own) <= set(sa.inspect(engine).get_table_names())
    engine.dispose()


@pytest.mark.parametrize("language", ["en", "vi"])
def test_a_visit_is_booked(assistant: Assistant, wait_for: Wait, url: str, language: str) -> None:
    flows = {"play": "held agreed well right named confirmed"}
    written = {"name": "on PostgreSQL", "language": language, "talk": [flows], "bookings": [{"status": "confirmed"}]}
    with assistant.all_in(url):
        play = Play(assistant, written)
        wait_for(play.run())
        with connect_gateway(url, KEYS).connect() as connection:
            said = connection.execute(sa.text("SELECT count(*) FROM outbound")).scalar_one()
            mine = sa.text("SELECT count(*) FROM dialogue WHERE conversation = :mine")
            kept = connection.execute(mine, {"mine": play.me.conversation}).scalar_one()
        assert said > 10 and kept == 1
