"""What a venue is, as frozen values: files and the database both build them, everything else only reads them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from spa.errors import NotFound

Bilingual = Mapping[str, str]  # {"en": ..., "vi": ...}


@dataclass(frozen=True)
class Step:
    id: str
    minutes: int
    price_vnd: int  # for one guest


@dataclass(frozen=True)
class Service:
    id: str
    name: Bilingual
    steps: tuple[Step, ...]
    preparation_minutes: int
    cleaning_minutes: int
    room_kinds: tuple[str, ...]
    largest_party: int
    description: Bilingual = field(default_factory=dict)  # this and what follows stand in the file alone
    said_as: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # by language

    @property
    def minutes(self) -> int:
        return sum(step.minutes for step in self.steps)

    @property
    def price_vnd(self) -> int:
        """The price for one guest."""
        return sum(step.price_vnd for step in self.steps)


@dataclass(frozen=True)
class Room:
    id: str
    kind: str
    capacity: int
    name: Bilingual


@dataclass(frozen=True, order=True)
class Hours:
    """A span of one weekday (0 is Monday), in minutes after midnight: opening hours and shifts alike."""

    weekday: int
    starts: int
    ends: int


@dataclass(frozen=True, order=True)
class DayHours:
    """A span of one date, in minutes after midnight: special opening hours and breaks of a day alike."""

    day: date
    starts: int
    ends: int


@dataclass(frozen=True)
class Closure:
    day: date
    reason: Bilingual


@dataclass(frozen=True)
class Therapist:
    id: str
    name: str
    gender: str
    languages: tuple[str, ...]
    skills: tuple[str, ...]  # service ids
    shifts: tuple[Hours, ...]
    days_off: tuple[date, ...]
    breaks: tuple[Hours, ...] = ()
    day_breaks: tuple[DayHours, ...] = ()


@dataclass(frozen=True)
class ProcedureStep:
    """One numbered step of the procedure; it may hold two that are judged apart, as saunas and foot soak."""

    steps: tuple[str, ...]
    what: Bilingual
    purpose: Bilingual


@dataclass(frozen=True)
class Catalogue:
    """What can be booked at a venue and when: all that the database has of it, with times in order."""

    id: str
    timezone: str
    hours: tuple[Hours, ...]
    special_hours: tuple[DayHours, ...]  # on these days they stand in place of the weekly ones
    closures: tuple[Closure, ...]
    cleaning_after_closing: bool  # whether a visit may end at closing time, and be cleaned up after it
    services: tuple[Service, ...]
    therapists: tuple[Therapist, ...]
    rooms: tuple[Room, ...]

    def service(self, service_id: str) -> Service:
        return _named("services", service_id, self.services)

    def room(self, room_id: str) -> Room:
        return _named("rooms", room_id, self.rooms)

    def therapist(self, therapist_id: str) -> Therapist:
        return _named("therapists", therapist_id, self.therapists)


@dataclass(frozen=True)
class Venue(Catalogue):
    """A whole venue, with all that is said about it."""

    name: str
    legal_name: str
    phone: str
    map_url: str
    cancel_hours: int
    facilities: tuple[Bilingual, ...]
    procedure: tuple[ProcedureStep, ...]
    special: tuple[Bilingual, ...]
    texts: Mapping[str, Bilingual]  # by fact name; may hold other facts in braces
    pictures: Mapping[str, str]  # `rooms` and `steps`, where the venue has drawings of them: files under widget/
    answers: Mapping[str, str]  # FAQ key -> the key that answers it here
    demo_values: tuple[str, ...]  # dotted keys of the file
    message_routes: tuple[str, ...]  # channel, email, call: the order in which they are tried
    digest: str  # of the file, so that a later difference can be reported


_Named = TypeVar("_Named", Service, Room, Therapist)


def _named(kind: str, wanted: str, among: Sequence[_Named]) -> _Named:
    for one in among:
        if one.id == wanted:
            return one
    raise NotFound(f"{wanted!r} is none of the {kind}", **{kind: tuple(one.id for one in among)})
