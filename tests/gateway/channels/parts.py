"""A gateway with both channels on, before the stand-in of the platforms; posts are signed unless told otherwise."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Engine

import settings
from gateway.app import build
from gateway.channels.setup import Channels, Setup
from gateway.channels.zalo.seal import Pair
from gateway.conversations import Venues
from gateway.messages import Message
from gateway.modes import Modes
from spa.store.database import connect, reading
from spa.store.schema import staff_note
from tests.fakes import platforms as fakes
from tests.fakes.platforms import Platforms, serving
from tests.gateway.parts import ROOT, UNLIMITED, Alarm, Clock, PlainSettings, Stub, venues
from tests.keys import KEYS

FB, ZALO = "fb:111:222", f"zalo:{fakes.OA}:U100"


async def call(
    app: Any, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None
) -> tuple[int, bytes]:
    """Ask the application as its server does; status and body of the answer."""
    path, _, query = path.partition("?")
    shown = [(name.lower().encode(), value.encode("latin-1", "replace")) for name, value in (headers or {}).items()]
    scope = {"type": "http", "method": method, "path": path, "raw_path": path.encode(), "query_string": query.encode()}
    scope |= {"headers": shown, "client": ("127.0.0.1", 1), "server": ("gateway", 80), "scheme": "http"}
    told: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        told.append(message)

    await app(scope, receive, send)
    return told[0]["status"], b"".join(one.get("body", b"") for one in told[1:])


def channel_settings(base: str, **environ: str) -> settings.Settings:
    return settings.read({**fakes.environ(base), **environ})


@dataclass
class Spa:
    """The whole gateway without its clockwork: `run()` answers and delivers what is there, and then is still."""

    app: Any
    channels: Channels
    fake: Platforms
    stub: Stub
    clock: Clock
    domain: Engine
    erased: list[str] = field(default_factory=list)

    async def post(self, path: str, body: Any, headers: Mapping[str, str] | None = None) -> int:
        """The status of the answer."""
        raw = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        sign = fakes.zalo_signed if path == "zalo" else fakes.meta_signed
        status, _ = await call(self.app, "POST", f"/webhooks/{path}", raw, sign(raw) if headers is None else headers)
        return status

    async def fb(self, *events: dict[str, Any], **more: Any) -> None:
        assert (await self.post("messenger", fakes.page_batch(*events, **more))) == 200
        await self.run()

    async def zalo(self, event: dict[str, Any]) -> None:
        assert (await self.post("zalo", event)) == 200
        await self.run()

    async def run(self) -> None:
        """The assistant answers what waits, the platforms get it."""
        await self.answered()
        await self.channels.sender.drain()

    async def answered(self) -> None:
        while self.channels._inside.conversations.store.waiting_conversations():
            await asyncio.sleep(0)

    async def later(self, **by: float) -> None:
        self.clock.go_on(**by)
        await self.run()

    def notes(self) -> list[tuple[str, str, Any]]:
        with reading(self.domain) as connection:
            rows = connection.execute(select(staff_note).order_by(staff_note.c.id))
            return [(row.kind, row.conversation, row.detail.get("problem")) for row in rows]

    @property
    def modes(self) -> Modes:
        return self.channels._inside.modes

    def said(self) -> list[Message]:
        return self.stub.got


@asynccontextmanager
async def spa(
    stub: Any = None,
    url: str = "sqlite://",
    domain: Engine | None = None,
    shown: Venues | None = None,
    **environ: str,
) -> AsyncIterator[Spa]:
    fake, clock, stub = Platforms(), Clock(), stub or Stub()
    async with serving(fake) as base:
        domain = domain or connect("sqlite://", KEYS)
        staff_note.create(domain, checkfirst=True)
        known = channel_settings(base, **environ)
        erased: list[str] = []

        def erase(conversation: str, now: datetime) -> None:
            erased.append(conversation)

        setup = Setup(known, "secret", "https://spa.example", domain, erase, ROOT / "widget")
        plain = PlainSettings(gateway_database_url=url)
        app = build(plain, shown or venues(), stub, Alarm(), clock, UNLIMITED, platforms=setup)
        channels: Channels = app.state.channels
        channels.tokens.seed(fakes.OA, Pair("access-1", "refresh-1"), timedelta(hours=25))
        app.state.consumer.start()
        try:
            yield Spa(app, channels, fake, stub, clock, domain, erased)
        finally:
            await app.state.consumer.stop()
            await channels.stop()
