"""How English speaks of days and hours."""

from dataclasses import replace

from spa.dates.digits import UNITS, calendar_day, clock
from spa.dates.english_words import (
    AMOUNTS,
    CLEAR_SHORT_WEEKDAYS,
    FULL_MONTHS,
    LENGTHS,
    MINUTES,
    MONTHS,
    NUMBERS,
    ORDINALS,
    PARTS,
    SHORT_WEEKDAYS,
    STRETCHES,
    WEEKDAYS,
    WEEKS,
    WHICH,
)
from spa.dates.grammar import Grammar, Rule, options
from spa.dates.said import Said

_FOLLOWS = (  # after "the 3rd" these show that a day is meant, and not the third of something
    r"(?= ?(?:$|[^\w\s]|(?:at|in|on|of|after|before|around|about|from|for|between|to|till|until|please|pls|instead"
    r"|is|would|works?|ok|okay|if|and|or|but|this|next|too|early|late|morning|afternoon|evening|can|i|we|thanks|thank|\d)(?!\w)))"
)

_WORDS = {
    "number": rf"\d{{1,2}}|{options(NUMBERS)}",
    "amount": rf"\d{{1,2}}(?:\.\d)?|{options(AMOUNTS)}",
    "length": r"minutes?|mins?|hours?|hrs?|days?|weeks?|fortnights?",
    "hour": rf"2[0-4]|1\d|0?\d|{options(NUMBERS)}|noon|midday|midnight",
    "word": options(NUMBERS),
    "at": "at|around|about|approximately",
    "minute": options(MINUTES),
    "minutes": rf"[0-5]?\d|{options(MINUTES)}",
    "half": r"[ap]\.? ?m\b\.?|p\b\.?",
    "which": options(WHICH),
    "weekday": options(WEEKDAYS),
    "short": options(SHORT_WEEKDAYS),
    "week": options(WEEKS),
    "month": options(MONTHS),
    "fullmonth": options(FULL_MONTHS),
    "day": r"3[01]|[12]\d|0?[1-9]",
    "ordinal": rf"(?:3[01]|[12]\d|0?[1-9]) ?(?:st|nd|rd|th)|{options(ORDINALS)}",
    "digits": r"(?:3[01]|[12]\d|0?[1-9]) ?(?:st|nd|rd|th)",
    "year": r"20\d\d",
    "part": options(PARTS),
    "stretch": options(STRETCHES),
    "unit": "week|month",
    "units": UNITS,
}


def _amount(word: str) -> int:
    return int(word) if word.isdigit() else AMOUNTS[word]


def _hour(found: dict[str, str], shift: int = 0) -> Said | None:
    """Return the hour `shift` minutes later, or earlier where it is negative."""
    word = found["hour"]
    named = {"noon": 12, "midday": 12, "midnight": 24}
    hour, minute = divmod(60 * (named.get(word) or _amount(word)) + shift, 60)
    half = found.get("half", "") if word not in named else "pm" if hour == 12 else "am"
    return clock(hour or 12, minute, half)


def _minutes(word: str) -> int:
    return int(word) if word.isdigit() else MINUTES[word]


def _worded(found: dict[str, str], shift: int = 0) -> Said | None:
    """A number in words alone is seldom an hour."""
    said = _hour(found, shift)
    return replace(said, vague=True) if said and not found.keys() & {"half", "at"} else said


def _ordinal(word: str) -> int:
    return ORDINALS[word] if word in ORDINALS else int(word.rstrip("stndrh"))


def _weekday(found: dict[str, str]) -> Said:
    return Said(weekday=WEEKDAYS[found["weekday"]], which=WHICH.get(found.get("which", "")))


def _month_day(found: dict[str, str]) -> Said | None:
    day = _ordinal(found["ordinal"]) if "ordinal" in found else int(found["day"])
    return calendar_day(day, MONTHS[found["month"]], int(found["year"]) if "year" in found else None)


def _stretch(found: dict[str, str]) -> Said:
    ahead = WEEKS[found.get("week", "this")]
    stretch = STRETCHES[found["stretch"]]
    if "fullmonth" in found:
        return Said(span="month", stretch=stretch, month=MONTHS[found["fullmonth"]])
    if found["unit"] == "week":
        return Said(span="week", stretch=stretch, week=ahead)
    return Said(span="month", stretch=stretch, months=ahead)


def _weekday_of_month(found: dict[str, str]) -> Said:
    nth = -1 if "last" in found else _ordinal(found["ordinal"])
    return Said(weekday=WEEKDAYS[found["weekday"]], nth=nth, month=MONTHS[found["month"]])


def _part(found: dict[str, str]) -> Said:
    when = found.get("when", "")
    return Said(part=f"{when} {PARTS[found['part']]}".strip())


def _offset(found: dict[str, str]) -> Said:
    """Return how far from now; days and weeks count in whole days."""
    number = found["amount"]
    amount = float(AMOUNTS.get(number) or number) + (0.5 if "more" in found or "half" in found else 0)
    amount = -amount if "ago" in found else amount
    scale = LENGTHS[found["length"][0]]
    return Said(minutes=round(amount * scale)) if scale < 1440 else Said(ahead=round(amount * scale / 1440))


