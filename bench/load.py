"""What the customers of a measurement do, and the figures that come of it."""

import asyncio
import itertools
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from bench.customer import Customer

QUESTIONS = ("how much is a massage?", "what are the six steps?", "when are you open?")
WISH = "book a 60 minute back massage for one"
SCREENING = ("yes I agree", "none of these", *["no"] * 9, "yes")
CANCELLING = ("cancel my booking", "yes")
SMALL_TALK = ("how much is a massage?", "when are you open?", "where are you?", "thank you", "who are the therapists?")
VENUES = ("lee_spa", "danang_reviews")
DAYS = range(2, 7)  # no further ahead than may be booked
HOURS = range(11, 19)  # long after opening and before closing

_numbers = itertools.count()


def script() -> list[str]:
    """Questions, a booking at a time of one's own, the screening, and the confirmation."""
    number = next(_numbers)
    return [*_until_known(number), "Lan", f"0905 {number:06}", "yes"]


def _until_known(number: int) -> list[str]:
    days, hours = divmod(number, len(HOURS))
    day = date.today() + timedelta(days=DAYS[days % len(DAYS)])
    return [*QUESTIONS, WISH, f"{day.day}/{day.month} at {HOURS[hours]}:00", *SCREENING]


async def conversations(url: str, number: int) -> tuple[list[float], int]:
    """One after the other: the time of each turn, and how many ended in a booking."""
    taken: list[float] = []
    booked = 0
    for _ in range(number):
        async with Customer(url) as customer:
            taken += [await customer.say(text) for text in script()]
            booked += customer.last["response"] == "utter_booked"
    return taken, booked


async def long_conversation(url: str, turns: int, after: Callable[[int], None]) -> tuple[list[float], int]:
    """One customer who talks, books and cancels, again and again; `after` is called with the number of each turn."""
    taken: list[float] = []
    booked = 0
    async with Customer(url, VENUES[1]) as customer:  # the day of the other one is filled by the single conversations
        for text in itertools.islice(_endless(), turns):
            taken.append(await customer.say(text))
            booked += customer.last["response"] == "utter_booked"
            after(len(taken))
    return taken, booked


async def throughput(url: str, customers: int, seconds: float) -> float:
    """Turns per second while so many talk at once."""
    until = time.perf_counter() + seconds
    began = time.perf_counter()
    counts = await asyncio.gather(*[_talk(url, VENUES[i % len(VENUES)], until) for i in range(customers)])
    return sum(counts) / (time.perf_counter() - began)


async def _talk(url: str, venue: str, until: float) -> int:
    turns = 0
    async with Customer(url, venue) as customer:
        for text in _endless():
            if time.perf_counter() > until:
                return turns
            await customer.say(text)
            turns += 1
    return turns


def _endless() -> Iterator[str]:
    """Every round is of the same kind, so that rounds can be compared: what is booked is cancelled again."""
    yield from (*script(), *CANCELLING, *SMALL_TALK)
    while True:  # name and number are known by now
        yield from (*_until_known(next(_numbers)), "yes", *CANCELLING, *SMALL_TALK)


def percentile(values: list[float], part: float) -> float:
    return round(sorted(values)[min(len(values) - 1, int(len(values) * part))], 1)
