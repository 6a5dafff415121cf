"""How much one customer may hold and book ahead, and how often a code may be typed wrong: nobody can hold the day.

A customer is known by the conversation, by the customers it has proved to be, and by the telephone number.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, delete, func, insert, or_, select
from sqlalchemy.engine import Connection

from spa.booking.values import AWAITING_DECISION, CONFIRMED, HELD, Limits
from spa.errors import TooManyHolds, TooManyTries
from spa.store.schema import booking, code_try, customer, customer_channel


def check_hold(connection: Connection, conversation: str, now: datetime, limits: Limits) -> None:
    """Raise TooManyHolds where the customer holds a time in another conversation, or has booked enough."""
    phones = set(connection.scalars(_known(customer.c.phone).where(_channel(conversation))))
    elsewhere = _known(customer_channel.c.conversation).where(
        customer.c.phone.in_(phones), customer_channel.c.conversation != conversation
    )
    held = select(booking.c.id).where(
        booking.c.status == HELD, booking.c.hold_expires_at > now, booking.c.conversation.in_(elsewhere)
    )
    if phones and connection.scalar(held):
        raise TooManyHolds("held elsewhere", most=1)
    check_bookings(connection, conversation, phones, now, limits)


def check_bookings(
    connection: Connection, conversation: str, phones: Iterable[str], now: datetime, limits: Limits
) -> None:
    """Raise TooManyHolds where conversation, customer or number have as many bookings ahead as one may have."""
    own = select(customer_channel.c.customer_id).where(_channel(conversation))
    ahead = and_(booking.c.status.in_([CONFIRMED, AWAITING_DECISION]), booking.c.start > now)
    theirs = or_(
        booking.c.conversation == conversation,
        booking.c.customer_id.in_(own),
        customer.c.phone.in_(list(phones)),
    )
    query = select(func.count()).select_from(booking.outerjoin(customer)).where(ahead, theirs)
    if connection.execute(query).scalar_one() >= limits.future_bookings:
        raise TooManyHolds(most=limits.future_bookings)


def check_tries(connection: Connection, conversation: str, phone: str, now: datetime, limits: Limits) -> None:
    """Raise TooManyTries where conversation or number have had as many wrong codes as they may in the window."""
    window = timedelta(minutes=limits.code_minutes)
    for whose, most in (
        (code_try.c.conversation == conversation, limits.code_tries),
        (code_try.c.phone == phone, limits.code_tries_of_phone),
    ):
        recent = select(code_try.c.at).where(whose, code_try.c.at > now - window).order_by(code_try.c.at.desc())
        found = connection.scalars(recent.limit(most)).all()
        if len(found) >= most:
            raise TooManyTries(minutes=-(-(found[-1] + window - now) // timedelta(minutes=1)))


def remember_try(connection: Connection, conversation: str, phone: str, now: datetime, limits: Limits) -> None:
    """Write a wrong code down, without the code; what no window reaches any more is forgotten."""
    connection.execute(delete(code_try).where(code_try.c.at <= now - timedelta(minutes=limits.code_minutes)))
    connection.execute(insert(code_try).values(conversation=conversation, phone=phone, at=now))


def _known(column: Any) -> Any:
    return select(column).select_from(customer_channel.join(customer))


def _channel(conversation: str) -> Any:
    return customer_channel.c.conversation == conversation
