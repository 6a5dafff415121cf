"""JSON over HTTP to a platform: bounded in time and size; what went wrong on the way is a Problem."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp

from gateway.channels.problems import NotNow
from gateway.session import Session

SECONDS = 10.0
LARGEST = 256 * 1024  # bytes of an answer


@dataclass(frozen=True)
class Answered:
    status: int
    body: Mapping[str, Any]
    headers: Mapping[str, str]


class Http:
    """One pool of connections for all requests."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._session = Session(seconds)
        self.close = self._session.close

    async def request(self, method: str, url: str, **more: Any) -> Answered:
        """Answers of the platform are returned whatever their status. Raises NotNow where none came."""
        try:
            async with self._session.open().request(method, url, allow_redirects=False, **more) as response:
                content = await _read(response)
                return Answered(response.status, _parsed(content, response), response.headers)
        except aiohttp.ClientConnectorError as error:
            raise NotNow("no connection") from error
        except (aiohttp.ClientError, asyncio.TimeoutError) as error:
            raise NotNow("no answer", unsure=True) from error


async def _read(response: aiohttp.ClientResponse) -> bytes:
    content = bytearray()
    async for piece in response.content.iter_chunked(16 * 1024):
        content += piece
        if len(content) > LARGEST:
            raise NotNow("answer too large", unsure=True)
    return bytes(content)


def _parsed(content: bytes, response: aiohttp.ClientResponse) -> Mapping[str, Any]:
    """The object in the answer. A busy or broken server says what it likes; its status is what counts."""
    if response.status == 429 or response.status >= 500:
        raise NotNow(str(response.status), _seconds(response.headers.get("Retry-After", "")))
    try:
        body = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise NotNow("not readable", unsure=True) from error
    if not isinstance(body, dict):
        raise NotNow("not readable", unsure=True)
    return body


def _seconds(after: str) -> float:
    return float(after) if after.isascii() and after.isdigit() and len(after) < 6 else 0
