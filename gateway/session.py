"""One pool of connections to somebody else's server, made when the first request needs it."""

import aiohttp


class Session:
    """It belongs to the event loop that runs with the first request."""

    def __init__(self, seconds: float, connect: float = 5.0) -> None:
        self._timeout = aiohttp.ClientTimeout(total=seconds, connect=min(connect, seconds))
        self._session: aiohttp.ClientSession | None = None

    def open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=self._timeout, trust_env=False)
        return self._session

    async def close(self) -> None:
        if self._session:
            await self._session.close()
