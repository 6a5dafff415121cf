"""What a customer wants to book, read from one message, so that nothing said is asked again."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Callable, Iterable, Mapping

import phonenumbers
import yaml

from spa.booking.values import Wish
from spa.dates import Time, times
from spa.knowledge import Service, Venue
from spa.text import fold, normalise

_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_CODE = re.compile(r"\b(?=[A-Za-z]*\d)[A-HJ-NP-Za-hj-np-z2-9]{6}\b|\b[A-HJ-NP-Z2-9]{6}\b")
_NAME = re.compile(r"[^\W\d_][\w'’.-]*(?: [^\W\d_][\w'’.-]*){0,5}")
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

    @property
    def about_booking(self) -> bool:
        """Whether the message says anything about what, when, by whom or for how many."""
        return bool(self.service or self.minutes or self.party or self.times or self.wish)


class Words:
    """The word lists of knowledge/wanted.yml as patterns."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self._raw = raw

    @classmethod
    def load(cls, path: Path) -> "Words":
        return cls(yaml.safe_load(path.read_text(encoding="utf-8")))

    @cached_property
    def numbers(self) -> dict[str, int]:
        return {**self._raw["party"]["numbers"]["en"], **self._raw["party"]["numbers"]["vi"]}

    @cached_property
    def counted(self) -> re.Pattern[str]:
        number = "|".join([*sorted(self.numbers, key=len, reverse=True), r"\d{1,2}"])
        guests, before = _any_of(self._raw["party"]["guests"]), _any_of(self._raw["party"]["before"])
        last = rf"(?=\s*(?:$|[,.!?]|(?:{_any_of(self._raw['party']['after'])})\b))"
        return re.compile(rf"\b(?P<a>{number})\s+(?:{guests})\b|\b(?:{before})\s+(?P<b>{number}){last}")

    @cached_property
    def phrases(self) -> list[tuple[re.Pattern[str], int]]:
        return [(_whole(words), count) for count, words in self._raw["party"]["phrases"].items()]

    @cached_property
    def genders(self) -> list[tuple[re.Pattern[str], str]]:
        return [(_whole(words), gender) for gender, words in self._raw["therapist"].items()]

    @cached_property
    def minutes(self) -> re.Pattern[str]:
        later, sooner = (_any_of(self._raw["minutes_of_time"][place]) for place in ("before", "after"))
        before = "".join(rf"(?<!\b{word} )" for word in later.split("|"))
        return re.compile(rf"{before}\b(\d{{2,3}})\s*(?:{_any_of(self._raw['minutes'])})(?!\w)(?! (?:{sooner})\b)")

    @cached_property
    def names(self) -> re.Pattern[str]:
        return re.compile(rf"\b(?:{_any_of([*self._raw['name'], *self._raw['name_asked']])})[\s:]+")

    @cached_property
    def clear_names(self) -> re.Pattern[str]:
        return re.compile(rf"\b(?:{_any_of(self._raw['name'])})[\s:]+")

    @cached_property
    def phones(self) -> re.Pattern[str]:
        """What stands beside a number, and is no name."""
        return _whole([*self._raw["phone"], *self._raw["not_a_name"]])

    @cached_property
    def question(self) -> re.Pattern[str]:
        first, last, anywhere = (_any_of(self._raw["question"][place]) for place in ("first", "last", "anywhere"))
        return re.compile(rf"^(?:{first})\b.|.\b(?:{last})$|\b(?:{anywhere})\b")


