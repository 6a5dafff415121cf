"""From when on somebody is there: the next opening of a venue, in its own zone."""

from dataclasses import replace
from datetime import date

import pytest

from spa.booking import next_opening
from spa.knowledge import Closure
from tests.spa.house import at, venue


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        ("2026-11-25 09:00", None),
        ("2026-11-25 20:59", None),
        ("2026-11-25 21:00", "2026-11-26 09:00"),
        ("2026-11-25 08:59", "2026-11-25 09:00"),
        ("2026-11-26 22:00", "2026-11-28 09:00"),  # the 27th is closed
        ("2026-11-28 22:00", "2026-11-30 09:00"),  # the 29th is a Sunday
    ],
)
def test_the_next_opening(now: str, opens: str | None) -> None:
    assert next_opening(venue(), at(now)) == (at(opens) if opens else None)


def test_where_it_stays_closed_nothing_is_promised() -> None:
    closed = tuple(Closure(date(2026, 11, day), {"en": "holiday", "vi": "nghỉ"}) for day in range(20, 31))
    far = tuple(Closure(date(2026, 12, day), {"en": "holiday", "vi": "nghỉ"}) for day in range(1, 20))
    assert next_opening(replace(venue(), closures=closed + far), at("2026-11-25 10:00")) is None
