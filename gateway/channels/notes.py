"""What the people of a venue have to know of a channel, as notes at their desk: ids and codes, no words of customers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.engine import Engine

from spa.handoff import tell_staff
from spa.store.database import transact


@dataclass(frozen=True)
class Notes:
    engine: Engine  # of the domain
    now: Callable[[], datetime]

    def undelivered(self, venue: str, conversation: str, outbound_id: int, why: str) -> None:
        """A message did not reach its customer: somebody has to call."""
        self._tell(venue, conversation, "undelivered", outbound=outbound_id, problem=why)

    def channel_stopped(self, venue: str, account: str, why: str) -> None:
        """Nothing goes out on this account until somebody looks."""
        self._tell(venue, account, "channel_stopped", problem=why)

    def person_answers(self, venue: str, conversation: str) -> None:
        """Somebody answered from the platform's own inbox: the assistant is silent there now."""
        self._tell(venue, conversation, "person_answers")

    def _tell(self, venue: str, conversation: str, kind: str, **detail: object) -> None:
        now = self.now()
        transact(self.engine, lambda connection: tell_staff(connection, venue, conversation, kind, now, detail))
