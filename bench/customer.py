"""One customer at the public door: says something and waits for the answer on the event stream, as a page does."""

import asyncio
import json
import time
import uuid
from typing import Any

import aiohttp

PATIENCE = 60  # seconds


class Customer:
    """A conversation of its own. `say` returns how long the answer took, in milliseconds."""

    def __init__(self, url: str, venue: str = "lee_spa") -> None:
        self._url, self._venue = url, venue
        self._session = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
        self.heard: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._said: int | None = None
        self._listening: asyncio.Task[None] | None = None

    async def __aenter__(self) -> "Customer":
        async with self._session.post(f"{self._url}/chat/start", json={"venue": self._venue}) as response:
            response.raise_for_status()
        self._listening = asyncio.create_task(self._listen())
        await self.next()  # the greeting
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._listening:
            self._listening.cancel()
        await self._session.close()

    async def say(self, text: str) -> float:
        began = time.perf_counter()
        await self.post(text)
        self.last = await self.next()
        return (time.perf_counter() - began) * 1000

    async def post(self, text: str) -> None:
        body = {"venue": self._venue, "client_id": uuid.uuid4().hex, "text": text}
        async with self._session.post(f"{self._url}/chat/messages", json=body) as response:
            response.raise_for_status()
            self._said = (await response.json())["id"]

    async def next(self, seconds: float = PATIENCE) -> dict[str, Any]:
        """The next message in answer to what was said last; what still comes for an earlier one is passed over."""
        while True:
            message = await asyncio.wait_for(self.heard.get(), seconds)
            if self._said in (None, message["answers"]):
                return message

    async def _listen(self) -> None:
        address = f"{self._url}/chat/events?venue={self._venue}"
        async with self._session.get(address, timeout=aiohttp.ClientTimeout(total=None)) as stream:
            event = ""
            async for raw in stream.content:
                name, _, value = raw.decode().rstrip("\n").partition(": ")
                if name == "event":
                    event = value
                elif name == "data" and event == "message":
                    self.heard.put_nowait(json.loads(value))
