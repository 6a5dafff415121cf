"""The whole way over real connections, with the clockwork of the gateway running: quick to acknowledge, whatever is slow."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp

from bootstrap import utc_now
from gateway.app import build
from gateway.channels.setup import Setup
from gateway.channels.zalo.seal import Pair
from gateway.database import connect as connect_gateway
from gateway.messages import Reply
from gateway.pushes import Pushes
from spa.store.database import connect
from spa.store.schema import staff_note
from tests.fakes import platforms as fakes
from tests.fakes.platforms import OA, Platforms, fb_text, page_batch, serving, zalo_text
from tests.gateway.channels.parts import ZALO, Alarm, channel_settings
from tests.gateway.parts import ROOT, UNLIMITED, PlainSettings, Stub, running, venues

QUICK = 0.5  # seconds; of the two that Zalo gives


@dataclass
class Live:
    address: str
    fake: Platforms
    stub: Stub
    session: aiohttp.ClientSession
    app: Any

    async def post(self, path: str, body: dict[str, Any]) -> float:
        """Seconds until the acknowledgement."""
        raw = json.dumps(body, ensure_ascii=False).encode()
        sign = fakes.zalo_signed if path == "zalo" else fakes.meta_signed
        began = time.perf_counter()
        async with self.session.post(f"{self.address}/webhooks/{path}", data=raw, headers=sign(raw)) as response:
            assert response.status == 200
        return time.perf_counter() - began

    async def health(self) -> float:
        began = time.perf_counter()
        async with self.session.get(f"{self.address}/health") as response:
            assert response.status == 200
        return time.perf_counter() - began


@asynccontextmanager
async def live(tmp_path: Path, seed: bool = True) -> AsyncIterator[Live]:
    fake, stub = Platforms(), Stub()
    async with serving(fake) as base:
        domain = connect(f"sqlite:///{tmp_path}/spa.db")
        staff_note.create(domain, checkfirst=True)
        alarm: Any = Alarm()
        setup = Setup(channel_settings(base), "secret", "https://spa.example", domain, alarm, lambda *_: None, ROOT)
        plain = PlainSettings(gateway_database_url=f"sqlite:///{tmp_path}/gateway.db")
        app = build(plain, venues(), stub, utc_now, UNLIMITED, (), setup)
        if seed:
            app.state.channels.tokens.seed(OA, Pair("access-1", "refresh-1"), timedelta(hours=25))
        async with running(app) as address, aiohttp.ClientSession() as session:
            yield Live(address, fake, stub, session, app)


async def until(condition: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come to this"
        await asyncio.sleep(0.01)


async def test_acknowledged_at_once_and_answered_in_order(tmp_path: Path) -> None:
    async with live(tmp_path) as made:
        made.stub.gate.clear()  # an action that takes its time
        taken = [await made.post("messenger", page_batch(fb_text(str(one), f"m{one}"))) for one in range(5)]
        taken += [await made.post("zalo", zalo_text(str(one), f"z{one}")) for one in range(5)]
        assert max(taken) < QUICK and not made.fake.sent
        made.stub.gate.set()
        await until(lambda: len(made.fake.sent) == 10)
        assert made.fake.texts("222") == made.fake.texts("U100") == [f"You said: {one}" for one in range(5)]


async def test_a_platform_that_hangs_holds_up_neither_doors_nor_the_other(tmp_path: Path) -> None:
    async with live(tmp_path) as made:
        await made.post("zalo", zalo_text("before", "z0"))
        await until(lambda: len(made.fake.sent) == 1)
        made.fake.trouble = [10.0, 10.0]  # typing, and the answer
        taken = [await made.post("messenger", page_batch(fb_text("slow", "m1")))]
        await until(lambda: not made.fake.trouble)
        taken += [await made.post("zalo", zalo_text("quick", "z1")), await made.health()]
        await until(lambda: len(made.fake.sent) == 2, seconds=5)
        assert max(taken) < QUICK and made.fake.texts()[-1] == "You said: quick"


async def test_what_another_process_pushes_goes_out(tmp_path: Path) -> None:
    async with live(tmp_path) as made:
        await made.post("zalo", zalo_text("hello", "z1"))
        await until(lambda: len(made.fake.sent) == 1)
        other = Pushes(connect_gateway(f"sqlite:///{tmp_path}/gateway.db"))
        other.push("reminder:1", ZALO, Reply("See you"), "vi", utc_now(), utc_now())
        await until(lambda: other.seen("reminder:1"))
        assert made.fake.texts()[-1] == "See you"


async def test_a_restart_between_acknowledgement_and_answer_loses_nothing(tmp_path: Path) -> None:
    async with live(tmp_path) as first:
        first.stub.gate.clear()
        await first.post("messenger", page_batch(fb_text("hello", "m1")))
    async with live(tmp_path, seed=False) as second:
        await until(lambda: len(second.fake.sent) == 1)
        await second.post("messenger", page_batch(fb_text("hello", "m1")))
        await second.post("messenger", page_batch(fb_text("again", "m2")))
        await until(lambda: len(second.fake.sent) == 2)
        assert second.fake.texts() == ["You said: hello", "You said: again"]
