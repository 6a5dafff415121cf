"""The customer behind a booking: a name and a telephone number that can be right, and the row that keeps them."""

import unicodedata
from collections.abc import Sequence
from datetime import datetime

import phonenumbers
from sqlalchemy import and_, insert, select, update
from sqlalchemy.engine import Connection, Engine

from spa.booking import records
from spa.booking.values import Contact
from spa.errors import NameNotValid, PhoneNotValid
from spa.store.database import transact
from spa.store.schema import booking_guest, customer, customer_channel
from spa.text import normalise

LONGEST_NAME = 80
_SIGNS = " '’.-,&()"


def checked(contact: Contact, region: str = "VN") -> Contact:
    """Return the contact as it is stored, or raise NameNotValid or PhoneNotValid."""
    email = normalise(contact.email)[:254] if contact.email else None
    return Contact(checked_name(contact.name), checked_phone(contact.phone, region), email or None)


def checked_name(text: str) -> str:
    name = normalise(text)
    letters = [sign for sign in name if unicodedata.category(sign)[0] in "LM"]
    if not letters or len(name) > LONGEST_NAME or any(sign not in letters and sign not in _SIGNS for sign in name):
        raise NameNotValid(longest=LONGEST_NAME)
    return name


def checked_phone(text: str, region: str = "VN") -> str:
    """Return the number as E.164; one without a country code is the region's."""
    try:
        number = phonenumbers.parse(normalise(text), region)
    except phonenumbers.NumberParseException as error:
        raise PhoneNotValid(str(error)) from error
    if not phonenumbers.is_valid_number(number) or any(sign.isalpha() for sign in text):
        raise PhoneNotValid()
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def name_companions(engine: Engine, booking_id: int, conversation: str, names: Sequence[str], now: datetime) -> None:
    """Write down how guest 2, 3, ... of a held booking are called; raise NameNotValid."""
    known = [checked_name(name) for name in names]

    def work(connection: Connection) -> None:
        held = records.mine(connection, booking_id, conversation)
        for guest, name in zip(held.guests[1:], known, strict=False):
            own = and_(booking_guest.c.booking_id == held.id, booking_guest.c.guest == guest.number)
            connection.execute(update(booking_guest).where(own).values(name=name))
        records.change(connection, held.id, now)

    transact(engine, work)


def customer_of(connection: Connection, conversation: str, contact: Contact, now: datetime) -> int:
    """Return the conversation's customer of this name and number, written down if new.

    A number alone never leads to somebody's row: anyone could type it.
    """
    same = and_(customer.c.name == contact.name, customer.c.phone == contact.phone)
    known = select(customer.c.id).where(same, customer.c.id.in_(records.customers(connection, conversation)))
    customer_id = connection.scalar(known)
    if customer_id is None:
        row = {"name": contact.name, "phone": contact.phone, "email": contact.email, "created_at": now}
        customer_id = records.added(connection, customer, row)
        link(connection, conversation, customer_id)
    elif contact.email:
        connection.execute(update(customer).where(customer.c.id == customer_id).values(email=contact.email))
    return int(customer_id)


def link(connection: Connection, conversation: str, customer_id: int) -> None:
    """Make the conversation one of this customer's."""
    if records.customers(connection, conversation):
        row = update(customer_channel).where(customer_channel.c.conversation == conversation)
        connection.execute(row.values(customer_id=customer_id))
    else:
        connection.execute(insert(customer_channel).values(conversation=conversation, customer_id=customer_id))
