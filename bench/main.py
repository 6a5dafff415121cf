"""Starts the real servers with throw-away databases, measures, prints a table and writes bench/results.json."""

import asyncio
import json
import os
import socket
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psutil

import model
import serve
import settings
from bench.customer import Customer
from bench.load import conversations, long_conversation, percentile, throughput
from processes import Processes

RESULTS = Path(__file__).with_name("results.json")
CONVERSATIONS, LONG = 40, 1000
AT_ONCE, SECONDS = (1, 20, 100), 15


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        results = measure(Path(folder), train="--no-training" not in sys.argv)
    RESULTS.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    print(f"\n{table(results)}\n\nwritten to {RESULTS.relative_to(Path.cwd())}")


def measure(folder: Path, train: bool) -> dict[str, Any]:
    # What else the machine was doing: figures of a busy one say little.
    results: dict[str, Any] = {"load_before": round(os.getloadavg()[0], 1)}
    results["train_s"] = _train(folder) if train else None
    chosen = installation(folder)
    model.train(say=print)
    began = time.perf_counter()
    with serve.running(chosen, say=lambda _: None) as processes:
        asyncio.run(_first_answer(chosen.public_url))
        results["start_s"] = round(time.perf_counter() - began, 1)
        results |= asyncio.run(_under_load(chosen.public_url))
        results["memory_mb"] = _memory(processes)
    return results


def installation(folder: Path) -> settings.Settings:
    """Settings with free ports, databases in the folder, and no limits on how much may be said."""
    with ExitStack() as open_at_once:
        probes = [open_at_once.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(3)]
        ports = [str(probe.getsockname()[1]) for probe in probes]
    databases = {"DATABASE_URL": "spa", "GATEWAY_DATABASE_URL": "gateway", "DIALOGUE_DATABASE_URL": "dialogue"}
    return settings.read(
        {
            **dict(zip(("PORT", "RASA_PORT", "ACTIONS_PORT"), ports, strict=True)),
            **{name: f"sqlite:///{folder / file}.db" for name, file in databases.items()},
            "RATE_LIMITS": "off",
        }
    )


def _train(folder: Path) -> float:
    print("Training anew …", flush=True)
    began = time.perf_counter()
    model.train(folder, force=True)
    return round(time.perf_counter() - began, 1)


async def _first_answer(url: str) -> None:
    async with Customer(url) as customer:
        await customer.say("how much is a massage?")


async def _under_load(url: str) -> dict[str, Any]:
    print(f"{CONVERSATIONS} conversations, one after the other …", flush=True)
    taken, booked = await conversations(url, CONVERSATIONS)
    print(f"One conversation of {LONG} turns …", flush=True)
    long = await long_conversation(url, LONG)
    at_once = {}
    for customers in AT_ONCE:
        print(f"{customers} at once for {SECONDS} seconds …", flush=True)
        at_once[str(customers)] = round(await throughput(url, customers, SECONDS), 1)
    return {
        "turn_ms": {"p50": percentile(taken, 0.5), "p95": percentile(taken, 0.95), "p99": percentile(taken, 0.99)},
        "conversations": {"number": CONVERSATIONS, "booked": booked},
        "long_conversation": {
            "turns": LONG,
            "first_100_p50_ms": percentile(long[:100], 0.5),
            "last_100_p50_ms": percentile(long[-100:], 0.5),
        },
        "throughput": at_once,
    }


def _memory(processes: Processes) -> dict[str, float]:
    """Resident memory of each server, in megabytes."""
    used = {name: round(psutil.Process(pid).memory_info().rss / 1e6, 1) for name, pid in processes.pids.items()}
    return {**used, "total": round(sum(used.values()), 1)}


def table(results: dict[str, Any]) -> str:
    rows = []
    for name, value in results.items():
        parts = value.items() if isinstance(value, dict) else [("", value)]
        rows += [f"{name:<18} {part:<18} {figure:>10}" for part, figure in parts if figure is not None]
    return "\n".join(rows)
