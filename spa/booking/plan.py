"""The one place that decides where a visit fits and who gets it: an offer, a hold and a move cannot disagree.

A visit takes a therapist for each guest, and a room or several: its resources. How long it takes them is written here
alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, select
from sqlalchemy.engine import Connection

from spa.booking import hours
from spa.booking.need import Need, candidates, minutes_in_hours, rooms, shortest
from spa.booking.quarters import Span, at_least, beginnings, count, holes, moment, wasted
from spa.booking.values import AWAITING_DECISION, HELD, Offer
from spa.knowledge import Catalogue, Room
from spa.store.schema import allocation, booking

_OVER = select(booking.c.id).where(
    booking.c.hold_expires_at <= bindparam("now"), booking.c.status.in_([HELD, AWAITING_DECISION])
)
_TAKEN = (  # a booking takes each of its resources in one run of quarters, so that first and last say it all
    select(allocation.c.resource, func.min(allocation.c.slot), func.max(allocation.c.slot))
    .where(
        allocation.c.resource.in_(bindparam("resources", expanding=True)),
        allocation.c.slot >= bindparam("first"),
        allocation.c.slot < bindparam("last"),
        allocation.c.booking_id.not_in(_OVER),  # a join would read every booking there ever was
        allocation.c.booking_id != bindparam("own"),
    )
    .group_by(allocation.c.resource, allocation.c.booking_id)
)


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

    def tidy(self, need: Need) -> int:
        """Return the starts that leave nobody with a hole too short to sell."""
        length, least = _with_cleaning(need), shortest(self.catalogue)
        fitting = {
            person.id: self._therapist(need, person.id) & ~holes(self._idle(person.id), length, least, self.span.all)
            for person in candidates(self.catalogue, need)
        }
        wished = fitting.get(need.wish.therapist_id, 0) if need.wish.therapist_id else self.span.all
        return self.starts(need) & wished & at_least(need.party, list(fitting.values()), self.span.all)

    def assign(self, need: Need, start: int, before: Assignment | None = None) -> Assignment | None:
        """Return who and where at the start: as before if that is free, else whoever has worked least that day.

        A hole too short to sell counts as worked. Who comes first among equals is another one each weekday.
        """
        if not self.starts(need) & self.span.bits(start, start + 1):
            return None
        bit = self.span.bits(start, start + 1)
        free = [person.id for person in candidates(self.catalogue, need) if self._therapist(need, person.id) & bit]
        load, turn = self._load(need, free, start), self._turns(start)
        kept = before.therapist_ids if before else ()
        free.sort(key=lambda person: (person != need.wish.therapist_id, person not in kept, load[person], turn[person]))
        free_rooms = [room for room, bits in self._rooms(need) if bits & bit]
        if any(room.capacity >= need.party for room in free_rooms):  # else they should lie near each other
            free_rooms.sort(key=lambda room: self._wasted_room(need, room, start))
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

    def _idle(self, person: str) -> int:
        """The quarters in which the therapist is there with nothing to do."""
        there = self.opened & self.working[person] & ~self.resting[person]
        return there & self._free(_therapist_resource(person))

    def _load(self, need: Need, people: Iterable[str], start: int) -> dict[str, int]:
        day = hours.day_bits(self.catalogue, self.span, hours.local(self.catalogue, moment(start)).date())
        first, least = start - self.span.first, shortest(self.catalogue)
        load = {}
        for person in people:
            worked = bin(self.taken.get(_therapist_resource(person), 0) & day).count("1")
            load[person] = worked + wasted(self._idle(person), first, first + _with_cleaning(need), least)
        return load

    def _turns(self, start: int) -> dict[str, int]:
        people, day = self.catalogue.therapists, hours.local(self.catalogue, moment(start)).isoweekday()
        return {person.id: (place - day) % len(people) for place, person in enumerate(people)}

    def _wasted_room(self, need: Need, room: Room, start: int) -> int:
        free = self.opened & self._free(_room_resource(room.id))
        first, last = start - _preparation(need), start + _with_cleaning(need)
        return wasted(free, first - self.span.first, last - self.span.first, shortest(self.catalogue))


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
    within = {"first": span.first, "last": span.last, "now": now, "own": own or 0}
    taken: dict[str, int] = {}
    for resource, first, last in connection.execute(_TAKEN, {"resources": _resources(catalogue), **within}).all():
        taken[resource] = taken.get(resource, 0) | span.bits(first, last + 1)
    return taken


def _resources(catalogue: Catalogue) -> list[str]:
    people = [_therapist_resource(person.id) for person in catalogue.therapists]
    return people + [_room_resource(room.id) for room in catalogue.rooms]
