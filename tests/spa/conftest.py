"""The prepared database of the small spa: made once, copied for each test."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from spa.store.database import connect, migrate, snapshot, writing
from spa.store.seed import seed
from tests.spa.house import NOW, House, venue


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("prepared")
    engine = connect(f"sqlite:///{folder}/first.db")
    migrate(engine)
    with writing(engine) as connection:
        seed(connection, [venue()], NOW)
    snapshot(engine, folder / "prepared.db")
    engine.dispose()
    return folder / "prepared.db"


@pytest.fixture
def house(prepared: Path, tmp_path: Path) -> Iterator[House]:
    shutil.copy(prepared, tmp_path / "spa.db")
    engine = connect(f"sqlite:///{tmp_path}/spa.db")
    yield House(engine)
    engine.dispose()
