"""Bookings found again: in the customer's own conversation, or from another with the code and the phone number."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select, union
from sqlalchemy.engine import Connection, Engine

from spa.booking import allowance, people, records
from spa.booking.values import ARRIVED, AWAITING_DECISION, CONFIRMED, EXPIRED, HELD, USUAL, Booking, Limits
from spa.errors import BookingNotFound
from spa.store.database import transact
from spa.store.schema import booking, customer, customer_channel
from spa.text import fold, normalise

LEAST_DIGITS, LEAST_LETTERS = 4, 2  # of what is looked for


def of_conversation(connection: Connection, conversation: str, now: datetime, upcoming: bool = True) -> list[Booking]:
    """Return the customer's bookings in order of time: those to come, or all that ever were more than a draft."""
    own = records.customers(connection, conversation)
    mine = or_(booking.c.conversation == conversation, booking.c.customer_id.in_(own))
    to_come = and_(or_(booking.c.status.in_([CONFIRMED, ARRIVED]), _awaits_decision(now)), booking.c.end > now)
    wanted = to_come if upcoming else booking.c.status.not_in([HELD, EXPIRED])
    return records.several(connection, and_(mine, wanted))


def find(connection: Connection, conversation: str, code: str) -> Booking:
    """Return the customer's own booking with this code."""
    own = records.customers(connection, conversation)
    mine = or_(booking.c.conversation == conversation, booking.c.customer_id.in_(own))
    return _only(records.several(connection, and_(mine, _has(code))))


def conversations(connection: Connection, words: str, most: int) -> list[str]:
    """Return the conversations of the customers whom a name, a telephone number or a code of a booking means."""
    asked = _asked(words)
    if asked is None:
        return []
    whose = select(customer_channel.c.conversation).join(customer).where(asked)
    theirs = select(booking.c.conversation).outerjoin(customer).where(or_(asked, _has(words)))
    return list(connection.scalars(union(whose, theirs).limit(most)))


def awaiting(connection: Connection, venues: Collection[str], now: datetime) -> list[Booking]:
    """Return the bookings of these venues that a person has to decide about, in order of time."""
    return records.several(connection, and_(booking.c.venue_id.in_(venues), _awaits_decision(now)))


def by_code(engine: Engine, conversation: str, code: str, phone: str, now: datetime, limits: Limits = USUAL) -> Booking:
    """Return the booking that code and number prove to be the customer's.

    A wrong code, a wrong number and a code of somebody else take the same way and get the same BookingNotFound, which
    counts: after a few, TooManyTries says for how many minutes even the right one is not looked at.
    """
    return _proved(engine, conversation, code, phone, now, limits, linked=False)


def link(engine: Engine, conversation: str, code: str, phone: str, now: datetime, limits: Limits = USUAL) -> Booking:
    """As `by_code`, and from now on the conversation is one of this customer's."""
    return _proved(engine, conversation, code, phone, now, limits, linked=True)


def _proved(
    engine: Engine, conversation: str, code: str, phone: str, now: datetime, limits: Limits, linked: bool
) -> Booking:
    number = people.checked_phone(phone)

    def work(connection: Connection) -> list[Booking]:
        allowance.check_tries(connection, conversation, number, now, limits)
        found = records.several(connection, and_(_has(code), customer.c.phone == number))
        if not found:
            allowance.remember_try(connection, conversation, number, now, limits)
        elif linked and found[0].customer_id:
            people.link(connection, conversation, found[0].customer_id)
        return found

    return _only(transact(engine, work))


def _awaits_decision(now: datetime) -> Any:
    """Past its limit it is over, also before somebody's hold has swept it away."""
    limit = booking.c.hold_expires_at
    return and_(booking.c.status == AWAITING_DECISION, or_(limit.is_(None), limit > now))


def _asked(words: str) -> Any:
    """The condition on a customer; none where too little is said to look for."""
    digits = "".join(sign for sign in words if sign.isdigit())
    if len(digits) >= LEAST_DIGITS and not any(sign.isalpha() for sign in words):
        return customer.c.phone.contains(digits.lstrip("0"))
    name = fold(normalise(words))
    return customer.c.plain_name.contains(name, autoescape=True) if len(name) >= LEAST_LETTERS else None


def _has(code: str) -> Any:
    typed = "".join(sign for sign in code.upper() if sign.isalnum())
    return and_(booking.c.code == typed, booking.c.status.not_in([HELD, EXPIRED]))


def _only(found: list[Booking]) -> Booking:
    if not found:
        raise BookingNotFound()
    return found[0]
