"""What nobody asks for and still has to happen: answers on health are erased when their time is over."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.engine import Engine

from spa.privacy import forget_old
from spa.store.database import transact

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Housekeeping:
    engine: Engine
    keep_health: timedelta  # after the visit
    now: Callable[[], datetime]

    def round(self) -> int:
        """Do what is due, and return of how many screenings the answers were erased."""
        erased = transact(self.engine, lambda connection: forget_old(connection, self.now(), self.keep_health))
        if erased:
            log.info("answers of %s screenings are erased", erased)
        return erased
