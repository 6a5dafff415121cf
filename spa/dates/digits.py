"""Dates and hours written in digits, alike in both languages, and the numbers that are neither."""

from dataclasses import replace
from datetime import date

from spa.dates.grammar import Grammar, Rule
from spa.dates.said import Clock, Said

# What is counted or measured; a number before one of these is no hour and no day.
UNITS = (
    r"people|persons?|pax|guests?|adults?|kids?|child(?:ren)?|friends?|girls?|guys?|men|women|lad(?:y|ies)|of us"
    r"|others?|min(?:ute)?s?|hours?|hrs?|days?|nights?|weeks?|months?|years?|yo|y\.o\.?|yrs?|s|sec(?:ond)?s?|times?|sessions?"
    r"|treatments?|visits?|massages?|rooms?|beds?|spots?|slots?|steps?|stars?|points?|degrees?|fingers?"
    r"|percent|usd|dollars?|bucks|vnd|dong|d|euros?|kg|kilos?|cm|km|k|tr|trieu|nghin|ngan"
    r"|nguoi|khach|ban|be|dua|suat|xuat|ve|cap|vo chong|chi em|nu|con|phut|p|'|giay|tieng|dem|ngay|tuan|thang|nam|tuoi"
    r"|lan|dot|buoi|phong|giuong|cho|buoc|sao|diem|do|goi|cai"
)
_RANGE = r"(?: ?(?:-|to|or|and|den|hoac|hay) ?\d{1,3})?"
_NO_UNIT = rf"(?![.,:/]\d(?!\d? ?(?:h|gio)\b)|%| ?[$€]|{_RANGE} ?-?(?:{UNITS})(?!\w))"
_AT = r"(?:<at> ?)?"

_WORDS = {
    "at": r"at|@|luc|vao luc|vao|around|about|approx(?:imately)?\.?|circa|khoang|chung|tam|tầm|quang|hoi|~",
    "hour": r"2[0-4]|1\d|0?\d",
    "minute": r"[0-5]\d",
    "five": r"[0-5][05]",
    "half": r"[ap]\.? ?m\b\.?|pn",
    "a": r"\d{1,2}",
    "b": r"\d{1,2}",
    "year": r"20\d\d|\d\d",
    "units": UNITS,
}


def _nothing(_: dict[str, str]) -> Said:
    return Said()


def _date(found: dict[str, str]) -> Said | None:
    """Day before month, unless only the other order is a date."""
    first, second = int(found["a"]), int(found["b"])
    year = int(found["year"]) % 100 + 2000 if "year" in found else None
    return calendar_day(first, second, year) or calendar_day(second, first, year)


def calendar_day(day: int, month: int, year: int | None = None) -> Said | None:
    """Return the day of the month, or None where no calendar has it."""
    try:
        date(year or 2024, month, day)
    except ValueError:
        return None
    return Said(day=day, month=month, year=year)


def _vague(said: Said | None, unless: bool = False) -> Said | None:
    return replace(said, vague=True) if said and not unless else said


def _vague_date(found: dict[str, str]) -> Said | None:
    return _vague(_date(found))


def _dotted(found: dict[str, str]) -> Said | None:
    """20.11 is a day, 19.30 an hour."""
    first, second = int(found["a"]), int(found["b"])
    if second > 12 and first < 24 and second < 60:
        return Said(clock=Clock(first, second, daily=True), vague=True)
    return _vague_date(found)


def clock(hour: int, minute: int = 0, half: str = "", daily: bool = False) -> Said | None:
    """Return the hour, or None where no clock has it; `half` may be any spelling of am and pm."""
    if hour > 24 or minute > 59:
        return None
    named = {"a": "am", "p": "pm"}.get(half[:1], "") if hour <= 12 else ""
    return Said(clock=Clock(hour % 24, minute, named, daily and not named))


def _clock(found: dict[str, str]) -> Said | None:
    return clock(int(found["hour"]), int(found.get("minute", 0)), found.get("half", ""))


