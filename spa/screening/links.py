"""Links to the questions on our own page: one for each guest, good once, so that each answers alone."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, delete, insert, select, update
from sqlalchemy.engine import Connection

from spa.errors import NotFound
from spa.screening import consents
from spa.screening.consents import Consent
from spa.store.schema import question_link

LIVES = timedelta(hours=2)
CHANNEL = "page"  # of a consent that was given there


@dataclass(frozen=True)
class Link:
    """What a link was made for: guest `guest` of `guests`."""

    digest: str
    conversation: str
    venue_id: str
    guest: int
    guests: int


def make(connection: Connection, conversation: str, venue_id: str, guests: int, now: datetime) -> list[str]:
    """Return the token of each guest's link, guest 1 first; the conversation's older ones are good no more."""
    connection.execute(delete(question_link).where(question_link.c.conversation == conversation))
    tokens = [secrets.token_urlsafe(24) for _ in range(guests)]
    row = {"conversation": conversation, "venue_id": venue_id, "guests": guests, "expires_at": now + LIVES}
    rows = [{**row, "digest": _digest(token), "guest": guest} for guest, token in enumerate(tokens, start=1)]
    connection.execute(insert(question_link), rows)
    return tokens


def address(public_url: str, token: str) -> str:
    return f"{public_url.rstrip('/')}/questions/{token}"


def follow(connection: Connection, token: str, now: datetime) -> Link:
    """What the link was made for, as long as it is good. Raises NotFound."""
    mine, names = question_link.c, ("digest", "conversation", "venue_id", "guest", "guests")
    good = and_(mine.digest == _digest(token), mine.expires_at > now, mine.answered_at.is_(None))
    row = connection.execute(select(question_link).where(good)).first()
    if row is None:
        raise NotFound("no such link")
    return Link(**{name: getattr(row, name) for name in names})


def agree(connection: Connection, link: Link, text_version: str, language: str, words: str, now: datetime) -> None:
    """Keep this guest's consent; that of a companion alone (`guests` is 0) does not let anybody else be asked."""
    guests = 1 if link.guest == 1 else 0
    given = Consent(link.conversation, link.venue_id, text_version, language, CHANNEL, words, guests)
    consents.give(connection, given, now)


def finish(connection: Connection, link: Link, text_version: str, language: str, words: str, now: datetime) -> None:
    """The link has been used. With the last guest all have agreed, which is what lets a visit of theirs be booked."""
    mine = question_link.c
    connection.execute(update(question_link).where(mine.digest == link.digest).values(answered_at=now))
    if link.guests > 1 and is_answered(connection, link.conversation):
        given = Consent(link.conversation, link.venue_id, text_version, language, CHANNEL, words, link.guests)
        consents.give(connection, given, now)


def is_answered(connection: Connection, conversation: str) -> bool:
    """Whether every guest has used their link."""
    found = asked(connection, conversation)
    return bool(found) and all(found.values())


def asked(connection: Connection, conversation: str) -> dict[int, datetime | None]:
    """By guest when they answered on our page, none where they have not; empty where nobody was sent there."""
    rows = connection.execute(select(question_link).where(question_link.c.conversation == conversation))
    return {row.guest: row.answered_at for row in sorted(rows, key=lambda row: row.guest)}


def is_another_ones(connection: Connection, conversation: str) -> bool:
    """Whether somebody else than who writes in the chat may have answered alone, what nobody is told."""
    theirs = (question_link.c.conversation == conversation, question_link.c.guests > 1)
    answered = select(question_link.c.digest).where(*theirs, question_link.c.answered_at.is_not(None))
    return connection.execute(answered.limit(1)).first() is not None


def forget_old(connection: Connection, now: datetime) -> int:
    """Delete the links that nobody can use any more, and return how many."""
    return int(connection.execute(delete(question_link).where(question_link.c.expires_at < now - LIVES)).rowcount)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
