"""A process that books, moves and cancels until it is killed."""

import random
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from spa import booking
from spa.booking import Limits
from spa.errors import SpaError
from spa.store.database import connect
from tests.spa.house import NOW, House, at

PLENTY = Limits(future_bookings=100)
STARTS = [f"2026-11-{day} {hour:02}:00" for day in (26, 28, 30) for hour in range(9, 20)]


def write(url: str, number: int, ready: Any) -> None:
    """Work on bookings without an end; `ready` is set once the first one has been tried."""
    house, chance = House(connect(url)), random.Random(number)
    for turn in range(10**6):
        with suppress(SpaError):  # taken by another: as good as any other answer
            _visit(house, f"web:{number}-{turn}", chance)
        ready.set()


def _visit(house: House, conversation: str, chance: random.Random) -> None:
    party = chance.choice([1, 1, 2])
    booked = house.book(chance.choice(STARTS), conversation, party=party, limits=PLENTY)
    booked = booking.move(house.engine, booked.id, conversation, _another(chance), NOW, limits=PLENTY)
    if chance.random() < 0.8:
        booking.cancel(house.engine, booked.id, conversation, NOW)


def _another(chance: random.Random) -> datetime:
    return at(chance.choice(STARTS)) + timedelta(minutes=chance.choice([0, 15, 30]))
