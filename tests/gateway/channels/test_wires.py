"""The whole way over real connections, with the clockwork of the gateway running: quick to acknowledge, whatever is slow."""

import asyncio
import json
import random
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

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
from tests.gateway.channels.parts import ZALO, channel_settings
from tests.gateway.parts import ROOT, UNLIMITED, Alarm, PlainSettings, Stub, running, venues
from tests.keys import KEYS

QUICK = 5.0  # seconds: half of what the platform hangs


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
async def live(
    tmp_path: Path, seed: bool = True, fake: Platforms | None = None, now: Callable[[], datetime] = utc_now
) -> AsyncIterator[Live]:
    fake, stub = fake or Platforms(), Stub()
    async with serving(fake) as base:
        domain = connect(f"sqlite:///{tmp_path}/spa.db")
        staff_note.create(domain, checkfirst=True)
        setup = Setup(channel_settings(base), "secret", "https://spa.example", domain, lambda *_: None, ROOT)
        plain = PlainSettings(gateway_database_url=f"sqlite:///{tmp_path}/gateway.db")
        app = build(plain, venues(), stub, Alarm(), now, UNLIMITED, platforms=setup)
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
        await until(lambda: len(_words(made.fake, "222") + _words(made.fake, "U100")) == 10)
        assert _words(made.fake, "222") == _words(made.fake, "U100") == [str(one) for one in range(5)]


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
        other = Pushes(connect_gateway(f"sqlite:///{tmp_path}/gateway.db", KEYS))
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


@pytest.mark.parametrize("seed", range(3))
async def test_stopped_at_random_moments_it_loses_nothing_and_counts_what_came_twice(tmp_path: Path, seed: int) -> None:
    """Cut off in the middle of whatever it does; what was not acknowledged, the platform posts again."""
    chance, fake = random.Random(seed), Platforms()
    passed = timedelta()
    said = {f"V{one}": [f"{one}.{number}" for number in range(6)] for one in range(5)}
    waiting = [
        (text, customer) for number in range(6) for customer, texts in said.items() for text in texts[number:][:1]
    ]
    while waiting or _delivered(fake) != said:
        async with live(tmp_path, seed=not passed, fake=fake, now=lambda: utc_now() + passed) as made:  # noqa: B023
            for text, customer in waiting[: chance.randint(1, 8)]:
                await made.post("zalo", zalo_text(text, text, customer))
                if chance.random() < 0.8:  # else the acknowledgement is lost: it comes again
                    waiting.remove((text, customer))
            await asyncio.sleep(chance.uniform(0, 0.05))
            unsure = made.app.state.channels.deliveries.counts()["unsure"]
        passed += timedelta(minutes=3)  # whatever was in hand is let go
        assert passed < timedelta(hours=5), "something is lost"
    assert len(fake.sent) - 30 <= unsure


def _words(fake: Platforms, customer: str) -> list[str]:
    """What was answered to a customer, one by one."""
    return "\n".join(text.removeprefix("You said: ") for text in fake.texts(customer)).split("\n")


def _delivered(fake: Platforms) -> dict[str, list[str]]:
    """What each customer got, in the order of its first arrival."""
    customers = sorted({customer for _, customer, _ in fake.sent})
    return {one: list(dict.fromkeys(_words(fake, one))) for one in customers}
