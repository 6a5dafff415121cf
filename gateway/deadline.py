"""Hangs up on whoever does not come to an end with a request; uvicorn itself limits only the pause between two."""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

REQUEST_WITHIN = 15.0  # seconds for head and body together, and for the first byte of a new connection
LARGEST = 1024 * 1024  # bytes of a request with its head: the parser would collect an endless header


class DeadlineProtocol(HttpToolsProtocol):
    """The time runs while a request is arriving; how long the answer takes, as an event stream does, does not count."""

    within = REQUEST_WITHIN
    _deadline: asyncio.TimerHandle | None = None
    _arrived = 0

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._begin()

    def connection_lost(self, exc: Exception | None) -> None:
        self._end()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._arrived += len(data)
        if self._arrived > LARGEST:
            self.transport.abort()
        else:
            super().data_received(data)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._begin()

    def on_message_complete(self) -> None:
        self._end()
        super().on_message_complete()

    def _begin(self) -> None:
        if self._deadline is None:
            self._deadline = self.loop.call_later(self.within, self.transport.abort)

    def _end(self) -> None:
        self._arrived = 0
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


def protocol(within: float) -> type[DeadlineProtocol]:
    """The protocol for a server that gives so many seconds."""
    return type("DeadlineProtocol", (DeadlineProtocol,), {"within": within})
