"""What nobody asks for and still has to happen: times are offered, the past is let go."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.engine import Engine

from spa.booking import Limits, archive, waitlist

KEPT = timedelta(days=2)  # allocations of the past, after the visit


@dataclass(frozen=True)
class Housekeeping:
    engine: Engine
    venue_ids: Iterable[str]
    limits: Limits
    now: Callable[[], datetime]

    def offer(self) -> int:
        """Pass on what nobody answered, offer what is free, and return how many have an offer since now."""
        return sum(
            len(waitlist.offer_freed(self.engine, venue_id, self.now(), self.limits)) for venue_id in self.venue_ids
        )

    def archive(self) -> int:
        """Let go of the past, and return of how many bookings."""
        return archive(self.engine, self.now() - KEPT)
