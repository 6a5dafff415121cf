"""What several folders of tests need: the assistant, loaded once in one event loop, and a PostgreSQL server."""

import asyncio
import os
from collections.abc import Callable, Coroutine, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests import postgres

if TYPE_CHECKING:
    from tests.assistant import Assistant  # not at run time: the tests of the domain run without Rasa too

Wait = Callable[[Coroutine[Any, Any, Any]], Any]


@pytest.fixture(scope="session")
def wait_for() -> Iterator[Wait]:
    """Run a coroutine to its end in the loop in which the assistant was loaded."""
    loop = asyncio.new_event_loop()
    yield loop.run_until_complete
    loop.close()


@pytest.fixture(scope="session")
def assistant(wait_for: Wait) -> "Assistant":
    from tests.assistant import Assistant

    loaded: Assistant = wait_for(Assistant.load())
    return loaded


@pytest.fixture(scope="session")
def server() -> Iterator[postgres.Server]:
    try:
        with postgres.running() as started:
            yield started
    except postgres.NotInstalled as missing:
        if os.environ.get("REQUIRE_POSTGRES"):
            raise
        pytest.skip(str(missing))
