"""The one place that decides where a visit fits and who gets it: an offer, a hold and a move cannot disagree.

A visit takes a therapist for each guest, and a room or several: its resources. How long it takes them is written here
alone.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from spa.booking import hours
from spa.booking.quarters import Span, at_least, beginnings, count, moment
from spa.booking.values import AWAITING_DECISION, HELD, Offer, Wish
from spa.errors import NotFound, PartyNotPossible, ScreeningForbids
from spa.knowledge import Catalogue, Room, Service, Step, Therapist
from spa.store.schema import allocation, booking


@dataclass(frozen=True)
class Need:
    """A visit to find a place for."""

    service: Service
    party: int
    wish: Wish = Wish()
    left_out: Mapping[int, frozenset[str]] = field(default_factory=dict)  # by guest

    @property
    def guests(self) -> range:
        return range(1, self.party + 1)

    @cached_property
    def minutes(self) -> int:
        """All begin together, and the visit lasts as long as the longest guest's."""
        return max(sum(step.minutes for step in self.steps(guest)) for guest in self.guests)

    @cached_property
    def price_vnd(self) -> int:
        return sum(step.price_vnd for guest in self.guests for step in self.steps(guest))

    def steps(self, guest: int) -> tuple[Step, ...]:
        gone = self.left_out.get(guest, frozenset())
        return tuple(step for step in self.service.steps if step.id not in gone)


@dataclass(frozen=True)
class Assignment:
    """Who treats guest 1, 2, ... and in which rooms."""

    therapist_ids: tuple[str, ...]
    room_ids: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """The quarters of a span, as sets: open, worked and taken."""

    catalogue: Catalogue
    span: Span
    opened: int
    working: dict[str, int]
    resting: dict[str, int]
    taken: dict[str, int]

    def starts(self, need: Need) -> int:
        """Return the quarters at which the visit can begin."""
        by_therapist = {person.id: self._therapist(need, person.id) for person in candidates(self.catalogue, need)}
        wished = by_therapist.pop(need.wish.therapist_id, 0) if need.wish.therapist_id else self.span.all
        others = need.party - (1 if need.wish.therapist_id else 0)
        enough = at_least(others, list(by_therapist.values()), self.span.all)
        beds = [bits for room, bits in self._rooms(need) for _ in range(min(room.capacity, need.party))]
        return wished & enough & at_least(need.party, beds, self.span.all)

    def assign(self, need: Need, start: int, before: Assignment | None = None) -> Assignment | None:
        """Return who and where at the start: as before if that is free, else whoever has worked least that day."""
        if not self.starts(need) & self.span.bits(start, start + 1):
            return None
        bit = self.span.bits(start, start + 1)
        free = [person.id for person in candidates(self.catalogue, need) if self._therapist(need, person.id) & bit]
        load = self._load(free, start)
        kept = before.therapist_ids if before else ()
        free.sort(key=lambda person: (person != need.wish.therapist_id, person not in kept, load[person], person))
        free_rooms = [room for room, bits in self._rooms(need) if bits & bit]
        beds = shared_out(free_rooms, need.party, before.room_ids if before else ())
        return Assignment(tuple(free[: need.party]), beds)

    def offer(self, need: Need, start: int, as_wished: bool = True) -> Offer:
        assigned = self.assign(need, start)
        assert assigned is not None, "only free starts are offered"
        begin = moment(start)
        end = begin + timedelta(minutes=need.minutes)
        return Offer(begin, end, assigned.therapist_ids, assigned.room_ids, need.price_vnd, need.minutes, as_wished)

    def _therapist(self, need: Need, person: str) -> int:
        present = beginnings(self.opened & self.working[person], count(minutes_in_hours(self.catalogue, need)))
        free = self._free(_therapist_resource(person)) & ~self.resting[person]
        return present & beginnings(free, _with_cleaning(need))

    def _rooms(self, need: Need) -> list[tuple[Room, int]]:
        """The rooms with the quarters at which the visit can begin there."""
        before, length = _preparation(need), _preparation(need) + _with_cleaning(need)
        return [
            (room, beginnings(self._free(_room_resource(room.id)), length) << before)
            for room in rooms(self.catalogue, need)
        ]

    def _free(self, resource: str) -> int:
        return self.span.all & ~self.taken.get(resource, 0)

    def _load(self, people: Iterable[str], start: int) -> dict[str, int]:
        day = hours.day_bits(self.catalogue, self.span, hours.local(self.catalogue, moment(start)).date())
        taken = {person: self.taken.get(_therapist_resource(person), 0) for person in people}
        return {person: bin(bits & day).count("1") for person, bits in taken.items()}


