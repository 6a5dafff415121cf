"""What a schema cannot say about a venue: that its parts fit together. The first mistake is told as key and reason."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from string import Formatter
from typing import Any
from zoneinfo import ZoneInfo

from spa.knowledge.facts import FACT_NAMES
from spa.knowledge.model import DayHours, Hours, Service, Therapist, Venue
from spa.knowledge.wording import wording
from spa.text import fold

SLOT_MINUTES = 15  # the grain of the calendar
DAY_MINUTES = 24 * 60
STEPS = ("shower", "wooden_tub", "herbal_bath", "saunas", "foot_soak", "rinse", "massage")

Mistake = tuple[str, str]  # key, reason


def mistakes(content: Mapping[str, Any], venue: Venue) -> Iterator[Mistake]:
    """What is wrong with a venue, or with the content of the file that it was built from."""
    return chain(
        _spans(content),
        _timezone(venue),
        _clock("hours", venue.hours),
        _closures(venue),
        _special_hours(venue),
        *(_service(venue, service) for service in venue.services),
        *(_therapist(venue, therapist) for therapist in venue.therapists),
        _said_as(venue),
        _procedure(venue),
        _placeholders(venue),
    )


def _timezone(venue: Venue) -> Iterator[Mistake]:
    try:
        ZoneInfo(venue.timezone)
    except (KeyError, ValueError, OSError):
        yield "timezone", f"{venue.timezone} is not a known time zone"


def _clock(key: str, spans: Iterable[Hours | DayHours]) -> Iterator[Mistake]:
    last: dict[str, int] = {}
    for day, span in sorted(((_day(span), span) for span in spans), key=lambda pair: (pair[0], pair[1].starts)):
        if span.starts % SLOT_MINUTES or span.ends % SLOT_MINUTES:
            yield key, f"times must be on the quarter of an hour ({day})"
        if not span.starts < span.ends <= DAY_MINUTES:
            yield key, f"a span must end after it begins, by 24:00 ({day})"
        if span.starts < last.get(day, 0):
            yield key, f"two spans of one day overlap ({day})"
        last[day] = span.ends


def _day(span: Hours | DayHours) -> str:
    return f"weekday {span.weekday}" if isinstance(span, Hours) else span.day.isoformat()


def _special_hours(venue: Venue) -> Iterator[Mistake]:
    yield from _clock("special_hours", venue.special_hours)
    closed = {closure.day for closure in venue.closures}
    for day in sorted({span.day for span in venue.special_hours} & closed):
        yield "special_hours", f"{day} is among the closures too"


def _spans(content: Mapping[str, Any]) -> Iterator[Mistake]:
    for number, span in enumerate(content.get("closures", [])):
        if span["to"] < span["from"]:
            yield f"closures.{number}.to", f"{span['to']} lies before {span['from']}"


def _closures(venue: Venue) -> Iterator[Mistake]:
    for day, times in Counter(closure.day for closure in venue.closures).items():
        if times > 1:
            yield "closures", f"{day} is closed twice"


def _service(venue: Venue, service: Service) -> Iterator[Mistake]:
    key = f"services.{service.id}"
    rooms = [room for room in venue.rooms if room.kind in service.room_kinds]
    for kind in set(service.room_kinds) - {room.kind for room in rooms}:
        yield f"{key}.room_kinds", f"the venue has no {kind} room"
    largest = max((room.capacity for room in rooms), default=0)
    if service.largest_party > largest:
        yield f"{key}.largest_party", f"its largest room takes {largest}"
    able = sum(service.id in therapist.skills for therapist in venue.therapists)
    if service.largest_party > able:
        yield f"{key}.largest_party", f"only {able} therapists have this skill"


def _therapist(venue: Venue, therapist: Therapist) -> Iterator[Mistake]:
    key = f"therapists.{therapist.id.partition('.')[2]}"
    for skill in set(therapist.skills) - {service.id for service in venue.services}:
        yield f"{key}.skills", f"{skill} is not a service of this venue"
    for code in set(therapist.languages) - wording("en").keys("languages"):
        yield f"{key}.languages", f"{code} has no name in wording.yml"
    yield from _clock(f"{key}.shifts", therapist.shifts)
    yield from breaks(therapist)


def breaks(therapist: Therapist) -> Iterator[Mistake]:
    """What is wrong with the therapist's breaks."""
    key = f"therapists.{therapist.id.partition('.')[2]}"
    yield from _breaks(f"{key}.breaks", therapist, therapist.breaks)
    yield from _breaks(f"{key}.day_breaks", therapist, therapist.day_breaks)


def _breaks(key: str, therapist: Therapist, breaks: Iterable[Hours | DayHours]) -> Iterator[Mistake]:
    yield from _clock(key, breaks)
    for span in breaks:
        weekday = span.weekday if isinstance(span, Hours) else span.day.weekday()
        shifts = [shift for shift in therapist.shifts if shift.weekday == weekday]
        if not any(shift.starts <= span.starts and span.ends <= shift.ends for shift in shifts):
            yield key, f"the break lies outside the shifts ({_day(span)})"


def _said_as(venue: Venue) -> Iterator[Mistake]:
    owners: dict[str, str] = {}
    for service in venue.services:
        said = set(map(fold, chain(service.name.values(), *service.said_as.values())))
        for words in sorted(said):
            owner = owners.setdefault(words, service.id)
            if owner != service.id:
                yield f"services.{service.id}.said_as", f"{words!r} already means {owner}"


def _procedure(venue: Venue) -> Iterator[Mistake]:
    counted = Counter(step for numbered in venue.procedure for step in numbered.steps)
    for step in STEPS:
        if counted[step] != 1:
            yield "procedure", f"the step {step} must appear once, not {counted[step]} times"


def _placeholders(venue: Venue) -> Iterator[Mistake]:
    texts = dict(venue.texts)
    texts.update({f"special.{number}": text for number, text in enumerate(venue.special)})
    texts.update({f"procedure.{number}.purpose": step.purpose for number, step in enumerate(venue.procedure)})
    for key, text in texts.items():
        for name in set(chain.from_iterable(map(_braces, text.values()))) - FACT_NAMES:
            yield key, f"{{{name}}} is not a fact"


def _braces(text: str) -> list[str]:
    try:
        return [name for _, name, _, _ in Formatter().parse(text) if name is not None]
    except ValueError:  # a brace without its partner
        return [text]
