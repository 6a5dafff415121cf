"""A confirmed visit while it is asked whose health something is about: it waits, and stands again after a clear no."""

from datetime import datetime

from sqlalchemy.engine import Connection

from spa import messages
from spa.booking import confirming, life, records
from spa.booking.lookup import of_conversation
from spa.booking.timeline import history
from spa.booking.values import AWAITING_DECISION, CONFIRMED, USUAL, Booking, Limits
from spa.errors import SpaError

ASKED = "asked_whose"  # the last change of a visit that waits for that answer and for nothing else
ANSWERED = "stands"


def wait(connection: Connection, conversation: str, now: datetime) -> list[Booking]:
    """Take every confirmed visit to come of the customer back until the answer; return those taken back."""
    confirmed = [one for one in of_conversation(connection, conversation, now) if one.status == CONFIRMED]
    for booked in confirmed:
        life.become(connection, booked, AWAITING_DECISION, now, conversation, ASKED, hold_expires_at=None)
        messages.after(connection, booked, "withdrawn", conversation, now)
    return confirmed


def waits(connection: Connection, booked: Booking) -> bool:
    """Whether the visit waits for nothing but the answer."""
    return booked.status == AWAITING_DECISION and history(connection, booked.id)[-1].change == ASKED


def waiting(connection: Connection, conversation: str, now: datetime) -> list[Booking]:
    """Return the customer's visits that wait for nothing but the answer."""
    return [one for one in of_conversation(connection, conversation, now) if waits(connection, one)]


def stand(connection: Connection, booking_id: int, conversation: str, now: datetime, limits: Limits = USUAL) -> bool:
    """Confirm such a visit again; False where it waits for a person by now, or where the gate lets it through no more."""
    booked = records.one(connection, booking_id, lock=True)
    if not waits(connection, booked):
        return False
    try:
        confirming.confirm_again(connection, booked, conversation, ANSWERED, now, limits)
    except SpaError:
        return False
    return True
