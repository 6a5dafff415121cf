"""A gateway that is served, and the assistant behind it."""

from collections.abc import AsyncIterator

import pytest

from tests.gateway.parts import Clock, Stub, application, running


@pytest.fixture
def stub() -> Stub:
    return Stub()


@pytest.fixture
async def address(stub: Stub) -> AsyncIterator[str]:
    async with running(application(stub, Clock())) as served:
        yield served
