"""Databases for the tests of the domain: SQLite and PostgreSQL alike, with the small spa prepared once and copied."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from spa.store.database import connect
from tests import postgres
from tests.spa.databases import Databases, PostgresDatabases, SqliteDatabases
from tests.spa.house import House


@pytest.fixture(scope="session")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Databases:
    return SqliteDatabases(tmp_path_factory.mktemp("prepared"))


@pytest.fixture(scope="session")
def postgresql(server: postgres.Server) -> Databases:
    return PostgresDatabases(server)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def databases(request: pytest.FixtureRequest) -> Databases:
    """Whatever asks for this, or for one of the three below, runs on both."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def empty(databases: Databases, tmp_path: Path) -> Iterator[str]:
    """The address of a new database without any table."""
    with databases.empty(tmp_path) as url:
        yield url


@pytest.fixture
def prepared(databases: Databases, tmp_path: Path) -> Iterator[str]:
    """The address of a new database with the small spa in it."""
    with databases.prepared(tmp_path) as url:
        yield url


@pytest.fixture
def house(prepared: str) -> Iterator[House]:
    engine = connect(prepared)
    yield House(engine)
    engine.dispose()


@pytest.fixture
def sqlite_house(sqlite: Databases, tmp_path: Path) -> Iterator[House]:
    """For what only SQLite has."""
    with sqlite.prepared(tmp_path) as url:
        engine = connect(url)
        yield House(engine)
        engine.dispose()
