"""What is held about the person behind a conversation, to show it and to erase it."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import String, cast, delete, func, select, update
from sqlalchemy.engine import Connection

from spa.screening import records
from spa.store.schema import booking, consent, customer, customer_channel, screening, staff_note


def held_data(connection: Connection, conversation: str) -> dict[str, Any]:
    """Name and phone, and how many bookings, consents and screenings there are; never an answer on health."""
    person = connection.execute(
        select(customer.c.name, customer.c.phone)
        .join(customer_channel, customer_channel.c.customer_id == customer.c.id)
        .where(customer_channel.c.conversation == conversation)
    ).first()
    return {
        "name": person.name if person else "–",
        "phone": person.phone if person else "–",
        "bookings": _count(connection, booking, conversation),
        "consents": _count(connection, consent, conversation),
        "screenings": _count(connection, screening, conversation),
    }


def erase(connection: Connection, conversation: str, now: datetime) -> None:
    """Erase the answers on health and the words of consents at once, and undo the consents.

    What a coming visit needs (name, phone, time) is for the staff to erase with the visit.
    """
    records.withdraw_consent(connection, conversation, now)
    mine = consent.c.conversation == conversation
    connection.execute(update(consent).where(mine).values(words=""))
    connection.execute(delete(staff_note).where(staff_note.c.conversation == conversation))


def forget_old(connection: Connection, now: datetime, after: timedelta) -> int:
    """Erase the answers on health whose time is over and return of how many screenings.

    Their time begins with the end of the visit, or with the screening itself where there was no visit.
    """
    ended = select(booking.c.end).where(booking.c.id == screening.c.booking_id).scalar_subquery()
    over = func.coalesce(ended, screening.c.begun_at) < now - after
    kept = cast(screening.c.answers, String) != "{}"
    erased = update(screening).where(over, kept).values(answers={}, rules=[], notes=[])
    return int(connection.execute(erased).rowcount)


def _count(connection: Connection, table: Any, conversation: str) -> int:
    query = select(func.count()).select_from(table).where(table.c.conversation == conversation)
    return int(connection.execute(query).scalar_one())
