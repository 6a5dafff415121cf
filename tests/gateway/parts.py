"""Stand-ins for the parts around the gateway: an assistant that says what it was told to, venues, a clock."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp
from starlette.applications import Starlette

from gateway.app import build
from gateway.assistant import AssistantAway
from gateway.conversations import Conversations, Venues
from gateway.database import connect
from gateway.limits import Limits, Rate
from gateway.messages import Answer, Message, Reply
from gateway.server import Server
from gateway.store import Store
from gateway.texts import Texts
from tests.keys import KEYS

ROOT = Path(__file__).parents[2]
FACTS = {
    "venue": "LEE SPA & MASSAGE",
    "phone": "+84 236 000 0101",
    "address": "1 <Sample> Street",
    "map_url": "https://map.example/?a=1&b=2",
    "hours": "Every day: 09:00–22:00",
    "prices": "• Back massage, 60 minutes: 350,000 VND\n• Six steps, 150 minutes: 750,000 VND",
    "parking": "In front of the door",
    "special": "• Soothing music\n• Herbs",
    "rooms": "single and double rooms",
}
UNLIMITED = Limits(Rate(1000, 1000), Rate(1000, 1000))


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 25, 2, 0, tzinfo=timezone.utc)

    def __call__(self) -> datetime:
        return self.now

    def go_on(self, **by: float) -> None:
        self.now += timedelta(**by)


class Stub:
    """Answers with `script(message)`; keeps what it got; can be away, and can be held back by `gate`."""

    def __init__(self, script: Callable[[Message], Answer] | None = None) -> None:
        self.script = script or (lambda message: Answer([Reply(f"You said: {message.text}", "utter_echo")]))
        self.got: list[Message] = []
        self.away = False
        self.gate = asyncio.Event()
        self.gate.set()

    async def answer(self, message: Message) -> Answer:
        await self.gate.wait()
        if self.away:
            raise AssistantAway("stub")
        self.got.append(message)
        return self.script(message)

    @property
    def texts(self) -> list[str]:
        return [message.text for message in self.got if message.text != "greet"]


def choices(**payloads: str) -> list[dict[str, str]]:
    return [{"title": title, "payload": payload} for title, payload in payloads.items()]


def venues() -> Venues:
    return Venues(("lee_spa", "danang_reviews"), lambda venue, language: FACTS)


def conversations(stub: Any, clock: Clock, url: str = "sqlite://") -> Conversations:
    texts = Texts(ROOT / "responses" / "gateway.yml")
    return Conversations(Store(connect(url, KEYS)), stub, texts, venues(), clock)


@dataclass(frozen=True)
class PlainSettings:
    venue: str = "lee_spa"
    gateway_database_url: str = "sqlite://"
    secret_key: str = "of the tests"
    data_keys: tuple[str, ...] = ("of the tests",)
    allowed_origins: tuple[str, ...] = ("https://spa.example",)
    public_url: str = "http://localhost"
    person_minutes: int = 60


class Alarm:
    """Hears an emergency in one word."""

    def in_text(self, text: str) -> bool:
        return "chest" in text


def application(stub: Any, clock: Clock, limits: Limits = UNLIMITED, **settings: Any) -> Starlette:
    return build(PlainSettings(**settings), venues(), stub, Alarm(), clock, limits)


@asynccontextmanager
async def running(app: Starlette, port: int = 0, request_within: float = 15) -> AsyncIterator[str]:
    """Serve the application, on a free port unless told, and give its address."""
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", port))
        server = Server(app, "127.0.0.1", 0, request_within)
        serving = asyncio.create_task(server.serve([listening]))
        while not server.started and not serving.done():
            await asyncio.sleep(0)
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.stop()
            await serving


class Visitor:
    """A browser's side of the chat."""

    def __init__(self, address: str, venue: str = "lee_spa") -> None:
        self._address, self._venue = address, venue
        self.session = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))

    async def __aenter__(self) -> "Visitor":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.session.close()

    async def start(self, **more: Any) -> dict[str, Any]:
        async with self.session.post(f"{self._address}/chat/start", json={"venue": self._venue, **more}) as response:
            assert response.status == 200
            return dict(await response.json())

    async def post(self, path: str, **data: Any) -> tuple[int, dict[str, Any]]:
        body = {"venue": self._venue, **data}
        async with self.session.post(f"{self._address}/chat/{path}", json=body) as response:
            return response.status, await response.json()

    async def post_seen(self, last: object) -> int:
        body = {"venue": self._venue, "last": last}
        async with self.session.post(f"{self._address}/chat/seen", json=body) as response:
            return response.status

    async def say(self, text: str, client_id: str | None = None) -> tuple[int, dict[str, Any]]:
        return await self.post("messages", text=text, client_id=client_id or uuid4().hex)

    async def hear(
        self, number: int, after: int | str = 0, name: str = "message", **headers: str
    ) -> list[dict[str, Any]]:
        """So many events of the name from the stream."""
        heard: list[dict[str, Any]] = []
        params = {"venue": self._venue, "after": str(after)}
        async with self.session.get(f"{self._address}/chat/events", params=params, headers=headers) as response:
            assert response.status == 200
            while len(heard) < number:
                fields = await _event(response)
                if fields.get("event") == name:
                    heard.append(json.loads(fields["data"]))
        return heard


async def _event(response: aiohttp.ClientResponse) -> dict[str, str]:
    lines = (await response.content.readuntil(b"\n\n")).decode().splitlines()
    return dict(line.split(": ", 1) for line in lines if ": " in line)
