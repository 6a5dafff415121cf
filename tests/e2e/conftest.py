"""The real processes on free ports with throw-away databases, and a real browser before them."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

import serve
from bench.installation import installation as new_installation
from processes import Processes
from settings import Settings
from tests.widget.conftest import browser as browser


@pytest.fixture(scope="package")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Settings, Processes]]:
    """An installation that runs; its public door is open to everybody, also to somebody as quick as a test."""
    chosen = replace(new_installation(tmp_path_factory.mktemp("e2e")), host="0.0.0.0")
    with serve.running(chosen) as processes:
        yield chosen, processes


@pytest.fixture(scope="package")
def installation(started: tuple[Settings, Processes]) -> Settings:
    return started[0]


@pytest.fixture(scope="package")
def processes(started: tuple[Settings, Processes]) -> Processes:
    return started[1]
