"""Opens the one database, SQLite or PostgreSQL, and gives the two kinds of transaction that the domain uses."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import create_engine, event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from spa.errors import DatabaseAway
from spa.sealing import MasterKeys
from spa.store import faults, turns
from spa.store.upgrading import Scripts, upgrade

T = TypeVar("T")

DOMAIN = Scripts(Path(__file__).with_name("migrations") / "versions", "alembic_version")
TRIES = 8  # of a transaction that others outrun
PAUSES = (0.1, 0.4)  # seconds until a database that is away is asked again


def connect(url: str, keys: MasterKeys | None = None) -> Engine:
    """Open the database; without the master keys what is sealed can neither be read nor written."""
    common = {"future": True, "hide_parameters": True, "execution_options": {"master_keys": keys}}
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True, **common)
    # Connections stay open: closing the last one would write the whole log back, each time.
    engine = create_engine(url, poolclass=QueuePool, connect_args={"check_same_thread": False}, **common)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Give a connection that sees one state of the database throughout. Raises DatabaseTrouble."""
    with faults.named(), _opened(engine) as connection:
        if engine.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give a connection that alone writes (SQLite): committed at the end, rolled back by any exception.

    Raises DatabaseTrouble.
    """
    with faults.named(), _opened(engine).execution_options(writes=True) as connection, connection.begin():
        yield connection


def transact(engine: Engine, work: Callable[[Connection], T]) -> T:
    """Return what `work` does in a writing transaction; done anew when another was faster to a key or a lock."""
    for _ in range(TRIES - 1):
        try:
            return _once(engine, work)
        except DBAPIError as error:
            if not faults.outrun(error):
                raise
    return _once(engine, work)


def migrate(engine: Engine, scripts: Scripts = DOMAIN) -> None:
    """Bring the tables to the newest version. Raises DatabaseNewer."""
    with writing(engine) as connection:
        upgrade(connection, scripts)


def write_back(engine: Engine) -> None:
    """Empty SQLite's log into the file: what was deleted is then in neither. Where somebody reads, the next time does."""
    if engine.dialect.name == "sqlite":
        with closing(engine.raw_connection()) as connection:  # outside of a transaction
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _opened(engine: Engine) -> Connection:
    """Return a connection; a database that has just been away is asked again."""
    for pause in PAUSES:
        try:
            return engine.connect()
        except DBAPIError as error:
            if faults.name(error) is not DatabaseAway:
                raise
        time.sleep(pause)
    return engine.connect()


def _once(engine: Engine, work: Callable[[Connection], T]) -> T:
    with writing(engine) as connection:
        return work(connection)


def _prepare(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver's own BEGIN comes too late; _begin sends it
    for pragma in (
        f"busy_timeout = {turns.BUSY_MS}",
        "journal_mode = WAL",
        "synchronous = NORMAL",
        "foreign_keys = ON",
        "secure_delete = ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    if connection.get_execution_options().get("writes", False):
        turns.begin_writing(connection.connection)
    else:
        connection.exec_driver_sql("BEGIN")
