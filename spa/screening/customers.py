"""What is known of a customer over all their conversations and visits."""

from sqlalchemy import select
from sqlalchemy.engine import Connection

from spa.store import sealed
from spa.store.schema import customer_channel, screening


def conversations_of(connection: Connection, conversation: str) -> set[str]:
    """This conversation and the others of the same customer."""
    customer = select(customer_channel.c.customer_id).where(customer_channel.c.conversation == conversation)
    others = select(customer_channel.c.conversation).where(customer_channel.c.customer_id.in_(customer))
    return {conversation, *connection.execute(others).scalars()}


def judged_for(connection: Connection, booking_id: int) -> dict[int, list[str]]:
    """The notes for the therapist by guest that a booking was judged to need."""
    rows = connection.execute(select(screening).where(screening.c.booking_id == booking_id)).all()
    return {row.guest: list(sealed.screened(connection, row)["notes"]) for row in rows}
