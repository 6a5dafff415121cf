"""The gateway's tables are made and changed by scripts; chats from before there were any are carried over."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import select, text

import gateway.staff.schema  # noqa: F401 - its tables are among the metadata
from gateway.channels.schema import metadata, platform_event
from gateway.channels.threads import Threads, chosen
from gateway.database import SCRIPTS, connect
from gateway.modes import ELSEWHERE
from gateway.schema import attention, conversation
from gateway.secrecy import KEYS as CHATS
from spa.store.database import connect as connect_plainly
from spa.store.database import writing
from spa.store.upgrading import upgrade
from tests import postgres
from tests.keys import KEYS
from tests.spa.test_migrations import fill

AT = datetime(2026, 11, 25, 2)
CHAT = {"id": "zalo:1:2", "venue_id": "lee_spa", "language": "vi", "asked": 0, "created_at": AT, "last_at": AT}
THREAD = {"conversation": "zalo:1:2", "mode": "person", "mode_at": AT, "menu": '["first", "second"]'}
EVENT = {"channel": "zalo", "state": "done", "at": AT}
OURS = {
    **EVENT,
    "id": 1,
    "key": "a",
    "kind": "staff",
    "conversation": "zalo:1:2",
    "body": '{"text": "Chị đau ở đâu ạ?"}',
}
NOBODYS = {**EVENT, "id": 2, "key": "b", "kind": "unknown", "conversation": None, "body": '{"text": "lạ"}'}


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/gateway.db"
    else:
        server: postgres.Server = request.getfixturevalue("server")
        yield server.create("gateway_tables")
        server.drop("gateway_tables")


def test_the_scripts_make_the_tables_that_are_used(url: str) -> None:
    engine = connect(url, KEYS)
    again = connect(url, KEYS)  # changes nothing
    options = {"compare_type": True, "compare_server_default": True, "version_table": SCRIPTS.version_table}
    options["include_name"] = lambda name, kind, _parents: (kind, name) != ("table", "sqlite_sequence")
    with engine.connect() as db:
        assert compare_metadata(MigrationContext.configure(db, opts=options), metadata) == []
    engine.dispose()
    again.dispose()


def test_tables_from_before_there_were_scripts_are_taken_over(url: str) -> None:
    before = connect_plainly(url, KEYS)
    with writing(before) as db:
        upgrade(db, SCRIPTS, "0001")
        db.execute(text(f"DROP TABLE {SCRIPTS.version_table}"))
        fill(db, {"conversation": [CHAT], "thread": [THREAD], "platform_event": [OURS, NOBODYS]})
    before.dispose()
    engine = connect(url, KEYS)
    with engine.connect() as db:
        assert db.execute(select(conversation.c.id)).scalar_one() == CHAT["id"]
        ours, nobodys = db.execute(select(platform_event).order_by(platform_event.c.id)).all()
        key = CHATS.of(db, CHAT["id"])
        assert "đau" not in ours.sealed and key and key.open(ours.sealed) == {"text": "Chị đau ở đâu ạ?"}
        assert db.execute(select(attention.c.mode, attention.c.who)).one() == ("person", ELSEWHERE)
        assert (nobodys.sealed, nobodys.shape) == (None, None)
    menu = Threads(engine).of(CHAT["id"]).menu
    assert chosen(menu, "2") == ("second",) and chosen(menu, "1, 2") == ()
    engine.dispose()
