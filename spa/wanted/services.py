"""Which service a message means: by name, by length, or by its place in the list that was shown."""

import re
from functools import lru_cache
from typing import Callable, Iterable, Mapping

from spa.knowledge import Service, Venue
from spa.text import fold
from spa.wanted.words import Words, whole


def named(folded: str, venue: Venue, minutes: int | None) -> str | None:
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


def long_one(folded: str, venue: Venue, words: Words) -> str | None:
    """ "The long one": the service that is called long, else the longest."""
    if not words.long_one.search(folded):
        return None
    called = [s for s in venue.services if any(words.long.search(fold(name)) for name in s.name.values())]
    return called[0].id if len(called) == 1 else _EXTREMES["longest"](venue.services).id


def of_length(service: Service, venue: Venue, minutes: int | None) -> Service:
    """ "90 min back massage": the service with the same steps and that length, where there is one."""
    same = [
        s for s in venue.services if s.minutes == minutes and [x.id for x in s.steps] == [x.id for x in service.steps]
    ]
    return same[0] if same and service.minutes != minutes else service


def pointed_at(folded: str, venue: Venue, words: Words, minutes: int | None) -> str | None:
    """The service that is pointed at in the list of them: its place, its length, the cheapest."""
    if words.question.search(folded):
        return None
    bare = words.bare_number.fullmatch(folded)
    number = minutes or (int(bare[1]) if bare else None)
    by_length = [service.id for service in venue.services if service.minutes == number]
    if by_length:
        return by_length[0]
    place = next((place for pattern, place in words.places if pattern.search(folded)), None) or number
    if place and place <= len(venue.services):
        return venue.services[place - 1 if place > 0 else place].id
    which = next((which for pattern, which in words.extremes if pattern.search(folded)), None)
    return _EXTREMES[which](venue.services).id if which else None


_EXTREMES: Mapping[str, Callable[[Iterable[Service]], Service]] = {
    "cheapest": lambda services: min(services, key=lambda service: service.price_vnd),
    "dearest": lambda services: max(services, key=lambda service: service.price_vnd),
    "shortest": lambda services: min(services, key=lambda service: service.minutes),
    "longest": lambda services: max(services, key=lambda service: service.minutes),
}


def _names(service: Service) -> Iterable[str]:
    for language in ("en", "vi"):
        yield from (service.name[language], *service.said_as.get(language, ()))


@lru_cache(maxsize=4096)  # all names of all services are looked for in each message
def _named(name: str) -> tuple[int, re.Pattern[str]]:
    """How long the name is, and the pattern that finds it in a folded text without hyphens."""
    folded = fold(name).replace("-", " ")
    return len(folded), whole([folded])
