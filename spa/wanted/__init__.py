"""What a customer wants to book, read from one message, so that nothing said is asked again."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from typing import Callable

from spa.booking.values import Wish
from spa.dates import Time, times
from spa.knowledge import Venue
from spa.text import fold, normalise
from spa.wanted.names import corrected, read_name, read_phone, right_name
from spa.wanted.services import long_one, named, of_length, pointed_at
from spa.wanted.words import Words, whole

__all__ = ["Wanted", "Words", "of_length", "opening", "read"]

_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_CODE = re.compile(r"\b(?=[A-Za-z]*\d)[A-HJ-NP-Za-hj-np-z2-9]{6}\b|\b[A-HJ-NP-Z2-9]{6}\b")
_THE_ONE = re.compile(r"(?i)\b((?:the|that|this)(?: [\w:]+){0,3}?) one\b")
SHORT = 3  # words
LARGEST_BARE = 30  # a bare number above this is one of minutes
LARGEST_SAID = 60  # more guests than this are a slip, or no number of guests


@dataclass(frozen=True)
class Wanted:
    """Only what the message says; everything else is None or empty."""

    service: str | None = None
    minutes: int | None = None
    party: int | None = None
    times: tuple[Time, ...] = ()
    wish: Wish | None = None
    name: str | None = None
    phone: str | None = None
    email: str | None = None
    code: str | None = None
    corrects: frozenset[str] = frozenset()  # "name", "phone": said to be wrong, with or without what is right

    @property
    def about_booking(self) -> bool:
        """Whether the message says anything about what, when, by whom or for how many."""
        return bool(self.service or self.minutes or self.party or self.times or self.wish)


def read(
    text: str, venue: Venue, words: Words, now: datetime, asked: str | None = None, day: date | None = None
) -> Wanted:
    """Read one message. `now` is the venue's local time, naive; `asked` is the detail that was asked for last, if any;
    `day` is the day agreed before, to which an hour alone belongs.
    """
    text = _without_slips(normalise(text)[:500], words)
    folded = fold(text)
    phone, rest = read_phone(_THE_ONE.sub(r"\1", text))  # "the couple one" is no one o'clock
    party, rest_of_time = _party(rest, words, asked)
    minutes = _first_number(words.minutes, folded)
    chosen = pointed_at(folded, venue, words, minutes) if asked == "service" and not party else None
    service = named(folded.replace("-", " "), venue, minutes) or long_one(folded, venue, words) or chosen
    expected = asked in ("start", "new_start") and not service
    pointed = chosen or (expected and words.pointing.fullmatch(folded))  # "the first one" is no one o'clock
    corrects = corrected(folded, words, asked)
    return Wanted(
        service=service,
        minutes=minutes,
        party=party,
        times=() if pointed else tuple(times(rest_of_time, now, opening(venue), expected, day=day)),
        wish=_wish(folded, venue, words, asked),
        name=right_name(rest, words) if "name" in corrects else read_name(rest, words, asked, bool(phone)),
        phone=phone,
        email=next(iter(_EMAIL.findall(text)), None),
        code=_code(text, asked),
        corrects=corrects,
    )


def _without_slips(text: str, words: Words) -> str:
    for typed, meant in words.slips:
        text = typed.sub(meant, text)
    return text


def opening(venue: Venue) -> Callable[[date], list[tuple[time, time]]]:
    """When the venue is open on a day; nothing on a closed one."""
    closed = {closure.day for closure in venue.closures}

    def hours(day: date) -> list[tuple[time, time]]:
        special = [span for span in venue.special_hours if span.day == day]
        usual = [] if day in closed else [span for span in venue.hours if span.weekday == day.weekday()]
        return [(_clock(span.starts), _clock(span.ends)) for span in special or usual]

    return hours


def _clock(minutes: int) -> time:
    return time(minutes // 60 % 24, minutes % 60)


def _party(text: str, words: Words, asked: str | None) -> tuple[int | None, str]:
    """How many come, and the text without the words that say it: "for two" is no hour."""
    folded = fold(text)
    for pattern, count in (*words.phrases, (words.pair, 2)):
        if found := pattern.search(folded):
            return count, _without(text, found)
    found = words.counted.search(folded)
    if found:
        return _count(found["a"] or found["b"], words), _without(text, found)
    if asked != "party":
        return (1 if words.speaker.search(folded) else None), text
    if words.oneself.fullmatch(folded):
        return 1, text
    said = re.findall(r"\w+", words.measured.sub(" ", folded))  # "8 weeks" are no guests
    known = words.numbers if len(said) <= SHORT else {}  # in a longer message "sau" and "ba" are other words
    alone = next((word for word in said if word.isdigit() or word in known), None)
    if alone is None or (alone.isdigit() and int(alone) > LARGEST_BARE):
        return None, text
    return _count(alone, words), text


def _count(number: str, words: Words) -> int | None:
    said = words.numbers.get(number) or int(number)
    return said if said <= LARGEST_SAID else None


def _without(text: str, found: re.Match[str]) -> str:
    return f"{text[: found.start()]} {text[found.end() :]}".strip()


def _wish(folded: str, venue: Venue, words: Words, asked: str | None) -> Wish | None:
    for therapist in venue.therapists:
        titled, alone = _person(therapist.name)
        if titled.search(folded) or (asked == "wish" and alone.search(folded)):
            return Wish(therapist_id=therapist.id)
    for pattern, gender in words.genders:
        if pattern.search(folded):
            return Wish() if gender == "none" else Wish(gender=gender)
    return None


@lru_cache(maxsize=1024)
def _person(name: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What finds a therapist with a title, and by the name alone."""
    folded = fold(name)
    titles = ("with", "therapist", "chi", "anh", "co", "ban", "ktv", "nhan vien")
    return whole([f"{title} {folded}" for title in titles]), whole([folded])


def _code(text: str, asked: str | None) -> str | None:
    found = _CODE.search(text.upper() if asked == "code" else text)
    return found.group(0).upper() if found else None


def _first_number(pattern: re.Pattern[str], folded: str) -> int | None:
    found = pattern.search(folded)
    return int(found[1]) if found else None
