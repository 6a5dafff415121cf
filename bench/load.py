"""What the customers of a measurement do, and the figures that come of it."""

import asyncio
import itertools
import time
from datetime import date, timedelta

from bench.customer import Customer

VISIT = (
    "how much is a massage?",
    "what are the six steps?",
    "when are you open?",
    "book a 60 minute back massage for one",
)
SCREENING = ("yes I agree", "none of these", *["no"] * 9, "yes")
SMALL_TALK = ("how much is a massage?", "when are you open?", "where are you?", "thank you", "who are the therapists?")

_places = itertools.count()


def script() -> list[str]:
    """Questions, a booking at a time that nobody else asks for, the screening, and the confirmation."""
    number = next(_places)
    day = date.today() + timedelta(days=2 + number // 8 % 50)
    return [*VISIT, f"{day.day}/{day.month} at {9 + number % 8}:00", *SCREENING, "Lan", f"0905 {number:06}", "yes"]


async def conversations(url: str, number: int) -> tuple[list[float], int]:
    """One after the other: the time of each turn, and how many ended in a booking."""
    taken: list[float] = []
    booked = 0
    for _ in range(number):
        async with Customer(url) as customer:
            taken += [await customer.say(text) for text in script()]
            booked += customer.last["response"] == "utter_booked"
    return taken, booked


async def long_conversation(url: str, turns: int) -> list[float]:
    """One customer who talks and books, again and again."""
    async with Customer(url) as customer:
        return [await customer.say(text) for text in itertools.islice(_endless(), turns)]


async def throughput(url: str, customers: int, seconds: float) -> float:
    """Turns per second while so many talk at once."""
    until = time.perf_counter() + seconds
    began = time.perf_counter()
    counts = await asyncio.gather(*[_talk(url, until) for _ in range(customers)])
    return sum(counts) / (time.perf_counter() - began)


async def _talk(url: str, until: float) -> int:
    turns = 0
    async with Customer(url) as customer:
        for text in _endless():
            if time.perf_counter() > until:
                return turns
            await customer.say(text)
            turns += 1
    return turns


def _endless() -> itertools.chain[str]:
    return itertools.chain.from_iterable((*script(), *SMALL_TALK) for _ in itertools.count())


def percentile(values: list[float], part: float) -> float:
    return round(sorted(values)[min(len(values) - 1, int(len(values) * part))], 1)
