"""How fast the booking engine is in a large spa with one year of bookings, and that no time is given twice.

`python -m bench.booking` prints the figures: on both databases, as durable as in production. A confirmation is all that
leads to it: the hold, the rows of the screening, the confirming. `contended_per_s` counts the tries that were answered,
won or refused with the nearest times, while all processes want the same times.
"""

import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import count
from statistics import median
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.engine import Engine

from bench import large_house as house
from bench.claims import Outcome, Try, at_once, fights, total
from spa import booking
from spa.booking import Window
from spa.store import schema
from spa.store.database import connect, reading, writing
from tests import postgres
from tests.spa.overlaps import overlaps

MONTH, YEAR, THREE_YEARS = 30, 365, 3 * 365  # days of bookings
LOOKS, ROUNDS = 40, 3
AT_ONCE = (1, 8, 32)  # processes
TRIES, SLOTS = 10_000, 200
DATABASES = ("sqlite", "postgresql")


def measure(wanted: Sequence[str] = DATABASES) -> dict[str, Any]:
    return {name: _measure(name) for name in wanted}


def _measure(name: str) -> dict[str, Any]:
    with _databases(name) as new:
        growth = [_built(new, days, lambda engine: _availability(engine, 1)) for days in (MONTH, THREE_YEARS)]
        figures: dict[str, Any] = _built(new, YEAR, _year)
    return {**figures, "availability_growth_3_years": round(growth[1] / growth[0], 2)}


def _year(engine: Engine) -> dict[str, Any]:
    day, month = _availability(engine, 1), _availability(engine, 30)
    return {
        "availability_day_ms": round(day, 1),
        "availability_30_days_ms": round(month, 1),
        "confirmations_per_s": {str(processes): _confirmations(engine, processes) for processes in AT_ONCE},
        **_contention(engine, TRIES, SLOTS),
    }


def _availability(engine: Engine, days: int) -> float:
    """Return the median time to find the free starts of so many days, any therapist, in milliseconds."""
    taken = []
    for number in range(LOOKS):
        first = house.at(house.TODAY + timedelta(days=1 + number % 3), house.OPENS)
        window = Window(first, first + timedelta(days=days))
        began = time.perf_counter()
        with reading(engine) as connection:
            found = booking.offers(connection, house.VENUE, house.SERVICE, 1, window, house.NOW, limits=house.FAR)
        taken.append(time.perf_counter() - began)
        assert found
    return median(taken) * 1000


def _confirmations(engine: Engine, processes: int) -> float:
    """Return how many bookings a second are made at times that nobody else wants: the median of some rounds."""
    tries = [Try(f"web:{number}", f"+84905{number:06}", start) for number, start in enumerate(_free())]
    share = -(-len(tries) // processes)
    rates = []
    for _ in range(ROUNDS):
        outcomes = at_once(engine, [tries[first : first + share] for first in range(0, len(tries), share)])
        assert total(outcomes) == {"won": len(tries)}
        rates.append(len(tries) / _seconds(outcomes))
        _forget(engine)
    return round(median(rates), 1)


def _contention(engine: Engine, tries: int, slots: int) -> dict[str, Any]:
    outcomes = at_once(engine, fights(tries, slots, AT_ONCE[-1]))
    ends = total(outcomes)
    assert set(ends) <= {"won", "SlotTaken"}, ends
    with reading(engine) as connection:
        found = overlaps(connection)
    _forget(engine)
    return {
        "contended_per_s": round(ends.total() / _seconds(outcomes), 1),
        "contention": {"tries": ends.total(), "slots": slots, "winners": ends["won"], "overlaps": found},
    }


def _free() -> list[datetime]:
    """Return the starts of the next week that are free, each as often as it has a free room, day after day."""
    return [house.at(day, clock) for day in house.next_days() for clock in house.FREE for _ in range(house.ROOMS)]


def _seconds(outcomes: Sequence[Outcome]) -> float:
    return max(one.ended for one in outcomes) - min(one.began for one in outcomes)


def _forget(engine: Engine) -> None:
    """Remove what the tries have booked."""
    new = select(schema.booking.c.id).where(schema.booking.c.held_at == house.NOW)
    with writing(engine) as connection:
        for table in reversed(schema.metadata.sorted_tables):
            if "booking_id" in table.c:
                connection.execute(delete(table).where(table.c.booking_id.in_(new)))
        connection.execute(delete(schema.booking).where(schema.booking.c.held_at == house.NOW))
        for table in (schema.consent, schema.customer_channel, schema.customer):
            connection.execute(delete(table))
    house.analyse(engine)


def _built(new: Callable[[], str], days: int, figure: Callable[[Engine], Any]) -> Any:
    """Return the figure of a new database with so many days of bookings."""
    engine = connect(new())
    try:
        house.build(engine, days)
        return figure(engine)
    finally:
        engine.dispose()


@contextmanager
def _databases(name: str) -> Iterator[Callable[[], str]]:
    """Give what makes a new database and returns its address."""
    numbers = count()
    if name == "sqlite":
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            yield lambda: f"sqlite:///{folder}/{next(numbers)}.db"
    else:
        with postgres.running(postgres.DURABLE) as server:
            yield lambda: server.create(f"bench_{next(numbers)}")


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1:] or DATABASES), indent=2))
