"""Speed of the staff desk with a year behind it: every page of the navigation, and an inbox that ten people watch."""

import asyncio
import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp

import bootstrap
from bench import large_desk
from bench.load import percentile
from processes import Processes
from settings import Settings
from spa.sealing import MasterKeys

INBOX = "/desk/inbox"
_COUNT = re.compile(r'class="tag[^"]*">(\d+)<')  # beside the name of each section
USERS, ROUNDS, CHANGES = 10, 20, 5
PATIENCE = 30  # seconds until the gateway is there
PAUSE = 3  # seconds between two changes
_LINK = re.compile(r'href="(/desk/[^"#?]*)"')
_CONVERSATION = re.compile(r'href="(/desk/conversations/[^"/?#]+)"')
_NAVIGATION = re.compile(r"<nav.*?</nav>", re.DOTALL)


def measure(chosen: Settings) -> dict[str, Any]:
    """The gateway alone, on databases of its own that are filled first."""
    print(f"The desk with {large_desk.CONVERSATIONS} conversations …", flush=True)
    with tempfile.TemporaryDirectory(prefix="bench-desk-") as folder, _running(chosen, Path(folder)) as (own, tokens):
        return asyncio.run(_measured(own, tokens))


@contextmanager
def _running(chosen: Settings, folder: Path) -> Iterator[tuple[Settings, list[str]]]:
    urls = {name: f"sqlite:///{folder / name}.db" for name in ("spa", "gateway")}
    own = replace(chosen, database_url=urls["spa"], gateway_database_url=urls["gateway"])
    processes = Processes(own)
    try:
        tokens = _filled(own, processes)
        yield own, tokens
    finally:
        processes.stop()


def _filled(own: Settings, processes: Processes) -> list[str]:
    """Start the gateway once to make its tables, fill both databases, and leave it running."""
    known, now = bootstrap.venues(own), bootstrap.utc_now()
    venue, keys = known[own.venue], MasterKeys(own.data_keys)
    engine = large_desk.opened(own.database_url, keys)
    bootstrap.prepare_database(engine, known, now)
    large_desk.bookings(engine, venue, now)
    large_desk.notes(engine, venue, now)
    tokens = large_desk.staff(engine, USERS, now)
    processes.start("gateway", "gateway")
    asyncio.run(_ready(own.public_url))
    large_desk.conversations(large_desk.opened(own.gateway_database_url, keys), venue, now)
    return tokens


async def _ready(url: str) -> None:
    until = time.monotonic() + PATIENCE
    async with aiohttp.ClientSession() as session:
        while time.monotonic() < until:
            try:
                async with session.get(f"{url}/health") as answer:
                    if answer.status == 200:
                        return
            except aiohttp.ClientError:
                await asyncio.sleep(0.1)
    raise TimeoutError("the gateway did not start")


async def _measured(own: Settings, tokens: list[str]) -> dict[str, Any]:
    async with AsyncExitStack() as opened:
        users = [await opened.enter_async_context(_user(own.public_url, token)) for token in tokens]
        pages = await _pages(users[0])
        taken = [await _fetch(users[0], page) for _ in range(ROUNDS) for page in pages]
        late = await _live(own, users)
        return {
            "page_p95_ms": percentile(taken, 0.95),
            "pages": {page: percentile(taken[number :: len(pages)], 0.95) for number, page in enumerate(pages)},
            "inbox_conversations": max(map(int, _COUNT.findall(await _text(users[0], INBOX)))),
            "inbox_users": sum(len(one) == CHANGES for one in late),
            "inbox_p95_ms": percentile([moment for one in late for moment in one], 0.95),
        }


def _user(url: str, token: str) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(base_url=url, headers={"Cookie": f"desk={token}"})


async def _pages(user: aiohttp.ClientSession) -> list[str]:
    """What stands at the top of every page, one conversation, and the counts of a year."""
    navigation = _NAVIGATION.search(await _text(user, "/desk/me"))
    assert navigation
    conversation = _CONVERSATION.search(await _text(user, INBOX))
    assert conversation
    year = f"/desk/numbers?first={bootstrap.utc_now().date() - timedelta(364)}"
    return [*dict.fromkeys(_LINK.findall(navigation[0])), conversation[1], year]


async def _text(user: aiohttp.ClientSession, page: str) -> str:
    async with user.get(page) as answer:
        assert answer.status == 200, page
        return await answer.text()


async def _fetch(user: aiohttp.ClientSession, page: str) -> float:
    began = time.perf_counter()
    await _text(user, page)
    return (time.perf_counter() - began) * 1000


async def _live(own: Settings, users: list[aiohttp.ClientSession]) -> list[list[float]]:
    """How long after each new conversation each reader of the inbox had it, in milliseconds."""
    keys = MasterKeys(own.data_keys)
    engines = [large_desk.opened(url, keys) for url in (own.database_url, own.gateway_database_url)]
    began: dict[str, float] = {}
    readers = [asyncio.create_task(_reader(user, began)) for user in users]
    for number in range(CHANGES):
        await asyncio.sleep(PAUSE)
        began[f"web:new-{number}"] = time.perf_counter()
        await asyncio.to_thread(large_desk.one_more, *engines, own.venue, f"web:new-{number}", bootstrap.utc_now())
    await asyncio.sleep(PAUSE)
    for reader in readers:
        reader.cancel()
    return [reader.result() for reader in await _ended(readers)]


async def _reader(user: aiohttp.ClientSession, began: dict[str, float]) -> list[float]:
    """An open page: each time when the stream says so it fetches the lines anew."""
    seen: dict[str, float] = {}
    with suppress(asyncio.CancelledError):
        listening = {"headers": {"Accept": "text/event-stream"}, "timeout": aiohttp.ClientTimeout(total=None)}
        async with user.get(f"{INBOX}/events", **listening) as stream:
            assert stream.status == 200
            async for line in stream.content:
                if line.startswith(b"event: changed"):
                    text = await _text(user, f"{INBOX}/part")
                    now = time.perf_counter()
                    seen |= {id: (now - at) * 1000 for id, at in began.items() if id in text and id not in seen}
    return list(seen.values())


async def _ended(readers: list[asyncio.Task[list[float]]]) -> list[asyncio.Task[list[float]]]:
    await asyncio.gather(*readers)
    return readers
