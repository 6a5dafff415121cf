"""The venues as files describe them, with the hours, prices and people that the database has now."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy.engine import Engine

from spa.errors import DatabaseTrouble
from spa.knowledge import Venue
from spa.store import catalogue
from spa.store.database import reading

FRESH = timedelta(seconds=30)  # so long a changed price may stay unseen


class CurrentVenues(Mapping[str, Venue]):
    """A mapping by venue id that looks into the database again when what it knows is no longer fresh."""

    def __init__(self, described: Mapping[str, Venue], engine: Engine, now: Callable[[], datetime]) -> None:
        self._described, self._engine, self._now = described, engine, now
        self._known: dict[str, tuple[datetime, Venue]] = {}

    def __getitem__(self, venue_id: str) -> Venue:
        described, now = self._described[venue_id], self._now()
        seen, venue = self._known.get(venue_id, (now - FRESH, described))
        if abs(now - seen) >= FRESH:
            with suppress(DatabaseTrouble):  # what was known last has to do
                with reading(self._engine) as connection:
                    venue = catalogue.current(connection, described)
                self._known[venue_id] = (now, venue)
        return venue

    def __iter__(self) -> Iterator[str]:
        return iter(self._described)

    def __len__(self) -> int:
        return len(self._described)
