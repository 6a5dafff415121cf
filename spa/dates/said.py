"""What one piece of a message says about a time, and the time that the whole message comes to."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time

Opening = Sequence[tuple[time, time]]
Hours = Callable[[date], Opening] | Mapping[date, Opening]


@dataclass(frozen=True)
class Time:
    """When a customer wants to come, in the venue's local time; `end` is not part of the window.

    | grain | start | end |
    |---|---|---|
    | minute | the moment itself | None |
    | hour | first moment of a window between spoken hours ("from 2 to 4", "after 5") | its end; midnight where open |
    | part | first moment of a part of the day ("morning") | its end |
    | day | midnight | the next midnight |
    | days, weekend, week, month | midnight of the first day | midnight after the last day |
    | soonest | now ("as soon as possible", "any time") | None |

    `dated` is False where the message named no day, so that the hour may belong to a day agreed before.
    """

    start: datetime
    end: datetime | None
    grain: str
    dated: bool = True


@dataclass(frozen=True)
class Clock:
    """An hour as spoken: `half` is "am" or "pm" where it was said; `daily` when written as on a 24-hour clock."""

    hour: int
    minute: int = 0
    half: str = ""
    daily: bool = False


@dataclass(frozen=True)
class Said:
    """A piece of what was said; a field is None where the piece is silent about it."""

    ahead: int | None = None  # days from today
    weekday: int | None = None  # Monday is 0
    which: str | None = None  # of weekdays and weekends: this, coming, next, last
    nth: int | None = None  # the n-th such weekday to come
    week: int | None = None  # weeks from this one
    day: int | None = None
    month: int | None = None
    year: int | None = None
    months: int | None = None  # months from this one
    span: str | None = None  # week, weekend, month or days
    stretch: str | None = None  # start, middle, end or rest of the span
    count: int | None = None  # of days
    part: str | None = None
    clock: Clock | None = None
    bound: str | None = None  # from, after, before, until, later
    minutes: int | None = None  # from now
    window: int | None = None  # minutes that a window beginning now lasts
    soonest: bool | None = None
    vague: bool | None = None  # only a time where one was asked for, or beside another piece


DAY_FIELDS = ("ahead", "weekday", "which", "nth", "week", "day", "month", "year", "months", "span", "stretch", "count")
_NAMES = tuple(field.name for field in fields(Said) if field.name != "vague")


def kinds(said: Said) -> set[str]:
    """Return what the piece speaks of: day, part, clock, moment."""
    found = {kind for kind in ("part", "clock") if getattr(said, kind) is not None}
    if any(getattr(said, name) is not None for name in DAY_FIELDS):
        found.add("day")
    if said.minutes is not None or said.window is not None or said.soonest:
        found.add("moment")
    return found


def join(first: Said, second: Said) -> Said | None:
    """Return both pieces in one, or None where they speak of the same thing differently."""
    values: dict[str, object] = {}
    for name in _NAMES:
        one, other = getattr(first, name), getattr(second, name)
        if one is not None and other is not None and one != other:
            return None
        values[name] = one if one is not None else other
    return Said(**values)  # type: ignore[arg-type]


def borrow(said: Said, other: Said, kind: str) -> Said:
    """Fill in one kind of information from a neighbour that has it."""
    if kind in kinds(said):
        return said
    names = DAY_FIELDS if kind == "day" else (kind,)
    return replace(said, **{name: getattr(other, name) for name in names})
