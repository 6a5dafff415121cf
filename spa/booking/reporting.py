"""What customers tell of a visit that changes nothing in it by itself; it stands in the booking's history."""

from datetime import datetime

from sqlalchemy.engine import Connection, Engine

from spa.booking import records
from spa.store.database import transact

NOTHING_CHANGED = "nothing_changed"
HEALTH_CHANGED = "health_changed"  # that it has, never what


def report(engine: Engine, booking_id: int, conversation: str, what: str, now: datetime) -> None:
    """Append to the history of the customer's booking. Raises BookingNotFound."""

    def work(connection: Connection) -> None:
        booked = records.owned(connection, booking_id, conversation)
        records.remember(connection, booked.id, now, conversation, what)

    transact(engine, work)
