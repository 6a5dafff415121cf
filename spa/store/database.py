"""Opens the one database, SQLite or PostgreSQL, and gives the two kinds of transaction that the domain uses."""

import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, TypeVar

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.pool import QueuePool

T = TypeVar("T")

MIGRATIONS = Path(__file__).with_name("migrations")
_OUTRUN = ("40001", "40P01")  # PostgreSQL's words for a lost race: serialization failure, deadlock
TRIES = 8  # of a transaction that others outrun
BUSY_MS = 5000  # so long a reader waits while SQLite tidies up
PAUSE = (0.001, 0.009)  # seconds between two looks at the writer's place
LOOKS = 6000  # half a minute


def connect(url: str) -> Engine:
    if not url.startswith("sqlite"):
        return create_engine(url, future=True, pool_pre_ping=True)
    # Connections stay open: closing the last one would write the whole log back, each time.
    engine = create_engine(url, future=True, poolclass=QueuePool, connect_args={"check_same_thread": False})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Give a connection that sees one state of the database throughout."""
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give a connection that alone writes (SQLite): committed at the end, rolled back by any exception."""
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        yield connection


def transact(engine: Engine, work: Callable[[Connection], T]) -> T:
    """Return what `work` does in a writing transaction; done anew when another was faster to a key or a lock."""
    for _ in range(TRIES - 1):
        try:
            return _once(engine, work)
        except DBAPIError as error:
            if not _outrun(error):
                raise
    return _once(engine, work)


def migrate(engine: Engine) -> None:
    """Bring the tables to the newest version."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def snapshot(engine: Engine, path: Path) -> None:
    """Write the SQLite database as one plain file, which may be copied to make another."""
    with closing(engine.raw_connection()) as connection:  # outside of a transaction, as VACUUM must be
        connection.cursor().execute("VACUUM INTO ?", (str(path),))


def _outrun(error: DBAPIError) -> bool:
    state = getattr(error.orig, "sqlstate", None) or getattr(error.orig, "pgcode", None)
    return isinstance(error, IntegrityError) or state in _OUTRUN


def _once(engine: Engine, work: Callable[[Connection], T]) -> T:
    with writing(engine) as connection:
        return work(connection)


def _prepare(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver's own BEGIN comes too late; _begin sends it
    for pragma in (f"busy_timeout = {BUSY_MS}", "journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    if connection.get_execution_options().get("writes", False):
        _begin_writing(connection.connection)
    else:
        connection.exec_driver_sql("BEGIN")


def _begin_writing(connection: Any) -> None:
    """Wait for the one writer's place.

    SQLite's own waiting looks ever less often, so that of many writers some never get their turn and the place stays
    empty meanwhile: here all look equally often.
    """
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        for _ in range(LOOKS):
            try:
                connection.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as error:
                if not _locked(error):
                    raise
            time.sleep(random.uniform(*PAUSE))
        connection.execute("BEGIN IMMEDIATE")
    finally:
        connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")


def _locked(error: sqlite3.OperationalError) -> bool:
    return "database is locked" in str(error)  # Python 3.10 knows no code of the error