def shared_out(free: Sequence[Room], party: int, before: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the room of guest 1, 2, ...: one for all if any of these fits, else as few as possible, near each other.

    As before, if that is free and no other number of rooms. The rooms together have a bed for each guest.
    """
    place = {room.id: number for number, room in enumerate(free)}
    chosen: list[Room] = []
    while (rest := party - sum(room.capacity for room in chosen)) > 0:
        near = place[chosen[0].id] if chosen else 0
        left = [room for room in free if room not in chosen]
        enough = [room for room in left if room.capacity >= rest]
        size = min(room.capacity for room in enough) if enough else max(room.capacity for room in left)
        known = [room for room in enough if room.id in before]
        fits = known or [room for room in left if room.capacity == size]
        chosen.append(min(fits, key=lambda room: (room.id not in before, abs(place[room.id] - near), room.id)))
    return tuple(room.id for room in chosen for _ in range(room.capacity))[:party]


def needed(
    catalogue: Catalogue, service_id: str, party: int, wish: Wish, left_out: Mapping[int, frozenset[str]] | None = None
) -> Need:
    """Return the need, or raise the error that names what the venue does not have."""
    service = catalogue.service(service_id)
    need = Need(service, party, wish, left_out or {})
    skilled = [person.id for person in candidates(catalogue, replace(need, wish=Wish()))]
    if wish.therapist_id and wish.therapist_id not in skilled:
        raise NotFound(f"no therapist {wish.therapist_id} for {service_id}", therapists=tuple(skilled))
    largest = min(service.largest_party, len(skilled), sum(room.capacity for room in rooms(catalogue, need)))
    if not 1 <= party <= largest:
        raise PartyNotPossible(f"party of {party}", largest=largest)
    for guest in need.guests:
        if not need.steps(guest):
            raise ScreeningForbids("nothing is left of the visit", guest=guest)
    return need


def plan(connection: Connection, catalogue: Catalogue, span: Span, now: datetime, own: int | None = None) -> Plan:
    """Read what is taken in the span: holds whose time is over, and the booking `own`, count as free."""
    return Plan(
        catalogue=catalogue,
        span=span,
        opened=hours.opened(catalogue, span),
        working={person.id: hours.working(catalogue, span, person) for person in catalogue.therapists},
        resting={person.id: hours.resting(catalogue, span, person) for person in catalogue.therapists},
        taken=_taken(connection, catalogue, span, now, own),
    )


def candidates(catalogue: Catalogue, need: Need) -> list[Therapist]:
    return [
        person
        for person in catalogue.therapists
        if need.service.id in person.skills and need.wish.gender in (None, person.gender)
    ]


def rooms(catalogue: Catalogue, need: Need) -> list[Room]:
    return [room for room in catalogue.rooms if room.kind in need.service.room_kinds]


def minutes_in_hours(catalogue: Catalogue, need: Need) -> int:
    """Return how long house and therapist have to be there from the start on."""
    return need.minutes + (0 if catalogue.cleaning_after_closing else need.service.cleaning_minutes)


def allocations(need: Need, assigned: Assignment, start: int) -> Iterator[tuple[str, int]]:
    """Return each resource with each quarter that a visit takes of it; before the start only the room is needed."""
    end = start + _with_cleaning(need)
    for person in assigned.therapist_ids:
        yield from ((_therapist_resource(person), number) for number in range(start, end))
    for room in dict.fromkeys(assigned.room_ids):
        yield from ((_room_resource(room), number) for number in range(start - _preparation(need), end))


def _therapist_resource(therapist_id: str) -> str:
    return f"therapist:{therapist_id}"


def _room_resource(room_id: str) -> str:
    return f"room:{room_id}"


def _preparation(need: Need) -> int:
    return count(need.service.preparation_minutes)


def _with_cleaning(need: Need) -> int:
    return count(need.minutes + need.service.cleaning_minutes)


def _taken(connection: Connection, catalogue: Catalogue, span: Span, now: datetime, own: int | None) -> dict[str, int]:
    # A booking takes each of its resources in one run of quarters, so that first and last say it all.
    over = select(booking.c.id).where(booking.c.hold_expires_at <= now, booking.c.status.in_([HELD, AWAITING_DECISION]))
    query = (
        select(allocation.c.resource, func.min(allocation.c.slot), func.max(allocation.c.slot))
        .where(
            allocation.c.resource.in_(_resources(catalogue)),
            allocation.c.slot >= span.first,
            allocation.c.slot < span.last,
            allocation.c.booking_id.not_in(over),  # a join would read every booking there ever was
            allocation.c.booking_id != (own or 0),
        )
        .group_by(allocation.c.resource, allocation.c.booking_id)
    )
    taken: dict[str, int] = {}
    for resource, first, last in connection.execute(query).all():
        taken[resource] = taken.get(resource, 0) | span.bits(first, last + 1)
    return taken


def _resources(catalogue: Catalogue) -> list[str]:
    people = [_therapist_resource(person.id) for person in catalogue.therapists]
    return people + [_room_resource(room.id) for room in catalogue.rooms]
