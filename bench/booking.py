"""How fast the booking engine is in a large spa with one year of bookings, and that no time is given twice.

`python -m bench.booking [sqlite|postgresql] [--small]` prints the figures, on both databases where none is named, as
durable as in production; in some four minutes on two idle cores, `--small` in one, with figures that say less.

- `availability_day_ms`, `availability_30_days_ms`: the median time to find the free starts, any therapist.
- `confirmations_per_s`: calls of `booking.confirm` on visits that are held and screened already, at times that nobody
  else wants, with so many processes at once. Each takes the time for good: gate, limits, customer, messages.
- `visits_per_s`: the whole of it beside, from the first hold: hold, the rows of the screening, confirmation.
- `contended_per_s`: tries that were answered, won or refused with the nearest times, while 32 processes want the same
  times; `contention` says how many of them won, and how many times were given twice.
- `availability_growth_3_years`: how much longer a day takes to look up after three years than after a month.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from statistics import median
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.engine import Engine

from bench import large_house as house
from bench.claims import Outcome, Try, at_once, fight, fights, total, visit
from spa import booking
from spa.booking import Window
from spa.store import schema
from spa.store.database import connect, reading, writing
from tests import postgres
from tests.spa.overlaps import overlaps

MONTH, YEAR, THREE_YEARS = 30, 365, 3 * 365  # days of bookings
LOOKS, ROUNDS = 40, 3
AT_ONCE = (1, 8, 32)  # processes
DATABASES = ("sqlite", "postgresql")


@dataclass(frozen=True)
class Size:
    """How much is tried."""

    visits: int = 320
    tries: int = 10_000
    slots: int = 200


SMALL = Size(visits=64, tries=640, slots=20)


def measure(wanted: Sequence[str] = DATABASES, size: Size | None = None) -> dict[str, Any]:
    return {name: _measure(name, size or Size()) for name in wanted}


def _measure(name: str, size: Size) -> dict[str, Any]:
    with _databases(name) as new:
        growth = [_built(new, days, lambda engine: _availability(engine, 1)) for days in (MONTH, THREE_YEARS)]
        figures: dict[str, Any] = _built(new, YEAR, lambda engine: _year(engine, size))
    return {**figures, "availability_growth_3_years": round(growth[1] / growth[0], 2)}


def _year(engine: Engine, size: Size) -> dict[str, Any]:
    day, month = _availability(engine, 1), _availability(engine, 30)
    rates = {str(processes): _rates(engine, processes, size.visits) for processes in AT_ONCE}
    return {
        "availability_day_ms": round(day, 1),
        "availability_30_days_ms": round(month, 1),
        "confirmations_per_s": {processes: confirmations for processes, (confirmations, _) in rates.items()},
        "visits_per_s": {processes: visits for processes, (_, visits) in rates.items()},
        **_contention(engine, size.tries, size.slots),
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


def _rates(engine: Engine, processes: int, visits: int) -> tuple[float, float]:
    """Return confirmations and whole visits a second: the medians of some rounds."""
    tries = [Try(f"web:{number}", f"+84905{number:06}", start) for number, start in enumerate(_free()[:visits])]
    share = -(-len(tries) // processes)
    confirmations, whole = [], []
    for _ in range(ROUNDS):
        outcomes = at_once(engine, [tries[first : first + share] for first in range(0, len(tries), share)], visit)
        assert total(outcomes) == {"won": len(tries)}
        confirmations.append(len(tries) / (_ended(outcomes) - min(one.confirming for one in outcomes)))
        whole.append(len(tries) / (_ended(outcomes) - min(one.began for one in outcomes)))
        _forget(engine)
    return round(median(confirmations), 1), round(median(whole), 1)


def _contention(engine: Engine, tries: int, slots: int) -> dict[str, Any]:
    outcomes = at_once(engine, fights(tries, slots, AT_ONCE[-1]), fight)
    ends = total(outcomes)
    assert set(ends) <= {"won", "SlotTaken"}, ends
    with reading(engine) as connection:
        found = overlaps(connection)
    _forget(engine)
    return {
        "contended_per_s": round(ends.total() / (_ended(outcomes) - min(one.began for one in outcomes)), 1),
        "contention": {"tries": ends.total(), "slots": slots, "winners": ends["won"], "overlaps": found},
    }


def _free() -> list[datetime]:
    """Return the starts of the next week that are free, each as often as it has a free room, day after day."""
    return [house.at(day, clock) for day in house.next_days() for clock in house.FREE for _ in range(house.ROOMS)]


def _ended(outcomes: Sequence[Outcome]) -> float:
    return max(one.ended for one in outcomes)


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


def main() -> None:
    arguments = argparse.ArgumentParser(description="Measure the booking engine.")
    arguments.add_argument("databases", nargs="*", metavar="|".join(DATABASES))
    arguments.add_argument("--small", action="store_true", help="fewer tries, for a look at a busy machine")
    chosen = arguments.parse_args()
    print(json.dumps(measure(chosen.databases or DATABASES, SMALL if chosen.small else Size()), indent=2))


if __name__ == "__main__":
    main()
