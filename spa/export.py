"""All that is held about the person behind a conversation, for that person to read, and the link that leads to it."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.engine import Connection

from spa.booking import Booking, lookup
from spa.errors import NotFound
from spa.store import sealed
from spa.store.schema import (
    consent,
    customer,
    customer_channel,
    download,
    screening,
    staff_note,
    unanswered_question,
    waitlist,
)

LINK_LIVES = timedelta(minutes=15)


def held(connection: Connection, conversation: str, now: datetime) -> dict[str, Any]:
    """Everything, as JSON can hold it: {"person": {}, "bookings": [], "consents": [], "screenings": [], ...}.

    Moments are in UTC, ISO 8601; what is erased is none.
    """
    return {
        "person": _person(connection, conversation),
        "bookings": [_booking(one) for one in lookup.of_conversation(connection, conversation, now, upcoming=False)],
        "consents": [_consent(connection, row) for row in _rows(connection, consent, conversation)],
        "screenings": [_screening(connection, row) for row in _rows(connection, screening, conversation)],
        "waiting_for": [_wish(row) for row in _rows(connection, waitlist, conversation)],
        "not_answered": [_asked(connection, row) for row in _rows(connection, unanswered_question, conversation)],
        "notes_for_staff": [_plain(row, "kind", "at") for row in _rows(connection, staff_note, conversation)],
    }


def link(connection: Connection, conversation: str, now: datetime) -> str:
    """Make a link and return its token; the older ones of the conversation are good no more."""
    token = secrets.token_urlsafe(32)
    connection.execute(delete(download).where(download.c.conversation == conversation))
    row = {"digest": _digest(token), "conversation": conversation, "expires_at": now + LINK_LIVES}
    connection.execute(insert(download).values(row))
    return token


def address(public_url: str, token: str) -> str:
    return f"{public_url.rstrip('/')}/my-data/{token}"


def is_good(connection: Connection, token: str, now: datetime) -> bool:
    return _found(connection, token, now) is not None


def follow(connection: Connection, token: str, now: datetime) -> str:
    """Return the conversation that the link was made for, once. Raises NotFound."""
    conversation = _found(connection, token, now)
    if conversation is None:
        raise NotFound("no such link")
    connection.execute(delete(download).where(download.c.digest == _digest(token)))
    return conversation


def _found(connection: Connection, token: str, now: datetime) -> str | None:
    good = select(download.c.conversation).where(download.c.digest == _digest(token), download.c.expires_at > now)
    found: str | None = connection.execute(good).scalar()
    return found


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _rows(connection: Connection, table: Any, conversation: str) -> list[Any]:
    return list(connection.execute(select(table).where(table.c.conversation == conversation).order_by(table.c.id)))


def _person(connection: Connection, conversation: str) -> dict[str, Any]:
    query = select(customer).join(customer_channel, customer_channel.c.customer_id == customer.c.id)
    row = connection.execute(query.where(customer_channel.c.conversation == conversation)).first()
    return _plain(row, "name", "phone", "email") if row else {}


def _booking(one: Booking) -> dict[str, Any]:
    moments = {"start": one.start.isoformat(), "end": one.end.isoformat()}
    plain = {name: getattr(one, name) for name in ("code", "venue_id", "service_id", "party", "status", "price_vnd")}
    guests = [
        {"guest": g.number, "name": g.name, "steps": list(g.kept), "left_out": list(g.left_out)} for g in one.guests
    ]
    return {**plain, **moments, "guests": guests, "note": one.note}


def _consent(connection: Connection, row: Any) -> dict[str, Any]:
    words = sealed.opened(connection, row.conversation, row.sealed)
    plain = _plain(row, "given_at", "withdrawn_at", "text_version", "language", "channel", "guests")
    return {**plain, "words": words}


def _screening(connection: Connection, row: Any) -> dict[str, Any]:
    plain = _plain(row, "begun_at", "decided_at", "guest", "outcome", "left_out")
    return {**plain, **sealed.screened(connection, row)}


def _asked(connection: Connection, row: Any) -> dict[str, Any]:
    return {**_plain(row, "at"), "words": sealed.opened(connection, row.conversation, row.sealed)}


def _wish(row: Any) -> dict[str, Any]:
    return _plain(row, "service_id", "earliest", "latest", "state")


def _plain(row: Any, *names: str) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in names}
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()}