def read(
    text: str, venue: Venue, words: Words, now: datetime, asked: str | None = None, day: date | None = None
) -> Wanted:
    """Read one message. `now` is the venue's local time, naive; `asked` is the detail that was asked for last, if any;
    `day` is the day agreed before, to which an hour alone belongs.
    """
    text = normalise(text)[:500]
    folded = fold(text)
    phone, rest = _phone(text)
    party, rest_of_time = _party(rest, words, asked)
    minutes = _first_number(words.minutes, folded)
    service = _service(folded.replace("-", " "), venue, minutes)
    return Wanted(
        service=service,
        minutes=minutes,
        party=party,
        times=tuple(times(rest_of_time, now, opening(venue), asked in ("start", "new_start") and not service, day=day)),
        wish=_wish(folded, venue, words, asked),
        name=_name(rest, words, asked, bool(phone)),
        phone=phone,
        email=next(iter(_EMAIL.findall(text)), None),
        code=_code(text, asked),
    )


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


def _service(folded: str, venue: Venue, minutes: int | None) -> str | None:
    said = [
        (length, service)
        for service in venue.services
        for length, pattern in map(_named, _names(service))
        if pattern.search(folded)
    ]
    if not said:
        return None
    longest = max(said, key=lambda pair: pair[0])[1]
    return of_length(longest, venue, minutes).id


def of_length(service: Service, venue: Venue, minutes: int | None) -> Service:
    """ "90 min back massage": the service with the same steps and that length, where there is one."""
    same = [
        s for s in venue.services if s.minutes == minutes and [x.id for x in s.steps] == [x.id for x in service.steps]
    ]
    return same[0] if same and service.minutes != minutes else service


def _names(service: Service) -> Iterable[str]:
    for language in ("en", "vi"):
        yield from (service.name[language], *service.said_as.get(language, ()))


@lru_cache(maxsize=4096)  # all names of all services are looked for in each message
def _named(name: str) -> tuple[int, re.Pattern[str]]:
    """How long the name is, and the pattern that finds it in a folded text without hyphens."""
    folded = fold(name).replace("-", " ")
    return len(folded), _whole([folded])


def _party(text: str, words: Words, asked: str | None) -> tuple[int | None, str]:
    """How many come, and the text without the words that say it: "for two" is no hour."""
    folded = fold(text)
    for pattern, count in words.phrases:
        if found := pattern.search(folded):
            return count, _without(text, found)
    found = words.counted.search(folded)
    if found:
        return _count(found["a"] or found["b"], words), _without(text, found)
    alone = next((word for word in folded.split() if word.isdigit() or word in words.numbers), None)
    return (_count(alone, words) if alone and asked == "party" else None), text


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
    return _whole([f"{title} {folded}" for title in titles]), _whole([folded])


def _phone(text: str) -> tuple[str | None, str]:
    """The first number that can be dialled, in E.164, and the text without it."""
    for match in phonenumbers.PhoneNumberMatcher(text, "VN"):
        spoken = phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
        return spoken, f"{text[: match.start]} {text[match.end :]}".strip()
    return None, text


def _name(text: str, words: Words, asked: str | None, with_phone: bool) -> str | None:
    """A name that was asked for, that is said to be one ("my name is"), or that stands last before a phone number."""
    lead = words.names.search(fold(text))
    if asked == "name":
        if not lead and any(letter.isdigit() for letter in text):
            return None
        return _first_name(text[lead.end() :] if lead and lead.start() <= 3 else text)
    if lead and (with_phone or words.clear_names.search(fold(text))):
        return _first_name(text[lead.end() :])
    parts = [part for part in text.split(",") if part.strip() and not words.phones.search(fold(part))]
    if with_phone and "," in text and parts:
        return _first_name(parts[-1])
    return None


def _first_name(text: str) -> str | None:
    found = _NAME.search(text)
    return found.group(0).strip(" .,") if found else None


def _code(text: str, asked: str | None) -> str | None:
    found = _CODE.search(text.upper() if asked == "code" else text)
    return found.group(0).upper() if found else None


def _first_number(pattern: re.Pattern[str], folded: str) -> int | None:
    found = pattern.search(folded)
    return int(found[1]) if found else None


def _whole(phrases: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_any_of(phrases)})(?!\w)")


def _any_of(phrases: Iterable[str]) -> str:
    return "|".join(re.escape(phrase) for phrase in sorted(phrases, key=len, reverse=True))
