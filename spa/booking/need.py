"""A visit to find a place for: what it consists of, how long it takes, and who and what of the venue could serve it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from spa.booking.quarters import count
from spa.booking.values import Wish
from spa.errors import NotFound, PartyNotPossible, ScreeningForbids
from spa.knowledge import Catalogue, Room, Service, Step, Therapist


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


def shortest(catalogue: Catalogue) -> int:
    """The least that can be sold, cleaning included."""
    return min(count(service.minutes + service.cleaning_minutes) for service in catalogue.services)
