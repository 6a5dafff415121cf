"""Serves the application until it is told to stop, and then does not wait for pages that are listening."""

import asyncio
import socket
from types import FrameType

import uvicorn
from starlette.applications import Starlette

from gateway.deadline import REQUEST_WITHIN, protocol

KEPT_OPEN = 75  # seconds between two requests: longer than a proxy keeps its end (60), or it writes into a closed one


class Server(uvicorn.Server):
    """An open stream never ends by itself: the streams are closed before the server waits for its connections.

    A request has to arrive within `request_within` seconds, or its connection is cut.
    """

    def __init__(self, app: Starlette, host: str, port: int, request_within: float = REQUEST_WITHIN) -> None:
        config = uvicorn.Config(
            app,
            host,
            port,
            http=protocol(request_within),
            ws="none",
            lifespan="on",
            access_log=False,
            server_header=False,
            log_level="warning",
            timeout_keep_alive=KEPT_OPEN,
            timeout_graceful_shutdown=5,
        )
        super().__init__(config)
        self._app = app

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._loop.call_soon_threadsafe(self._app.state.bells.close)
        super().handle_exit(sig, frame)

    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        await super().serve(sockets)

    def stop(self) -> None:
        """End from within, as a signal does from outside."""
        self._app.state.bells.close()
        self.should_exit = True
