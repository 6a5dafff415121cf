"""Customers on page, Messenger and Zalo at once, before the stand-in of the platforms: how quick, and is anything amiss."""

import asyncio
import json
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count, cycle, islice
from pathlib import Path
from typing import Any

import aiohttp

import channels
import serve
from bench.customer import Customer
from bench.installation import installation
from bench.load import percentile
from bench.weight import gzip_bytes
from tests.fakes import platforms as fakes

CUSTOMERS, SECONDS, PAUSE, PATIENCE = 200, 120.0, 3.0, 60.0
ARRIVING = 10.0  # seconds within which all of them have said their first word
QUESTIONS = ("how much is a massage?", "when are you open?", "where are you?")


@dataclass
class Tally:
    acknowledged: list[float] = field(default_factory=list)  # milliseconds, of webhooks
    turns: list[float] = field(default_factory=list)  # milliseconds
    messages: int = 0
    lost: int = 0
    duplicated: int = 0
    out_of_order: int = 0


class Arrived(list[Any]):
    """What the platforms took, and each message to whoever waits for it."""

    def __init__(self) -> None:
        super().__init__()
        self.of: defaultdict[str, asyncio.Queue[tuple[Any, str]]] = defaultdict(asyncio.Queue)

    def append(self, sent: Any) -> None:
        super().append(sent)
        _, person, message = sent
        text = fakes.text_of(message)
        self.of[person].put_nowait((text, text))


class OnPlatform:
    """Posts signed webhooks, and hears what the platform was given for this person."""

    def __init__(self, url: str, channel: str, person: str, tally: Tally, arrived: Arrived | None = None) -> None:
        self._url, self._channel, self._person, self._tally = url, channel, person, tally
        self._names, self.heard = count(1), (Arrived() if arrived is None else arrived).of[person]

    async def __aenter__(self) -> "OnPlatform":
        self._session = aiohttp.ClientSession()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()

    async def say(self, text: str) -> None:
        began = time.perf_counter()
        await self.deliver(*self.post_of(text))
        self._tally.acknowledged.append((time.perf_counter() - began) * 1000)

    def post_of(self, text: str) -> tuple[str, bytes, dict[str, str]]:
        """Path, body and headers, which are the same when it is posted again."""
        event, path, sign = self._event(text, f"{self._person}-{next(self._names)}")
        raw = json.dumps(event).encode()
        return path, raw, sign(raw)

    async def deliver(self, path: str, body: bytes, headers: dict[str, str]) -> None:
        async with self._session.post(f"{self._url}/webhooks/{path}", data=body, headers=headers) as response:
            response.raise_for_status()

    def _event(self, text: str, name: str) -> tuple[dict[str, Any], str, Callable[[bytes], dict[str, str]]]:
        if self._channel == "fb":
            return fakes.page_batch(fakes.fb_text(text, name, self._person)), "messenger", fakes.meta_signed
        return fakes.zalo_text(text, name, self._person), "zalo", fakes.zalo_signed


class OnPage:
    def __init__(self, url: str) -> None:
        self._customer = Customer(url)
        self.heard: asyncio.Queue[tuple[Any, str]] = asyncio.Queue()

    async def __aenter__(self) -> "OnPage":
        await self._customer.__aenter__()
        self._passing = asyncio.create_task(self._pass_on())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._passing.cancel()
        await self._customer.__aexit__()

    async def say(self, text: str) -> None:
        await self._customer.post(text)

    async def _pass_on(self) -> None:
        while True:
            message = await self._customer.heard.get()
            self.heard.put_nowait((message["id"], message["text"]))


def measure(customers: int = CUSTOMERS, seconds: float = SECONDS) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        return asyncio.run(_measure(Path(folder), customers, seconds))


async def _measure(folder: Path, customers: int, seconds: float) -> dict[str, Any]:
    tally, fake = Tally(), fakes.Platforms()
    fake.sent = arrived = Arrived()
    async with fakes.serving(fake) as base:
        chosen = installation(folder, **fakes.environ(base))
        tokens = iter(("access-1", "refresh-1"))
        await channels.manage(chosen, ["seed", fakes.OA], lambda _: next(tokens))
        with serve.running(chosen, say=lambda _: None):
            until = time.perf_counter() + seconds
            guests = [_guest(number, chosen.public_url, tally, arrived) for number in range(customers)]
            await asyncio.gather(*(_talk(guest, number, until, tally) for number, guest in enumerate(guests)))
            weighs = await gzip_bytes(chosen.public_url)
    return {
        "ack_p99_ms": percentile(tally.acknowledged, 0.99),
        "turn_p95_ms": percentile(tally.turns, 0.95),
        "messages": tally.messages,
        "lost": tally.lost,
        "duplicated": tally.duplicated,
        "out_of_order": tally.out_of_order,
        "widget_gzip_bytes": weighs,
    }


def _guest(number: int, url: str, tally: Tally, arrived: Arrived) -> OnPage | OnPlatform:
    channel = ("web", "fb", "zalo")[number % 3]
    return OnPage(url) if channel == "web" else OnPlatform(url, channel, f"U{number}", tally, arrived)


async def _talk(guest: OnPage | OnPlatform, number: int, until: float, tally: Tally) -> None:
    """One question after the other, each three seconds after the answer to the one before."""
    answers: dict[str, str] = {}
    await asyncio.sleep(ARRIVING * number / CUSTOMERS)
    async with guest:
        for question in islice(cycle(QUESTIONS), number % len(QUESTIONS), None):
            if time.perf_counter() > until:
                return
            await _turn(guest, question, answers, tally)


async def _turn(guest: OnPage | OnPlatform, question: str, answers: dict[str, str], tally: Tally) -> None:
    began = time.perf_counter()
    tally.messages += 1
    await guest.say(question)
    try:
        heard = [await asyncio.wait_for(guest.heard.get(), PATIENCE)]
    except asyncio.TimeoutError:
        tally.lost += 1
        return
    tally.turns.append((time.perf_counter() - began) * 1000)
    await asyncio.sleep(PAUSE)
    while not guest.heard.empty():
        heard.append(guest.heard.get_nowait())
    tally.duplicated += len(heard) - len(dict(heard))
    # The first time shows what the answer is; from then on nothing but that may come first.
    tally.out_of_order += answers.setdefault(question, heard[0][1]) != heard[0][1]
