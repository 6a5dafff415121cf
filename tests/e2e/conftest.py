"""The real processes on free ports with throw-away databases, and a real browser before them."""

import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

import serve
import settings
from processes import Processes
from settings import Settings
from tests.widget.conftest import CHROMIUM, QUIET

PORTS = ("PORT", "RASA_PORT", "ACTIONS_PORT")
DATABASES = {"DATABASE_URL": "spa.db", "GATEWAY_DATABASE_URL": "gateway.db", "DIALOGUE_DATABASE_URL": "dialogue.db"}


@pytest.fixture(scope="package")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Settings, Processes]]:
    """An installation that runs; its public door is open to everybody, also to somebody as quick as a test."""
    chosen = settings.read({"HOST": "0.0.0.0", "RATE_LIMITS": "off", **_environment(tmp_path_factory.mktemp("e2e"))})
    with serve.running(chosen) as processes:
        yield chosen, processes


@pytest.fixture(scope="package")
def installation(started: tuple[Settings, Processes]) -> Settings:
    return started[0]


@pytest.fixture(scope="package")
def processes(started: tuple[Settings, Processes]) -> Processes:
    return started[1]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield opened
        await opened.close()


def _environment(folder: Path) -> dict[str, str]:
    return {
        **{name: str(port) for name, port in zip(PORTS, _free_ports(), strict=True)},
        **{name: f"sqlite:///{folder / file}" for name, file in DATABASES.items()},
    }


def _free_ports() -> list[int]:
    with ExitStack() as open_at_once:
        probes = [open_at_once.enter_context(socket.socket()) for _ in PORTS]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]
