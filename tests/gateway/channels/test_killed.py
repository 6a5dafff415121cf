"""A gateway that is killed at fifty random moments: no message lost, none answered twice but where that is counted."""

import asyncio
import json
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import aiohttp

from gateway.channels.deliveries import Deliveries
from gateway.database import connect
from tests.fakes import platforms as fakes
from tests.fakes.platforms import Platforms, fb_text, page_batch, serving, zalo_text
from tests.gateway.parts import ROOT
from tests.keys import KEYS

KILLS = 50
CUSTOMERS = [f"{'fb' if number % 2 else 'zalo'}{number}" for number in range(8)]
MINUTES = 3  # between one start and the next: what was in hand is let go


class Nursery:
    def __init__(self, running: subprocess.Popen[str]) -> None:
        self._running, self.starts = running, 0
        self.address = f"http://127.0.0.1:{self._answer()}"

    def start(self) -> None:
        self._order(f"start {self.starts * MINUTES}")
        self.starts += 1

    def kill(self) -> None:
        self._order("kill")

    def _order(self, words: str) -> None:
        assert self._running.stdin
        self._running.stdin.write(f"{words}\n")
        self._running.stdin.flush()
        self._answer()

    def _answer(self) -> str:
        assert self._running.stdout
        return self._running.stdout.readline().strip()


@contextmanager
def nursery(folder: Path, base: str) -> Iterator[Nursery]:
    command = [sys.executable, "-m", "tests.gateway.channels.nursery", str(folder), base]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as running:
        yield Nursery(running)
        running.stdin.close()  # type: ignore[union-attr]
        running.wait()


class World:
    """The customers, and the platforms that post what they say until it is acknowledged."""

    def __init__(self, address: str) -> None:
        self.address, self.chance = address, random.Random(5)
        self.said: dict[str, list[str]] = {customer: [] for customer in CUSTOMERS}
        self.acknowledged = 0
        self.over = False

    async def write(self, customer: str) -> None:
        """One message after the other; each is posted again until it was taken."""
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as session:
            while not self.over:
                text = f"{customer}.{len(self.said[customer])}"
                self.said[customer].append(text)
                while not await self.post(session, customer, text):
                    await asyncio.sleep(0.02)
                self.acknowledged += 1
                await asyncio.sleep(self.chance.uniform(0, 0.1))

    async def post(self, session: aiohttp.ClientSession, customer: str, text: str) -> bool:
        on_page = customer.startswith("fb")
        event = page_batch(fb_text(text, text, customer)) if on_page else zalo_text(text, text, customer)
        raw = json.dumps(event).encode()
        path, sign = ("messenger", fakes.meta_signed) if on_page else ("zalo", fakes.zalo_signed)
        try:
            async with session.post(f"{self.address}/webhooks/{path}", data=raw, headers=sign(raw)) as response:
                return response.status == 200
        except (aiohttp.ClientError, asyncio.TimeoutError):
            return False


async def test_killed_at_fifty_random_moments_it_loses_nothing_and_counts_what_came_twice(tmp_path: Path) -> None:
    fake = Platforms()
    async with serving(fake) as base:
        with nursery(tmp_path, base) as gateways:
            world = World(gateways.address)
            writers = [asyncio.create_task(world.write(customer)) for customer in CUSTOMERS]
            for _ in range(KILLS):
                gateways.start()
                await _until_it_works(world)
                await asyncio.sleep(world.chance.uniform(0, 0.05))
                gateways.kill()
            world.over = True
            gateways.start()
            await asyncio.gather(*writers)
            for _ in range(3000):
                if _delivered(fake) == world.said:
                    break
                await asyncio.sleep(0.02)
            gateways.kill()
    unsure = Deliveries(connect(f"sqlite:///{tmp_path}/gateway.db", KEYS)).counts()["unsure"]
    assert _delivered(fake) == world.said
    twice = len(fake.sent) - len({(whom, message.get("text")) for _, whom, message in fake.sent})
    assert twice <= unsure, "something came twice that is not counted"
    assert world.acknowledged >= KILLS


async def _until_it_works(world: World) -> None:
    """One of ten is killed while it starts."""
    before, patience = world.acknowledged, world.chance.choice([5] + [500] * 9)
    while world.acknowledged == before and patience:
        patience -= 1
        await asyncio.sleep(0.01)


def _delivered(fake: Platforms) -> dict[str, list[str]]:
    """What each customer got, in the order of its first arrival."""
    return {one: list(dict.fromkeys("\n".join(fake.texts(one)).split("\n"))) for one in CUSTOMERS}
