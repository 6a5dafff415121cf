"""Hangs up on whoever does not finish a request in time; uvicorn itself limits only the pause between two requests."""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

REQUEST_WITHIN = 15.0  # seconds for head and body together, and for the first byte of a new connection


class DeadlineProtocol(HttpToolsProtocol):
    """The time runs while a request is arriving; how long the answer takes, as an event stream does, does not count."""

    within = REQUEST_WITHIN
    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._begin()

    def connection_lost(self, exc: Exception | None) -> None:
        self._end()
        super().connection_lost(exc)

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
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


def protocol(within: float) -> type[DeadlineProtocol]:
    """The protocol for a server that gives so many seconds."""
    return type("DeadlineProtocol", (DeadlineProtocol,), {"within": within})
