"""Sets of quarters behave as sets of numbers do."""

from datetime import datetime, timedelta, timezone

import pytest

from spa.booking.quarters import Span, at_least, beginnings, count, moment, quarter, quarter_up

TEN = datetime(2026, 11, 26, 10, tzinfo=timezone.utc)


def test_a_moment_and_its_quarter() -> None:
    assert moment(quarter(TEN)) == TEN
    assert quarter(TEN + timedelta(minutes=14)) == quarter(TEN)
    assert quarter_up(TEN + timedelta(minutes=1)) == quarter(TEN) + 1
    assert quarter_up(TEN) == quarter(TEN)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        quarter(datetime(2026, 11, 26, 10))


@pytest.mark.parametrize(("minutes", "quarters"), [(0, 0), (1, 1), (15, 1), (16, 2), (70, 5)])
def test_minutes_are_rounded_up(minutes: int, quarters: int) -> None:
    assert count(minutes) == quarters


def test_a_span_cuts_what_lies_outside() -> None:
    span = Span(10, 20)
    assert span.numbers(span.bits(5, 12)) == [10, 11]
    assert span.numbers(span.bits(18, 25)) == [18, 19]
    assert span.bits(25, 30) == 0
    assert span.numbers(span.all) == list(range(10, 20))


@pytest.mark.parametrize("length", range(1, 8))
def test_beginnings_of_runs(length: int) -> None:
    span, free = Span(0, 20), {1, 2, 3, 5, 6, 7, 8, 9, 10, 15}
    bits = sum(1 << number for number in free)
    assert span.numbers(beginnings(bits, length)) == [n for n in range(20) if set(range(n, n + length)) <= free]


def test_at_least_so_many_of_the_sets() -> None:
    sets = [0b0011, 0b0110, 0b0111]
    assert [at_least(number, sets, 0b1111) for number in range(4)] == [0b1111, 0b0111, 0b0111, 0b0010]
