"""The one place that decides where a visit fits and who gets it: an offer, a hold and a move cannot disagree.

A visit takes a therapist for each guest, and a room: its resources. How long it takes them is written here alone.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
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
    left_out: frozenset[str] = frozenset()

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        return tuple(step for step in self.service.steps if step.id not in self.left_out)

    @cached_property
    def minutes(self) -> int:
        return sum(step.minutes for step in self.steps)

    @cached_property
    def price_vnd(self) -> int:
        return self.party * sum(step.price_vnd for step in self.steps)


@dataclass(frozen=True)
class Assignment:
    """Who treats guest 1, 2, ... and in which room."""

    therapist_ids: tuple[str, ...]
    room_id: str


@dataclass(frozen=True)
class Plan:
    """The quarters of a span, as sets: open, worked and taken."""

    catalogue: Catalogue
    span: Span
    opened: int
    working: dict[str, int]
    taken: dict[str, int]

    def starts(self, need: Need) -> int:
        """Return the quarters at which the visit can begin."""
        by_therapist = {person.id: self._therapist(need, person.id) for person in candidates(self.catalogue, need)}
        wished = by_therapist.pop(need.wish.therapist_id, 0) if need.wish.therapist_id else self.span.all
        others = need.party - (1 if need.wish.therapist_id else 0)
        enough = at_least(others, list(by_therapist.values()), self.span.all)
        free_rooms = at_least(1, [self._room(need, room) for room in rooms(self.catalogue, need)], self.span.all)
        return wished & enough & free_rooms

    def assign(self, need: Need, start: int, before: Assignment | None = None) -> Assignment | None:
        """Return who and where at the start: as before if that is free, else whoever has worked least that day."""
        if not self.starts(need) & self.span.bits(start, start + 1):
            return None
        bit = self.span.bits(start, start + 1)
        free = [person.id for person in candidates(self.catalogue, need) if self._therapist(need, person.id) & bit]
        load = self._load(free, start)
        kept = before.therapist_ids if before else ()
        free.sort(key=lambda person: (person != need.wish.therapist_id, person not in kept, load[person], person))
        free_rooms = [room for room in rooms(self.catalogue, need) if self._room(need, room) & bit]
        free_rooms.sort(key=lambda room: (before is None or room.id != before.room_id, room.capacity, room.id))
        return Assignment(tuple(free[: need.party]), free_rooms[0].id)

    def offer(self, need: Need, start: int, as_wished: bool = True) -> Offer:
        assigned = self.assign(need, start)
        assert assigned is not None, "only free starts are offered"
        begin = moment(start)
        end = begin + timedelta(minutes=need.minutes)
        return Offer(begin, end, assigned.therapist_ids, assigned.room_id, need.price_vnd, need.minutes, as_wished)

    def _therapist(self, need: Need, person: str) -> int:
        present = beginnings(self.opened & self.working[person], count(need.minutes))
        return present & beginnings(self._free(_therapist_resource(person)), _with_cleaning(need))

    def _room(self, need: Need, room: Room) -> int:
        before = _preparation(need)
        return beginnings(self._free(_room_resource(room.id)), before + _with_cleaning(need)) << before

    def _free(self, resource: str) -> int:
        return self.span.all & ~self.taken.get(resource, 0)

    def _load(self, people: Iterable[str], start: int) -> dict[str, int]:
        day = hours.day_bits(self.catalogue, self.span, hours.local(self.catalogue, moment(start)).date())
        taken = {person: self.taken.get(_therapist_resource(person), 0) for person in people}
        return {person: bin(bits & day).count("1") for person, bits in taken.items()}


def needed(catalogue: Catalogue, service_id: str, party: int, wish: Wish, left_out: Iterable[str] = ()) -> Need:
    """Return the need, or raise the error that names what the venue does not have."""
    service = catalogue.service(service_id)
    need = Need(service, party, wish, frozenset(left_out))
    skilled = [person.id for person in candidates(catalogue, replace(need, wish=Wish()))]
    if wish.therapist_id and wish.therapist_id not in skilled:
        raise NotFound(f"no therapist {wish.therapist_id} for {service_id}", therapists=tuple(skilled))
    largest = min(service.largest_party, len(skilled), max(_capacities(catalogue, service), default=0))
    if not 1 <= party <= largest:
        raise PartyNotPossible(f"party of {party}", largest=largest)
    if not need.steps:
        raise ScreeningForbids("nothing is left of the visit", left_out=tuple(need.left_out))
    return need


def plan(connection: Connection, catalogue: Catalogue, span: Span, now: datetime, own: int | None = None) -> Plan:
    """Read what is taken in the span: holds whose time is over, and the booking `own`, count as free."""
    return Plan(
        catalogue=catalogue,
        span=span,
        opened=hours.opened(catalogue, span),
        working={person.id: hours.working(catalogue, span, person) for person in catalogue.therapists},
        taken=_taken(connection, catalogue, span, now, own),
    )


def candidates(catalogue: Catalogue, need: Need) -> list[Therapist]:
    return [
        person
        for person in catalogue.therapists
        if need.service.id in person.skills and need.wish.gender in (None, person.gender)
    ]


def rooms(catalogue: Catalogue, need: Need) -> list[Room]:
    kinds = need.service.room_kinds
    return [room for room in catalogue.rooms if room.kind in kinds and room.capacity >= need.party]


def allocations(need: Need, assigned: Assignment, start: int) -> Iterator[tuple[str, int]]:
    """Return each resource with each quarter that a visit takes of it; before the start only the room is needed."""
    end = start + _with_cleaning(need)
    for person in assigned.therapist_ids:
        yield from ((_therapist_resource(person), number) for number in range(start, end))
    yield from ((_room_resource(assigned.room_id), number) for number in range(start - _preparation(need), end))


def _therapist_resource(therapist_id: str) -> str:
    return f"therapist:{therapist_id}"


def _room_resource(room_id: str) -> str:
    return f"room:{room_id}"


def _preparation(need: Need) -> int:
    return count(need.service.preparation_minutes)


def _with_cleaning(need: Need) -> int:
    return count(need.minutes + need.service.cleaning_minutes)


def _capacities(catalogue: Catalogue, service: Service) -> list[int]:
    return [room.capacity for room in catalogue.rooms if room.kind in service.room_kinds]


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
