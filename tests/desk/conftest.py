"""The desk over a database of its own."""

from pathlib import Path

import pytest

from tests.desk.parts import Office
from tests.spa.conftest import *  # noqa: F403 - the small spa
from tests.spa.house import House


@pytest.fixture
def office(sqlite_house: House, tmp_path: Path) -> Office:
    return Office(sqlite_house.engine, tmp_path)
