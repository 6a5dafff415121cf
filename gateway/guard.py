"""What a request must fulfil before anything else looks at it, and how it is refused."""

import json
import math
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse

from gateway.identity import COOKIE, Identity
from gateway.limits import BODY_BYTES, Buckets, Limits, is_loopback


class Refused(Exception):
    """A request that is not served; `reason` is for developers, the page has its own words for `code`."""

    def __init__(self, status: int, code: str, reason: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(code)
        self.response = JSONResponse({"error": {"code": code, "message": reason}}, status, headers)


async def refuse(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Refused)
    return error.response


class Guard:
    def __init__(self, identity: Identity, origins: Sequence[str], limits: Limits, now: Callable[[], datetime]) -> None:
        self._identity = identity
        self._origins = frozenset(origins)
        self._start_costs = limits.start_costs
        self._conversations = Buckets(limits.conversation, now)
        self._addresses = Buckets(limits.address, now)

    def check_origin(self, request: Request) -> None:
        origin = request.headers.get("origin")
        own = origin and origin.partition("://")[2] == request.headers.get("host")
        if origin and not own and origin not in self._origins or not origin and _is_from_another_site(request):
            raise Refused(403, "foreign_origin", "This origin is not allowed to use the chat.")

    def visitor(self, request: Request) -> str:
        visitor = self._identity.visitor(bearer(request) or request.cookies.get(COOKIE))
        if visitor is None:
            raise Refused(401, "not_started", "POST /chat/start first; its cookie says who is visiting.")
        return visitor

    def count_start(self, request: Request) -> None:
        self._count_address(request, self._start_costs)

    def count_message(self, request: Request, conversation: str) -> None:
        self._count_address(request, 1)
        _refuse_when(self._conversations.take(conversation))

    def _count_address(self, request: Request, cost: float) -> None:
        # Not the own machine: behind a proxy that hides addresses it would be everybody.
        address = request.client.host if request.client else ""
        if not is_loopback(address):
            _refuse_when(self._addresses.take(address, cost))


def bearer(request: Request) -> str | None:
    """The token of a page on another site whose browser keeps no cookie of ours."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" and token else None


def is_embedded(request: Request) -> bool:
    """Whether the chat stands in a page of another site."""
    if "sec-fetch-site" in request.headers:
        return _is_from_another_site(request)
    origin = request.headers.get("origin", "")
    return bool(origin) and origin.partition("://")[2] != request.headers.get("host")


def _is_from_another_site(request: Request) -> bool:
    return bool(request.headers.get("sec-fetch-site") == "cross-site")


def _refuse_when(seconds: float) -> None:
    if seconds > 0:
        after = {"Retry-After": str(math.ceil(seconds))}
        raise Refused(429, "too_many", "Too many messages; try again after Retry-After seconds.", after)


async def read_json(request: Request) -> dict[str, Any]:
    """The body as a JSON object, or a refusal that says what is wrong with it."""
    try:
        data = json.loads(await _read(request))
    except (ValueError, RecursionError) as error:
        raise Refused(400, "bad_json", "The body is not valid JSON.") from error
    if not isinstance(data, dict):
        raise Refused(400, "bad_json", "The body is not a JSON object.")
    return data


async def _read(request: Request) -> bytes:
    body = bytearray()
    try:
        async for part in request.stream():
            body += part
            if len(body) > BODY_BYTES:
                raise Refused(413, "too_large", f"The body is larger than {BODY_BYTES} bytes.")
    except ClientDisconnect as error:
        raise Refused(400, "incomplete", "The body did not arrive completely.") from error
    return bytes(body)
