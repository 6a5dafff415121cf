"""Kills every server at once while customers write, again and again: `python -m bench.faults [kills]`, some minutes long.

Says how many messages were lost, and how many parts of answers came twice beside what the gateway itself counts as unsure.
"""

import asyncio
import logging
import os
import random
import signal
import sqlite3
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import aiohttp

import channels
import serve
from bench.channels import QUESTIONS, OnPlatform, Tally
from bench.installation import installation
from processes import Processes
from tests.fakes import platforms as fakes

KILLS, CUSTOMERS = 5, 12
PATIENCE = 400.0  # seconds until all is settled: what was in hand is let go after two minutes
WAITING = """
SELECT (SELECT count(*) FROM inbound WHERE state = 'waiting'), (SELECT count(*) FROM delivery WHERE state = 'waiting')
"""
SETTLED = """
SELECT (SELECT count(*) FROM inbound WHERE state = 'done'), coalesce(sum(done), 0), coalesce(sum(unsure), 0) FROM delivery
"""


async def run(folder: Path, kills: int) -> dict[str, int]:
    tally, fake = Tally(), fakes.Platforms()
    async with fakes.serving(fake) as base:
        chosen = installation(folder, **fakes.environ(base))
        tokens = iter(("access-1", "refresh-1"))
        await channels.manage(chosen, ["seed", fakes.OA], lambda _: next(tokens))
        with serve.running(chosen, say=lambda _: None) as processes:
            over = asyncio.Event()
            tending = asyncio.create_task(_tend(processes))
            writing = [
                asyncio.create_task(_write(number, chosen.public_url, tally, over)) for number in range(CUSTOMERS)
            ]
            for _ in range(kills):
                await _until_something_is_said(tally)
                _kill(processes)
            over.set()
            await asyncio.gather(*writing)
            await _until_settled(folder)
            tending.cancel()
    answered, parts, unsure = _ask(folder, SETTLED)
    lost = tally.messages - answered
    return {"kills": kills, "messages": tally.messages, "lost": lost, "twice": len(fake.sent) - parts, "unsure": unsure}


async def _tend(processes: Processes) -> None:
    """What a start does from then on: whatever died is started again."""
    while True:
        processes.tend(lambda _: None)
        await asyncio.sleep(0.1)


async def _write(number: int, url: str, tally: Tally, over: asyncio.Event) -> None:
    """One question after the other; the platform posts each again until it is taken."""
    async with OnPlatform(url, ("fb", "zalo")[number % 2], f"U{number}", tally) as guest:
        while not over.is_set():
            post = guest.post_of(random.choice(QUESTIONS))
            while not await _is_taken(guest, post):
                await asyncio.sleep(0.2)
            tally.messages += 1
            await asyncio.sleep(random.uniform(0.2, 1))


async def _is_taken(guest: OnPlatform, post: Any) -> bool:
    try:
        await guest.deliver(*post)
        return True
    except (aiohttp.ClientError, asyncio.TimeoutError):
        return False


async def _until_something_is_said(tally: Tally) -> None:
    before = tally.messages
    while tally.messages < before + CUSTOMERS:
        await asyncio.sleep(0.1)
    await asyncio.sleep(random.uniform(0, 5))


def _kill(processes: Processes) -> None:
    for pid in processes.pids.values():
        os.kill(pid, signal.SIGKILL)


async def _until_settled(folder: Path) -> None:
    until = time.monotonic() + PATIENCE
    while any(_ask(folder, WAITING)) and time.monotonic() < until:
        await asyncio.sleep(0.5)


def _ask(folder: Path, query: str) -> tuple[int, ...]:
    with sqlite3.connect(folder / "gateway.db") as db:
        return tuple(db.execute(query).fetchone())


if __name__ == "__main__":
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)  # of connections that are cut, which is the point
    with tempfile.TemporaryDirectory(prefix="faults-") as made:
        found = asyncio.run(run(Path(made), int(sys.argv[1]) if len(sys.argv) > 1 else KILLS))
    sys.stdout.write(f"{found}\n")
    sys.exit(found["lost"] != 0 or found["twice"] > found["unsure"])
