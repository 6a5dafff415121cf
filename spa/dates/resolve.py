"""Turns phrases into times: with the clock of the moment, and with what makes sense at a spa."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from spa.dates.days import Span, spans
from spa.dates.phrases import Phrase
from spa.dates.said import Clock, Hours, Opening, Said, Time, kinds

_USUAL: Opening = ((time(8), time(20)),)  # the hours meant where nobody says when the venue is open
_PARTS = {
    "early morning": (6, 10), "morning": (6, 12), "late morning": (10, 12), "noon": (11, 14), "after lunch": (13, 17),
    "afternoon": (12, 18), "early afternoon": (12, 15), "late afternoon": (15, 18), "early evening": (17, 20),
    "evening": (18, 24), "late evening": (20, 24), "night": (18, 24), "early night": (18, 20), "late night": (20, 24),
    "vietnamese afternoon": (13, 18), "after work": (17, 22), "early noon": (11, 12), "late noon": (13, 14),
}  # fmt: skip
_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Setting:
    """What the words are understood against: `day` is the one agreed before, for an hour without a day."""

    now: datetime
    hours: Callable[[date], Opening]
    day: date | None


def setting(now: datetime, hours: Hours | None, day: date | None) -> Setting:
    if hours is None:
        return Setting(now, lambda _: _USUAL, day)
    known = hours if callable(hours) else lambda asked: hours.get(asked, ())
    return Setting(now, known, day)


def readings(found: list[Phrase], place: Setting) -> list[Time]:
    times: list[Time] = []
    for number, phrase in enumerate(found):
        if phrase.linked:
            continue
        following = found[number + 1] if number + 1 < len(found) else None
        ends = following.said if following and following.linked else None
        times += _range(phrase.said, ends, place) if ends else _times(phrase.said, place)
    times = [one for one in dict.fromkeys(times) if one.end is None or one.start < one.end]
    coming = [one for one in times if (one.end or one.start) >= place.now]  # "I fell yesterday, is Friday free?"
    return sorted((coming or times)[:2], key=lambda one: one.start)


def _times(said: Said, place: Setting) -> list[Time]:
    if "moment" in kinds(said):
        return _moment(said, place)
    days = spans(said, place.now.date()) if "day" in kinds(said) else []
    if days and (not _hourly(said) or days[0].grain not in ("day", "weekend")):
        return [_days(said, span, place) for span in days]  # an hour "next week" leaves the day open
    if said.clock is not None:
        return [_bounded(said, moment, place) for moment in _moments(said, said.clock, place)]
    return _part(said, said.part, place) if said.part is not None else []


def _hourly(said: Said) -> bool:
    return said.clock is not None or said.part is not None


def _moment(said: Said, place: Setting) -> list[Time]:
    """Hours counted from now; "as soon as possible" on a day is that day."""
    if said.minutes is not None:
        return [Time(place.now + timedelta(minutes=said.minutes), None, "minute")]
    if said.window is not None:
        start = place.now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        return [Time(start, start + timedelta(minutes=said.window), "hour")]
    rest = replace(said, soonest=None)
    return _times(rest, place) if kinds(rest) else [Time(place.now, None, "soonest")]


def _dates(said: Said, place: Setting) -> list[date]:
    """The days meant; where none was named, the one agreed before, or today."""
    if "day" not in kinds(said):
        return [place.day or place.now.date()]
    return [day for span in spans(said, place.now.date()) for day in _each(span)][:2]


def _each(span: Span) -> list[date]:
    """Both days of a weekend; only the first of a longer span."""
    return [span.start, span.start + _DAY] if span.grain == "weekend" else [span.start]


def _moments(said: Said, clock: Clock, place: Setting) -> list[datetime]:
    """An hour alone is the next such hour, today or tomorrow; with a day it stays there, even when that is past."""
    days = _dates(said, place)
    found = [moment for day in days for moment in _on(day, said, clock, place)]
    coming = [moment for moment in found if moment >= place.now]
    if "day" in kinds(said) or place.day:
        return (coming or found)[:2] if len(days) > 1 or len(found) > 1 else found
    return (coming or _on(days[0] + _DAY, said, clock, place))[:2]


def _on(day: date, said: Said, clock: Clock, place: Setting) -> list[datetime]:
    """The hour on that day: in the half that was said, or in which the venue is open; both where both can be."""
    midnight = datetime.combine(day, time(0, clock.minute))
    moments = [midnight + timedelta(hours=hour) for hour in _hours(clock, said.part)]
    opened = [moment for moment in moments if _is_open(moment, place)]
    if len(opened) > 1 and clock.daily:
        return opened[:1]
    if opened == moments[1:] and moments[0].hour >= 8 and _is_open(moments[0] + _HOUR, place):
        return moments  # just before opening: the customer may not know when that is
    return opened or [moments[-1] if 1 <= moments[0].hour < 8 else moments[0]]


def _hours(clock: Clock, part: str | None) -> list[int]:
    hour = clock.hour
    if clock.half:
        return [hour % 12 + (12 if clock.half == "pm" else 0)]
    if hour == 0 or hour > 12:
        return [hour]
    if part and "morning" in part:
        return [hour]
    if part and "noon" in part and hour == 12:
        return [12]
    if part and part.endswith("noon") and not part.endswith("afternoon"):
        return [hour if hour > 9 else hour + 12]
    if part:
        return [hour + 12]  # twelve at night is the end of the day
    return [hour, hour + 12] if hour < 12 else [12]


def _is_open(moment: datetime, place: Setting) -> bool:
    """Closing at or before the opening means after midnight, which counts as the end of the day."""
    at = moment.time()
    return any(first <= at and (at < last or last <= first) for first, last in place.hours(moment.date()))


def _bounded(said: Said, moment: datetime, place: Setting) -> Time:
    """A moment, or a window where it is only the beginning or the end of one."""
    dated = "day" in kinds(said)
    midnight = datetime.combine(moment.date(), time())
    if said.bound in ("after", "from"):
        return Time(moment, midnight + _DAY, "hour", dated)
    if said.bound in ("before", "until"):
        today = moment.date() == place.now.date() and place.now < moment
        end = moment if moment > midnight else midnight + _DAY
        return Time(place.now if today else midnight, end, "hour", dated)
    return Time(moment, None, "minute", dated)


def _part(said: Said, part: str, place: Setting) -> list[Time]:
    first, last = _PARTS[part]
    found = []
    for day in _dates(said, place):
        midnight = datetime.combine(day, time())
        if "day" not in kinds(said) and not place.day and midnight + timedelta(hours=last) <= place.now:
            midnight += _DAY
        start, end = midnight + timedelta(hours=first), midnight + timedelta(hours=last)
        found.append(Time(start, end, "part", "day" in kinds(said)))
    return found


def _days(said: Said, span: Span, place: Setting) -> Time:
    start, end = (datetime.combine(day, time()) for day in (span.start, span.end))
    if _hourly(said):
        return Time(start, end, span.grain)
    if said.bound == "later":
        return Time(place.now, end, "hour")
    if said.bound in ("before", "until"):
        return Time(min(place.now, start), start if said.bound == "before" else end, "days")
    if said.bound in ("after", "from"):
        first = end if said.bound == "after" else start
        return Time(first, first + timedelta(weeks=1), "days")
    return Time(start, end, span.grain)


def _range(first: Said, last: Said, place: Setting) -> list[Time]:
    """From the first time to the last, in the halves of the day that make it shortest."""
    if not first.clock or not last.clock:
        return _span(first, last, place)
    starts = _moments(first, first.clock, place)
    undated = "day" not in kinds(last)
    ends_at = _moments(last, last.clock, replace(place, day=starts[0].date()) if undated and starts else place)
    if not starts or not ends_at:
        return []
    if not first.clock.half and not first.part and last.clock.half:
        same = _moments(first, replace(first.clock, half=last.clock.half), place) if first.clock.hour <= 12 else []
        starts = same + starts
    pairs = [(start, end) for start in starts for end in [*ends_at, ends_at[-1] + _DAY / 2] if start < end]
    start, end = pairs[0] if pairs else (starts[0], starts[0] + _HOUR)
    return [Time(start, end, "hour", "day" in kinds(first))]


def _span(first: Said, last: Said, place: Setting) -> list[Time]:
    """From a day to a day, or from a part of a day to another; the end is looked for after the beginning."""
    begins, ends = _times(replace(first, bound=None), place)[:1], _times(last, place)[:1]
    if begins and ends and (ends[0].end or ends[0].start) <= begins[0].start:
        ends = _times(last, replace(place, now=begins[0].start))[:1]
    days = {"day", "days", "weekend", "week", "month"}
    return [
        replace(one, end=other.end or other.start, grain="days" if {one.grain, other.grain} <= days else "hour")
        for one, other in zip(begins, ends, strict=False)
    ]
