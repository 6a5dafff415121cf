"""How much one customer may hold and book ahead, and how often a code may be typed wrong: nobody can hold the day.

A customer is known by the conversation, by the customers it has proved to be, and by the telephone number.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from zlib import crc32

from sqlalchemy import BigInteger, and_, bindparam, delete, func, insert, select, union
from sqlalchemy.engine import Connection

from spa.booking.values import AWAITING_DECISION, CONFIRMED, HELD, Limits
from spa.errors import TooManyHolds, TooManyTries
from spa.store.schema import booking, code_try, customer, customer_channel

_WHOSE = customer_channel.c.conversation == bindparam("whose")
_OWN = select(customer_channel.c.customer_id).where(_WHOSE)
_PHONES = select(customer.c.phone).where(customer.c.id.in_(_OWN))
_ELSEWHERE = (  # what the customer of one of these numbers holds in other conversations
    select(func.count(booking.c.id))
    .select_from(booking.join(customer_channel, customer_channel.c.conversation == booking.c.conversation))
    .join(customer, customer.c.id == customer_channel.c.customer_id)
    .where(booking.c.status == HELD, booking.c.hold_expires_at > bindparam("now"))
    .where(customer.c.phone.in_(_PHONES), booking.c.conversation != bindparam("whose"))
)


def _ahead(phones: Any) -> Any:
    """How many bookings are ahead, each found by an index."""
    coming = and_(booking.c.status.in_([CONFIRMED, AWAITING_DECISION]), booking.c.start > bindparam("now"))
    theirs = union(_OWN, select(customer.c.id).where(customer.c.phone.in_(phones)))
    found = union(
        select(booking.c.id).where(booking.c.conversation == bindparam("whose"), coming),
        select(booking.c.id).where(booking.c.customer_id.in_(theirs), coming),
    )
    return select(func.count()).select_from(found.subquery())


_BEFORE_HOLD = select(_ELSEWHERE.scalar_subquery().label("held"), _ahead(_PHONES).scalar_subquery().label("ahead"))
_BEFORE_BOOKING = _ahead(bindparam("phones", expanding=True))
_ONE_AT_A_TIME = select(func.pg_advisory_xact_lock(bindparam("number", type_=BigInteger)))


def check_hold(connection: Connection, conversation: str, now: datetime, limits: Limits) -> None:
    """Raise TooManyHolds where the customer holds a time in another conversation, or has booked enough."""
    found = connection.execute(_BEFORE_HOLD, {"whose": conversation, "now": now}).one()
    if found.held:
        raise TooManyHolds("held elsewhere", most=1)
    if found.ahead >= limits.future_bookings:
        raise TooManyHolds(most=limits.future_bookings)


def check_bookings(
    connection: Connection, conversation: str, phones: Collection[str], now: datetime, limits: Limits
) -> None:
    """Raise TooManyHolds where conversation, customer or number have as many bookings ahead as one may have.

    Who books with one of the numbers at the same moment is waited for. SQLite has one writer at a time anyway.
    """
    if connection.dialect.name == "postgresql":
        for number in sorted(crc32(phone.encode()) for phone in phones):  # one order: no deadlock
            connection.execute(_ONE_AT_A_TIME, {"number": number})
    ahead = connection.execute(_BEFORE_BOOKING, {"whose": conversation, "phones": list(phones), "now": now})
    if ahead.scalar_one() >= limits.future_bookings:
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
