"""A venue's calendar (opening hours, closed days, shifts, days off) as sets of quarters of an hour.

Only here are a time zone and a clock known: the search for free time is left with numbers. It also says what speaks
against a start before anybody's time is looked at.
"""

from collections.abc import Container, Iterable
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from spa.booking.quarters import Span, count, moment, quarter, quarter_up
from spa.booking.values import Limits
from spa.knowledge import Catalogue, DayHours, Hours, Therapist

_DAY = timedelta(days=1)
LOOKED_AHEAD = timedelta(days=14)  # for the next opening


def local(catalogue: Catalogue, instant: datetime) -> datetime:
    return instant.astimezone(ZoneInfo(catalogue.timezone))


def at(catalogue: Catalogue, day: date, minutes: int = 0) -> datetime:
    """Return the moment so many minutes by the clock after the day's midnight."""
    return datetime.combine(day, time(), ZoneInfo(catalogue.timezone)) + timedelta(minutes=minutes)


def whole_days(catalogue: Catalogue, first: datetime, last: datetime) -> Span:
    """Return a span with both moments' days and room for visits that reach over midnight."""
    start = at(catalogue, local(catalogue, first).date())
    end = at(catalogue, local(catalogue, last).date() + _DAY)
    return Span(quarter(start) - count(360), quarter_up(end) + count(360))


def day_bits(catalogue: Catalogue, span: Span, day: date) -> int:
    return span.bits(quarter(at(catalogue, day)), quarter(at(catalogue, day + _DAY)))


def opened(catalogue: Catalogue, span: Span) -> int:
    """Return the quarters in which the venue is open: a day's own hours stand in place of the weekly ones."""
    own = {part.day for part in catalogue.special_hours}
    weekly = _within(catalogue, span, catalogue.hours, own | {one.day for one in catalogue.closures})
    return weekly | _on_days(catalogue, span, catalogue.special_hours)


def next_opening(catalogue: Catalogue, now: datetime) -> datetime | None:
    """Return when the venue opens next, in its own zone; None while it is open, and where it stays closed for long."""
    span = whole_days(catalogue, now, now + LOOKED_AHEAD)
    first = quarter(now)
    later = opened(catalogue, span) >> (first - span.first)
    if later & 1 or not later:
        return None
    return local(catalogue, moment(first + (later & -later).bit_length() - 1))


def working(catalogue: Catalogue, span: Span, therapist: Therapist) -> int:
    """Return the quarters in which the therapist is there, breaks among them."""
    return _within(catalogue, span, therapist.shifts, therapist.days_off)


def resting(catalogue: Catalogue, span: Span, therapist: Therapist) -> int:
    """Return the quarters of the therapist's breaks."""
    weekly = _within(catalogue, span, therapist.breaks, ()) if therapist.breaks else 0
    return weekly | _on_days(catalogue, span, therapist.day_breaks)


def problem(catalogue: Catalogue, start: datetime, minutes: int, now: datetime, limits: Limits) -> str | None:
    """Return the reason why nobody could have this start, however free the house is."""
    if start <= now:
        return "past"
    if start < now + timedelta(minutes=limits.lead_minutes):
        return "too_soon"
    if start > now + timedelta(days=limits.days_ahead):
        return "too_far"
    if quarter(start) != quarter_up(start):
        return "quarter"
    return _not_open(catalogue, start, minutes)


def _not_open(catalogue: Catalogue, start: datetime, minutes: int) -> str | None:
    span = whole_days(catalogue, start, start)
    open_bits = opened(catalogue, span)
    visit = span.bits(quarter(start), quarter(start) + count(minutes))
    if open_bits & visit == visit:
        return None
    closed = not open_bits & day_bits(catalogue, span, local(catalogue, start).date())
    return "closed_day" if closed else "outside_hours"


def _within(catalogue: Catalogue, span: Span, hours: Iterable[Hours], away: Container[date]) -> int:
    by_weekday: dict[int, list[Hours]] = {}
    for part in hours:
        by_weekday.setdefault(part.weekday, []).append(part)
    bits = 0
    for day, midnight in _days(catalogue.timezone, span):
        parts = () if day in away else by_weekday.get(day.weekday(), ())
        for part in parts:
            bits |= _of_day(catalogue, span, day, midnight, part)
    return bits


def _of_day(catalogue: Catalogue, span: Span, day: date, midnight: int | None, part: Hours) -> int:
    if midnight is None:
        return span.bits(quarter_up(at(catalogue, day, part.starts)), quarter(at(catalogue, day, part.ends)))
    return span.bits(midnight + count(part.starts), midnight + part.ends // 15)


@lru_cache(maxsize=256)  # the same for each therapist
def _days(timezone: str, span: Span) -> tuple[tuple[date, int | None], ...]:
    """The days of a span with the quarter of their midnight; none on a day on which clocks are changed."""
    zone, found = ZoneInfo(timezone), []
    day = moment(span.first).astimezone(zone).date() - _DAY  # its hours may reach over midnight
    while day <= moment(span.last).astimezone(zone).date():
        first, after = (quarter(datetime.combine(one, time(), zone)) for one in (day, day + _DAY))
        found.append((day, first if after - first == count(24 * 60) else None))
        day += _DAY
    return tuple(found)


def _on_days(catalogue: Catalogue, span: Span, parts: Iterable[DayHours]) -> int:
    bits = 0
    for part in parts:
        bits |= span.bits(quarter_up(at(catalogue, part.day, part.starts)), quarter(at(catalogue, part.day, part.ends)))
    return bits
