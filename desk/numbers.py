"""Arranges counts for the page: sums by what they are of, rows with a share of the largest, hours in the venue's time."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from gateway import tally
from gateway.tally import Counted, Handed
from spa.staff.numbers import BOOKED, Visits

MOST_DAYS = 62  # that are shown one by one; of a longer time the months are


@dataclass(frozen=True)
class Bar:
    label: str
    number: int
    share: float  # of the longest bar, 0 to 100


@dataclass(frozen=True)
class Group:
    """One channel, language or venue."""

    name: str
    conversations: int
    handed: int
    booked: int
    no_shows: int


def bars(counts: Mapping[str, int] | Iterable[tuple[str, int]]) -> list[Bar]:
    """In the order given."""
    pairs = list(counts.items() if isinstance(counts, Mapping) else counts)
    longest = max((number for _, number in pairs), default=0) or 1
    return [Bar(label, number, round(100 * number / longest, 1)) for label, number in pairs]


def largest(counts: Mapping[str, int], most: int = 20) -> list[tuple[str, int]]:
    return Counter(counts).most_common(most)


def topics(counted: Sequence[Counted]) -> Counter[str]:
    """How often each question was answered."""
    found: Counter[str] = Counter()
    for one in counted:
        if one.what.startswith(tally.FAQ):
            found[one.what[len(tally.FAQ) :]] += one.number
    return found


def speeds(counted: Sequence[Counted]) -> list[tuple[str, int]]:
    """How many answers came within each step, the quickest first."""
    sums = Counter({step: 0 for step in (*map(str, tally.STEPS), tally.SLOWEST)})
    for one in counted:
        if one.what.startswith(tally.SECONDS):
            sums[one.what[len(tally.SECONDS) :]] += one.number
    return list(sums.items())


def conversations(counted: Sequence[Counted]) -> int:
    return sum(one.number for one in counted if one.what == tally.CONVERSATION)


def became(visits: Sequence[Visits], change: str) -> int:
    return sum(one.number for one in visits if one.change == change)


def minutes_waited(handed: Sequence[Handed]) -> float | None:
    """The median of how long a person was awaited; None where nobody came."""
    waited = [(one.taken_at - one.asked_at).total_seconds() / 60 for one in handed if one.taken_at]
    return median(waited) if waited else None


def grouped(
    of: Callable[[Any], str], counted: Sequence[Counted], handed: Sequence[Handed], visits: Sequence[Visits]
) -> list[Group]:
    """The largest first; `of` takes channel, language or venue from any of the three."""
    names = Counter({of(one): 0 for one in (*counted, *handed, *visits)})
    for one in counted:
        names[of(one)] += one.number * (one.what == tally.CONVERSATION)
    return [
        Group(
            name,
            number,
            sum(of(one) == name for one in handed),
            became([one for one in visits if of(one) == name], BOOKED),
            became([one for one in visits if of(one) == name], "no_show"),
        )
        for name, number in names.most_common()
    ]


def by_hour(hours: Sequence[tuple[datetime, int]], zone: ZoneInfo) -> list[tuple[str, int]]:
    """From the first hour of the day in which anything was to the last."""
    sums = _summed(hours, lambda at: at.astimezone(zone).hour)
    between = range(min(sums), max(sums) + 1) if sums else range(0)
    return [(f"{hour:02}–{hour + 1:02}", sums[hour]) for hour in between]


def by_weekday(hours: Sequence[tuple[datetime, int]], zone: ZoneInfo) -> list[int]:
    """From Monday to Sunday."""
    sums = _summed(hours, lambda at: at.astimezone(zone).weekday())
    return [sums[day] for day in range(7)]


def by_day(hours: Sequence[tuple[datetime, int]], zone: ZoneInfo, first: date, last: date) -> list[tuple[str, int]]:
    """Day by day, or month by month of a long time."""
    days = [first + timedelta(number) for number in range((last - first).days + 1)]
    form = "%d/%m" if len(days) <= MOST_DAYS else "%m/%Y"
    sums, named = _summed(hours, lambda at: at.astimezone(zone).date()), Counter[str]()
    for day in days:
        named[day.strftime(form)] += sums[day]
    return list(named.items())


def _summed(hours: Sequence[tuple[datetime, int]], part: Callable[[datetime], Any]) -> Counter[Any]:
    sums: Counter[Any] = Counter()
    for at, number in hours:
        sums[part(at)] += number
    return sums