def _window(found: dict[str, str]) -> Said:
    offset = _offset(found)
    return Said(window=offset.minutes) if offset.minutes else Said(span="days", count=offset.ahead)


def _day_of_month(found: dict[str, str]) -> Said:
    day = _ordinal(found["ordinal"]) if "ordinal" in found else int(found["day"])
    return Said(day=day, months=WEEKS[found["week"]] if "week" in found else None)


def _short_weekday(found: dict[str, str]) -> Said:
    clear = "on" in found or found["short"] in CLEAR_SHORT_WEEKDAYS
    which = WHICH.get(found.get("on", "").strip())
    return Said(weekday=SHORT_WEEKDAYS[found["short"]], which=which, vague=None if clear else True)


def _say_nothing(_: dict[str, str]) -> Said:
    return Said()


_IN = r"(?:in|after|within)(?: about| around| like| maybe)? "
_LONG = r"<amount>(?P<more> and (?:a|an) half)? <length>(?P<half> and a half)?"
_LATER = r" (?:from now|from today|later)"
_HALF = r"(?: ?<half>)?"

# In order of precedence: the first that fits at a place is taken.
_RULES: list[Rule] = [
    (r"good (?:morning|afternoon|evening|night|day)", _say_nothing),
    (r"(?:every|each) (?:<part>|<weekday>|<short>|day|week|month)|night sweats?", _say_nothing),
    (r"<number> (?:morning|afternoon|evening|night)s", _say_nothing),
    (r"(?:last|next|this) year|(?:last|past) <amount> <length>|<amount> (?:months?|years?) ago", _say_nothing),
    (r"(?:<word>) (?:<units>)(?! (?:from|later|past|to|after|ago))", _say_nothing),
    (r"(?:the )?day after tomorrow", lambda _: Said(ahead=2)),
    (r"(?:the )?day before yesterday", lambda _: Said(ahead=-2)),
    (r"tomorrow|tmrw?|tmw|tomoz|2moro|2morrow|the (?:next|following) day", lambda _: Said(ahead=1)),
    (r"yesterday", lambda _: Said(ahead=-1)),
    (r"last night", lambda _: Said(ahead=-1, part="evening")),
    (r"tonight|tonite|2nite", lambda _: Said(ahead=0, part="evening")),
    (r"later (?:on )?today|(?:the )?rest of (?:the|this) day", lambda _: Said(ahead=0, bound="later")),
    (r"today|2day", lambda _: Said(ahead=0)),
    (
        r"as (?:soon|early) as possible|asap|a\.s\.a\.p\.?|(?:earliest|soonest)(?: possible)?",
        lambda _: Said(soonest=True),
    ),
    (r"(?:first|next) (?:available|free|open)(?: slot| time)?", lambda _: Said(soonest=True)),
    (r"any ?time|whenever", lambda _: Said(soonest=True, vague=True)),
    (r"(?:right|straight) now|right away|immediately", lambda _: Said(minutes=0, vague=True)),
    (
        r"(?:come|available|free|book|open|slots?|appointment|massage)(?: [a-z]{1,8}){0,2} now",
        lambda _: Said(minutes=0),
    ),
    (r"now", lambda _: Said(minutes=0, vague=True)),
    (r"this <part>", lambda f: Said(ahead=0, part=PARTS[f["part"]])),
    (r"(?P<when>early|late)(?: in the)?[ -]<part>", _part),
    (r"after (?:my |our )?lunch", lambda _: Said(part="after lunch")),
    (r"before lunch", lambda _: Said(part="late morning")),
    (r"(?:at|around|over|during) lunch", lambda _: Said(part="noon")),
    (r"after (?:work|dinner|school)", lambda _: Said(part="after work")),
    (r"before (?:work|breakfast)|first thing(?: in the morning)?", lambda _: Said(part="early morning")),
    (r"(?:the )?end of (?:the |my )?day", lambda _: Said(part="late afternoon")),
    (r"<part>", _part),
    (r"(?:a )?week from (?:today|now)", lambda _: Said(ahead=7)),
    (r"(?:a )?week from tomorrow", lambda _: Said(ahead=8)),
    (r"<amount> <length> from tomorrow", lambda f: Said(ahead=(_offset(f).ahead or 0) + 1)),
    (r"<number> weeks from <weekday>", lambda f: Said(weekday=WEEKDAYS[f["weekday"]], nth=_amount(f["number"]) + 1)),
    (r"<weekday> week(?! after)", lambda f: Said(weekday=WEEKDAYS[f["weekday"]], nth=2)),
    (r"(?:the )?(?:<ordinal>|(?P<last>last)) <weekday> (?:of|in) <month>", _weekday_of_month),
    (r"(?:a )?week from <weekday>", lambda f: Said(weekday=WEEKDAYS[f["weekday"]], nth=2)),
    (r"<number> <weekday>s from now", lambda f: Said(weekday=WEEKDAYS[f["weekday"]], nth=_amount(f["number"]))),
    (r"<weekday> after next", lambda f: Said(weekday=WEEKDAYS[f["weekday"]], nth=2)),
    (r"(?:the )?weekend after next", lambda _: Said(span="weekend", week=1)),
    (r"(?:<which> )?week[ -]?ends?", lambda f: Said(span="weekend", which=WHICH.get(f.get("which", "")))),
    (r"(?:the )?<stretch>[ -](?:the )?(?:<week> )?<unit>", _stretch),
    (r"(?:the )?<stretch>[ -](?:the )?<fullmonth>", _stretch),
    (r"christmas eve", lambda _: Said(day=24, month=12)),
    (r"christmas day|(?:on|at) christmas", lambda _: Said(day=25, month=12)),
    (r"new year[’']?s eve", lambda _: Said(day=31, month=12)),
    (r"new year[’']?s day|(?:on|at) new year", lambda _: Said(day=1, month=1)),
    (r"(?:the )?week after next", lambda _: Said(span="week", week=2)),
    (r"(?:the )?<week> week", lambda f: Said(span="week", week=WEEKS[f["week"]])),
    (r"(?:<which> )?<weekday>s?", _weekday),
    (r"(?P<on>^)<short>(?=[.?! ]*$)|(?P<on__2>on |this |next |coming )?<short>(?! gian)\.?", _short_weekday),
    (r"(?:the )?<month>\.? (?:the )?(?:<ordinal>|<day>)(?![:.]\d)(?:,? <year>)?", _month_day),
    (r"(?:the )?(?:<ordinal>|<day>) (?:day )?(?:of )?<month>(?:\.?,? <year>)?", _month_day),
    (r"(?:the )?(?:<ordinal>|<day>) (?:of )?(?:the )?<week> month", _day_of_month),
    (r"(?:in |during )<fullmonth>", lambda f: Said(span="month", month=MONTHS[f["fullmonth"]])),
    (r"(?:the )?<week> month", lambda f: Said(span="month", months=WEEKS[f["week"]])),
    (rf"(?:the|on)(?: the)? (?P<ordinal>3[01](?:st|th)|[12]?\d(?:st|nd|rd|th)){_FOLLOWS}", _day_of_month),
    (rf"on the <ordinal>{_FOLLOWS}", _day_of_month),
    (r"the <day>", lambda f: Said(day=int(f["day"]), vague=True)),
    (rf"(?P<ordinal>3[01](?:st|th)|[12]?\d(?:st|nd|rd|th)){_FOLLOWS}", lambda f: replace(_day_of_month(f), vague=True)),
    (rf"{_IN}(?:1/2(?: an)?|(?:a )?half(?: an)?) hour", lambda _: Said(minutes=30)),
    (rf"{_IN}(?:a )?quarter of an hour", lambda _: Said(minutes=15)),
    (r"(?:(?:in|within|during|over) )?(?:the )?next <amount> <length>", _window),
    (rf"{_IN}{_LONG}", _offset),
    (rf"{_LONG}{_LATER}", _offset),
    (rf"{_LONG} (?P<ago>ago)", _offset),
    (r"in <amount> months?", lambda f: Said(span="month", months=_amount(f["amount"]))),
    (rf"half(?: past)? <hour>{_HALF}", lambda f: _hour(f, 30)),
    (rf"quarter (?:past|after) <hour>{_HALF}", lambda f: _hour(f, 15)),
    (rf"quarter (?:to|of|before|till?) <hour>{_HALF}", lambda f: _hour(f, -15)),
    (rf"<minutes> ?(?:minutes?|mins?) (?:past|after|from) <hour>{_HALF}", lambda f: _hour(f, _minutes(f["minutes"]))),
    (rf"<minutes> past <hour>{_HALF}", lambda f: _hour(f, _minutes(f["minutes"]))),
    (rf"<minutes> ?(?:minutes?|mins?) (?:to|before|till?) <hour>{_HALF}", lambda f: _hour(f, -_minutes(f["minutes"]))),
    (rf"<minute> to <hour>{_HALF}", lambda f: _hour(f, -_minutes(f["minute"]))),
    (
        rf"(?:at (?P<minutes>5|10)|(?P<minutes__l>20|25)) to <hour>{_HALF}(?! (?:<units>))",
        lambda f: _hour(f, -_minutes(f["minutes"])),
    ),
    (rf"(?:<at> )?(?P<hour>{options(NUMBERS)})[ -]<minute>{_HALF}", lambda f: _worded(f, _minutes(f["minute"]))),
    (rf"(?:<at> )?<hour> ?(?P<clock>o ?['’]? ?clock){_HALF}", _hour),
    (rf"(?P<hour>{options(NUMBERS)}) ?<half>", _hour),
    (r"(?:12 )?(?P<hour>noon|midday|midnight)", _hour),
    (rf"(?:<at> )?(?P<hour>{options(NUMBERS)})(?! (?:of|more|<units>)(?!\w))", _worded),
]

ENGLISH = Grammar(_WORDS, _RULES)
