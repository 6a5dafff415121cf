"""The door of a platform: signature over the raw bytes, everything kept, 200; never a failure whatever is sent."""

import json
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from gateway.channels.events import UNKNOWN, Event
from gateway.channels.inbound import Inbound

log = logging.getLogger(__name__)

LARGEST = 1_000_000  # bytes of one batch


class Signed(Protocol):
    channel: str

    def is_signed(self, body: bytes, headers: Mapping[str, str]) -> bool: ...

    def events(self, body: Any) -> list[Event]:
        """Every event in what was sent, whatever that is: what is not understood is UNKNOWN."""


@dataclass(frozen=True)
class Webhook:
    platform: Signed
    inbound: Inbound
    seen: Callable[[Sequence[str]], None]  # shown to the customers, after the platform was answered

    async def receive(self, request: Request) -> Response:
        body = await _read(request)
        if body is None:
            return _refused(413, "too_large")
        if not self.platform.is_signed(body, request.headers):
            log.warning("%s: a webhook without a valid signature", self.platform.channel)
            return _refused(403, "bad_signature")
        try:
            waiting = self.inbound.take(self.platform.channel, self.platform.events(_parsed(body)))
        except SQLAlchemyError as error:
            log.error("%s: a webhook could not be kept: %s", self.platform.channel, type(error).__name__)
            return _refused(503, "try_again")
        self.seen(waiting)
        return JSONResponse({"ok": True})


Endpoint = Callable[[Request], Awaitable[Response]]


def unknown(body: Any, account: str = "") -> Event:
    """What nobody knows, kept under the hash of what it is."""
    text = json.dumps(body, sort_keys=True, default=str)
    return Event(f"unknown:{text}", UNKNOWN, account, body=body if isinstance(body, dict) else {"value": body})


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body, parse_constant=_no_number)
    except (ValueError, RecursionError):
        return None


def _no_number(name: str) -> None:
    """NaN and Infinity are no JSON, and no database keeps them."""
    raise ValueError(name)


async def _read(request: Request) -> bytes | None:
    """The body; none where it is too large or did not arrive."""
    body = bytearray()
    try:
        async for piece in request.stream():
            body += piece
            if len(body) > LARGEST:
                return None
    except ClientDisconnect:
        return None
    return bytes(body)


def _refused(status: int, code: str) -> Response:
    return JSONResponse({"error": {"code": code}}, status)
