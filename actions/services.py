"""What the actions work with, put together once by the process that runs them."""
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.engine import Engine

from settings import Settings
from spa.health import Reader
from spa.knowledge import Venue
from spa.screening import Rules
from spa.wanted import Words


@dataclass(frozen=True)
class Services:
    """The domain's data and doors; `now` gives an aware moment."""

    settings: Settings
    engine: Engine
    venues: Mapping[str, Venue]
    rules: Rules
    words: Words
    health: Reader
    now: Callable[[], datetime]

    def local_now(self, venue: Venue) -> datetime:
        """The venue's wall clock, naive."""
        return self.now().astimezone(ZoneInfo(venue.timezone)).replace(tzinfo=None)


_current: Services | None = None


def use(services: Services) -> None:
    """Set what every action of this process works with."""
    global _current
    _current = services


def current() -> Services:
    assert _current is not None, "the actions were not given their services"
    return _current
