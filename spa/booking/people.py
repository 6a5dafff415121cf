"""The customer behind a booking: a name and a telephone number that can be right, and the row that keeps them."""

import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import phonenumbers
from sqlalchemy import and_, bindparam, insert, select, update
from sqlalchemy.engine import Connection, Engine

from spa.booking import records
from spa.booking.values import Contact
from spa.errors import NameNotValid, PhoneNotValid
from spa.store.database import transact
from spa.store.schema import booking_guest, customer, customer_channel
from spa.text import fold, normalise

LONGEST_NAME = 80
_KNOWN = select(customer).join(customer_channel).where(customer_channel.c.conversation == bindparam("whose"))
_WRITE_TO = update(customer).where(customer.c.id == bindparam("the_customer"))
_LINK = insert(customer_channel)
_LINK_ANEW = update(customer_channel).where(customer_channel.c.conversation == bindparam("whose"))
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


def known(connection: Connection, conversation: str) -> list[Any]:
    """Return the rows of the customers that the conversation is linked with."""
    return list(connection.execute(_KNOWN, {"whose": conversation}))


def customer_of(
    connection: Connection, conversation: str, contact: Contact, now: datetime, linked: Sequence[Any] | None = None
) -> tuple[int, Contact]:
    """Return the conversation's customer of this name and number, written down if new, and what is known of them.

    `linked` is what `known` said in this transaction. A number alone never leads to somebody's row: anyone could type
    it.
    """
    linked = known(connection, conversation) if linked is None else linked
    for row in linked:
        if (row.name, row.phone) == (contact.name, contact.phone):
            if contact.email:
                connection.execute(_WRITE_TO, {"the_customer": row.id, "email": contact.email})
            return row.id, replace(contact, email=contact.email or row.email)
    row = {**vars(contact), "plain_name": fold(contact.name), "created_at": now}
    customer_id = records.added(connection, customer, row)
    _link(connection, conversation, customer_id, bool(linked))
    return customer_id, contact


def link(connection: Connection, conversation: str, customer_id: int) -> None:
    """Make the conversation one of this customer's."""
    _link(connection, conversation, customer_id, bool(records.customers(connection, conversation)))


def _link(connection: Connection, conversation: str, customer_id: int, known_already: bool) -> None:
    if known_already:
        connection.execute(_LINK_ANEW, {"whose": conversation, "customer_id": customer_id})
    else:
        connection.execute(_LINK, {"conversation": conversation, "customer_id": customer_id})
