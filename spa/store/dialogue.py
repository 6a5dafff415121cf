"""The row in which Rasa keeps the last turns of a conversation, sealed; a database of its own, which the worker tidies."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sqlalchemy import Column, MetaData, String, Table, Text, bindparam, delete, insert, select, update
from sqlalchemy.engine import Connection, Engine

from spa.sealing import Keys, MasterKeys, key_table
from spa.store.database import connect, migrate
from spa.store.upgrading import Scripts

metadata = MetaData()
dialogue = Table(
    "dialogue",
    metadata,
    Column("conversation", String(255), primary_key=True),
    Column("events", Text, nullable=False),  # sealed
)
SCRIPTS = Scripts(Path(__file__).with_name("dialogue_migrations"), "dialogue_version")
KEYS = Keys(key_table("dialogue_key", metadata))

_MINE = dialogue.c.conversation == bindparam("whose")
_READ = select(dialogue.c.events).where(_MINE)
_CHANGE = update(dialogue).where(_MINE)
_FORGET = delete(dialogue).where(_MINE)


def opened(url: str, keys: MasterKeys) -> Engine:
    """Open the database and bring its tables to the newest version. Raises DatabaseNewer."""
    engine = connect(url, keys)
    migrate(engine, SCRIPTS)
    return engine


def read(db: Connection, conversation: str) -> list[dict[str, Any]] | None:
    """The events of the last turns; None where there are none."""
    sealed = db.execute(_READ, {"whose": conversation}).scalar()
    key = KEYS.of(db, conversation) if sealed else None
    return key.open(sealed) if key else None


def keep(db: Connection, conversation: str, events: list[dict[str, Any]]) -> None:
    sealed = KEYS.made(db, conversation).seal(events)
    if not db.execute(_CHANGE, {"whose": conversation, "events": sealed}).rowcount:
        db.execute(insert(dialogue).values(conversation=conversation, events=sealed))


def forget(db: Connection, conversations: Iterable[str]) -> None:
    for conversation in conversations:
        KEYS.forget(db, conversation)
        db.execute(_FORGET, {"whose": conversation})
