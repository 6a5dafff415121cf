"""Gives each test a database of its own, on SQLite and on PostgreSQL."""

import itertools
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Protocol

from sqlalchemy.engine import Engine

from spa.store.database import connect, migrate, writing
from spa.store.seed import seed
from tests.postgres import Server
from tests.spa.house import NOW, venue

_numbers = itertools.count()


def snapshot(engine: Engine, path: Path) -> None:
    """Write the SQLite database as one plain file, which may be copied to make another."""
    with closing(engine.raw_connection()) as connection:  # outside of a transaction, as VACUUM must be
        connection.cursor().execute("VACUUM INTO ?", (str(path),))


class Databases(Protocol):
    """Both give the address of a new database, which is gone when the block is left."""

    def empty(self, folder: Path) -> AbstractContextManager[str]: ...
    def prepared(self, folder: Path) -> AbstractContextManager[str]: ...


class SqliteDatabases:
    def __init__(self, folder: Path) -> None:
        self._template = folder / "prepared.db"
        first = f"sqlite:///{folder}/first.db"
        prepare(first)
        snapshot(connect(first), self._template)

    @contextmanager
    def empty(self, folder: Path) -> Iterator[str]:
        yield f"sqlite:///{folder}/{next(_numbers)}.db"

    @contextmanager
    def prepared(self, folder: Path) -> Iterator[str]:
        file = folder / f"{next(_numbers)}.db"
        shutil.copy(self._template, file)
        yield f"sqlite:///{file}"


class PostgresDatabases:
    def __init__(self, server: Server) -> None:
        self._server, self._template = server, f"prepared_{next(_numbers)}"
        prepare(server.create(self._template))

    @contextmanager
    def empty(self, folder: Path) -> Iterator[str]:
        with self._new("template0") as url:
            yield url

    @contextmanager
    def prepared(self, folder: Path) -> Iterator[str]:
        with self._new(self._template) as url:
            yield url

    @contextmanager
    def _new(self, template: str) -> Iterator[str]:
        name = f"test_{next(_numbers)}"
        yield self._server.create(name, template)
        self._server.drop(name)


def prepare(url: str) -> None:
    """Make the tables, and put the small spa into them."""
    engine = connect(url)
    migrate(engine)
    with writing(engine) as connection:
        seed(connection, [venue()], NOW)
    engine.dispose()