def _daily(found: dict[str, str]) -> Said | None:
    return clock(int(found["hour"]), int(found.get("minute", 0)), found.get("half", ""), daily=True)


def _hours(found: dict[str, str]) -> Said | None:
    """7h is an hour, but 1h to 3h and 1h30 may be how long a massage lasts."""
    longest = 2 if "minute" in found else 3
    return _vague(_daily(found), unless="at" in found or int(found["hour"]) > longest)


def _bare(found: dict[str, str]) -> Said | None:
    return _vague(_clock(found), unless="at" in found) if int(found["hour"]) else None


# In order of precedence: the first that fits at a place is taken.
_RULES: list[Rule] = [
    (r"[^\s@]{1,64}@[^\s@]{1,64}\.[a-z]{2,10}", _nothing),
    (r"(?:https?://|www\.)\S{1,200}", _nothing),
    (r"(?P<a>24) ?/ ?(?P<b>7)(?![/.:]?\d)", _vague_date),  # mostly "always open"
    (r"(?:pain|dau|đau|muc|level|scale|ap|pressure|bp)(?: [a-z]{1,12}){0,3} \d{1,3} ?/ ?\d{1,3}", _nothing),
    (r"(?:room|step|option|number|no\.|buoc|phong|level|stage|age|aged) ?\d{1,3}", _nothing),
    (r"(?P<year>20\d\d)[-/.]<b>[-/.]<a>", _date),
    (r"<a> ?/ ?<b> ?/ ?<year>(?![.:/]?\d)", _date),
    (r"<a> ?- ?<b> ?- ?<year>(?![.:/]?\d)", _date),
    (r"<a>\.<b>\.<year>(?![.:/]?\d)", _date),
    (r"(?:\+?84|0)(?:[ .-]?\d){8,10}|\+\d(?:[ .()-]{0,2}\d){6,15}", _nothing),
    (rf"{_AT}<hour>(?:[:.]?<minute>)? ?<half>", _daily),
    (rf"{_AT}<hour> <minute> ?<half>", _daily),
    (rf"{_AT}<hour>:<minute>(?: ?(?P<half>[ap])\.?)?", _daily),
    (r"<at> ?<hour>(?P<half>[ap])\.?", _daily),
    (rf"{_AT}<hour>[hg]<minute>p?", _hours),
    (rf"{_AT}<hour> ?[hg] ?(?P<minute>00|15|30|45){_NO_UNIT}", _hours),
    (rf"{_AT}<hour> ?[hg]", _hours),
    (r"\d{1,3}(?:[.,/]\d{1,3})?" + _RANGE + r"[ -]?(?:<units>)", _nothing),
    (r"[$€] ?\d{1,6}(?:[.,]\d{1,3})*|\d{1,6} ?[%$€]", _nothing),
    (r"<a>(?= ?(?:-|–|to|or|and|den|hoac|hay|va|&) ?\d{1,2} ?/ ?<b>(?![\d/]))", _date),  # 5-7/12
    (rf"<a> ?/ ?<b>{_NO_UNIT}", _date),
    (rf"(?P<a>[1-7]) ?- ?(?P<b>1[3-9]|2\d|3[01]){_NO_UNIT}(?! ?[hg:]|[.:]\d)", _vague_date),
    (rf"(?P<a>1[3-9]|2\d|3[01]) ?- ?(?P<b>0?[1-9]|1[0-2]){_NO_UNIT}(?! ?[hg:])", _vague_date),
    (rf"<a>\.(?P<b>\d\d){_NO_UNIT}", _dotted),
    (rf"<at> ?<hour> <minute>{_NO_UNIT}", _clock),
    (rf"{_AT}<hour>(?P<minute>[0-5][05]){_NO_UNIT}", _bare),
    (rf"(?<![.:/#$€]){_AT}<hour>{_NO_UNIT}", _bare),
]

DIGITS = Grammar(_WORDS, _RULES)
