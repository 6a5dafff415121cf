"""Starts the real servers with throw-away databases, measures, prints a table and writes bench/results.json."""

import argparse
import asyncio
import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil

import model
import serve
from bench import booking, channels, desk
from bench.customer import Customer
from bench.installation import installation
from bench.load import conversations, long_conversation, percentile, throughput
from bench.understanding import longest_message_ms
from processes import Processes

RESULTS = Path(__file__).with_name("results.json")
CONVERSATIONS, LONG = 40, 1000
AT_ONCE, SECONDS = (1, 20, 100), 15


def main() -> None:
    chosen = _arguments()
    # What else the machine was doing: figures of a busy one say little.
    results: dict[str, Any] = {"load_before": round(os.getloadavg()[0], 1)}
    for name in chosen.parts or PARTS:
        # Each part is written down at once: a later one that fails takes nothing with it.
        results |= PARTS[name]()
        RESULTS.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    print(f"\n{table(results)}\n\nwritten to {RESULTS.relative_to(Path.cwd())}")


def _arguments() -> argparse.Namespace:
    asked = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    some = ", ".join(PARTS)
    asked.add_argument("parts", nargs="*", choices=[[], *PARTS], metavar="part", help=f"of {some}; none named: all")
    return asked.parse_args()


def _training() -> dict[str, Any]:
    print("Training anew …", flush=True)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        began = time.perf_counter()
        model.train(Path(folder), force=True)
        return {"train_s": round(time.perf_counter() - began, 1)}


def _assistant() -> dict[str, Any]:
    model.train(say=print)
    results: dict[str, Any] = {"understanding": {"longest_message_ms": longest_message_ms()}}
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        chosen = installation(Path(folder))
        began = time.perf_counter()
        with serve.running(chosen, say=lambda _: None) as processes:
            asyncio.run(_first_answer(chosen.public_url))
            results["start_s"] = round(time.perf_counter() - began, 1)
            results |= asyncio.run(_under_load(chosen.public_url, processes))
            results["memory_mb"] = _memory(processes)
    return results


def _desk() -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        return {"desk": desk.measure(installation(Path(folder)))}


PARTS: dict[str, Callable[[], dict[str, Any]]] = {
    "training": _training,
    "assistant": _assistant,
    "booking": lambda: {"booking": booking.measure()},
    "desk": _desk,
    "channels": lambda: {"channels": channels.measure()},
}


async def _first_answer(url: str) -> None:
    async with Customer(url) as customer:
        await customer.say("how much is a massage?")


async def _under_load(url: str, processes: Processes) -> dict[str, Any]:
    print(f"{CONVERSATIONS} conversations, one after the other …", flush=True)
    before = _worked(processes)
    taken, booked = await conversations(url, CONVERSATIONS)
    worked = _difference(before, _worked(processes), len(taken))
    print(f"One conversation of {LONG} turns …", flush=True)
    long = await _long(url, processes)
    at_once = {}
    for customers in AT_ONCE:
        print(f"{customers} at once for {SECONDS} seconds …", flush=True)
        at_once[str(customers)] = round(await throughput(url, customers, SECONDS), 1)
    return {
        "turn_ms": {"p50": percentile(taken, 0.5), "p95": percentile(taken, 0.95), "p99": percentile(taken, 0.99)},
        "processor_ms_per_turn": worked,
        "conversations": {"number": CONVERSATIONS, "booked": booked},
        "long_conversation": long,
        "throughput": at_once,
    }


async def _long(url: str, processes: Processes) -> dict[str, float]:
    marks = {0: _worked(processes)}

    def mark(turn: int) -> None:
        if turn % 100 == 0:
            marks[turn] = _worked(processes)

    taken, booked = await long_conversation(url, LONG, mark)
    return {
        "turns": LONG,
        "booked": booked,
        "first_100_p50_ms": percentile(taken[:100], 0.5),
        "last_100_p50_ms": percentile(taken[-100:], 0.5),
        "first_100_processor_ms": _difference(marks[0], marks[100], 100)["total"],
        "last_100_processor_ms": _difference(marks[LONG - 100], marks[LONG], 100)["total"],
    }


def _worked(processes: Processes) -> dict[str, float]:
    """Processor time of each server so far, in milliseconds: unlike a clock it tells little of what else is running."""
    times = {name: psutil.Process(pid).cpu_times() for name, pid in processes.pids.items()}
    return {name: (time.user + time.system) * 1000 for name, time in times.items()}


def _difference(before: dict[str, float], after: dict[str, float], turns: int) -> dict[str, float]:
    used = {name: (after[name] - before[name]) / turns for name in before}
    return {name: round(ms, 1) for name, ms in {**used, "total": sum(used.values())}.items()}


def _memory(processes: Processes) -> dict[str, float]:
    """Resident memory of each server, in megabytes."""
    used = {name: round(psutil.Process(pid).memory_info().rss / 1e6, 1) for name, pid in processes.pids.items()}
    return {**used, "total": round(sum(used.values()), 1)}


def table(results: dict[str, Any]) -> str:
    return "\n".join(f"{name:<64} {figure:>10}" for name, figure in _flat(results) if figure is not None)


def _flat(results: dict[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    """Each figure with the names that lead to it."""
    for name, value in results.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{path}{name} ")
        else:
            yield f"{path}{name}", value
