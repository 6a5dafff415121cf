"""The assistant is loaded once for all tests that talk with it, and lives in one event loop."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import pytest

from tests.assistant import Assistant

Wait = Callable[[Coroutine[Any, Any, Any]], Any]


@pytest.fixture(scope="session")
def wait_for() -> Iterator[Wait]:
    """Run a coroutine to its end in the loop in which the assistant was loaded."""
    loop = asyncio.new_event_loop()
    yield loop.run_until_complete
    loop.close()


@pytest.fixture(scope="session")
def assistant(wait_for: Wait) -> Assistant:
    loaded: Assistant = wait_for(Assistant.load())
    return loaded
