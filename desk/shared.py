"""One look for however many open pages: ten of them cost as much as one."""

import asyncio
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool

EVERY = 1.0  # seconds


class Shared:
    """One look for however many pages: what was found within the last second is good for all."""

    def __init__(self, read: Callable[[], str]) -> None:
        self._read = read
        self._found: asyncio.Future[str] | None = None
        self._at = 0.0

    async def look(self) -> str:
        now = asyncio.get_running_loop().time()
        if self._found is None or now - self._at >= EVERY:
            self._found, self._at = asyncio.ensure_future(run_in_threadpool(self._read)), now
        return await asyncio.shield(self._found)
