"""Turns what was said about a day into days of the calendar."""

from dataclasses import dataclass
from datetime import date, timedelta

from spa.dates.said import Said

# A day and month without a year that passed so lately was meant as it is: the customer is asked, not sent to next year.
_LATELY = timedelta(days=60)
_WEEK_PARTS = {"start": (0, 3), "middle": (2, 4), "end": (4, 7)}
_MONTH_PARTS = {"start": (1, 11), "middle": (11, 21), "end": (21, 32)}


@dataclass(frozen=True)
class Span:
    """Days from `start` up to, and without, `end`."""

    start: date
    end: date
    grain: str


def spans(said: Said, today: date) -> list[Span]:
    """Return the days meant, at most two where the words can be understood in two ways."""
    if said.weekday is None and said.day is None and said.ahead is None:
        return _windows(said, today)
    weeks, days = divmod(said.ahead or 0, 7)
    if said.weekday is not None and weeks > 0 and not days:  # "Monday in two weeks"
        return spans(Said(weekday=said.weekday, week=weeks), today)
    found = [_date(said, today)] if said.day is not None else []
    found += [today + timedelta(days=said.ahead)] if said.ahead is not None else []
    if said.weekday is not None and not any(day and day.weekday() == said.weekday for day in found):
        found += _weekdays(said, said.weekday, today)
    meant = list(dict.fromkeys(day for day in found if day))
    return [Span(day, day + timedelta(days=1), "day") for day in meant[:2]]


def _weekdays(said: Said, weekday: int, today: date) -> list[date]:
    coming = today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    of_week = today + timedelta(days=weekday - today.weekday())
    if said.week is not None:
        return [of_week + timedelta(weeks=said.week)]
    if said.month is not None and said.nth is not None:
        return _weekday_of_month(said, weekday, today)
    if said.nth is not None:
        return [coming + timedelta(weeks=said.nth - 1)]
    if said.which == "next":
        return [coming, of_week + timedelta(weeks=1)]
    if said.which == "last":
        return [today - timedelta(days=(today.weekday() - weekday - 1) % 7 + 1)]
    if weekday == today.weekday() and said.which != "coming":
        return [today] if said.which == "this" else [today, coming]
    return [coming]


def _weekday_of_month(said: Said, weekday: int, today: date) -> list[date]:
    """The n-th such weekday of the month, or the last; none where the month has no fifth."""
    (month,) = _months(Said(span="month", month=said.month), today)
    days = [month.start + timedelta(days=ahead) for ahead in range((month.end - month.start).days)]
    found = [day for day in days if day.weekday() == weekday]
    nth = said.nth or 1
    return found[-1:] if nth < 0 else found[nth - 1 : nth]


def _date(said: Said, today: date) -> date | None:
    """The next such day; where the month was named and has just passed, the one that passed."""
    day = said.day or 1
    if said.months is not None:
        return _day_of(*_month(today, said.months), day)
    if said.month is None:
        months = (_day_of(*_month(today, ahead), day) for ahead in range(12))
        return next((found for found in months if found and found >= today), None)
    years = [said.year] if said.year else [today.year, today.year + 1, today.year + 2, today.year + 3, today.year + 4]
    found = [day_found for year in years if (day_found := _day_of(year, said.month, day))]
    return next((one for one in found if said.year or one >= today - _LATELY), None)


def _day_of(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month(today: date, ahead: int) -> tuple[int, int]:
    months = today.year * 12 + today.month - 1 + ahead
    return months // 12, months % 12 + 1


def _windows(said: Said, today: date) -> list[Span]:
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=said.week or 0)
    if said.span == "days":
        first = today + timedelta(days=1)
        return [Span(first, first + timedelta(days=said.count or 1), "days")]
    if said.span == "weekend":
        return _weekends(said, today, monday)
    if said.span == "month" or said.month is not None or said.months is not None:
        return _months(said, today)
    if said.stretch == "rest":
        return [Span(max(today, monday), monday + timedelta(days=7), "days")]
    start, end = _WEEK_PARTS.get(said.stretch or "", (0, 7))
    return [Span(monday + timedelta(days=start), monday + timedelta(days=end), "days" if said.stretch else "week")]


def _weekends(said: Said, today: date, monday: date) -> list[Span]:
    saturday = monday + timedelta(days=5)
    starts = [saturday]
    if said.which == "last":
        starts = [saturday - timedelta(weeks=1)]
    elif said.which == "next":
        starts = [saturday, saturday + timedelta(weeks=1)] if today.weekday() < 5 else [saturday + timedelta(weeks=1)]
    return [Span(start, start + timedelta(days=2), "weekend") for start in starts]


def _months(said: Said, today: date) -> list[Span]:
    year, month = _month(today, said.months or 0)
    if said.month is not None:
        year, month = said.year or today.year + (said.month < today.month), said.month
    first = date(year, month, 1)
    after = date(*_month(first, 1), 1)
    if said.stretch == "rest":
        return [Span(max(first, today), after, "days")]
    start, end = _MONTH_PARTS.get(said.stretch or "", (1, 32))
    last = min(after, first + timedelta(days=end - 1))
    return [Span(first + timedelta(days=start - 1), last, "days" if said.stretch else "month")]
