"""Who is signed in: random tokens, of which the database keeps the digest alone."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection

from spa.staff.accounts import Account, account_of
from spa.store.schema import staff_account, staff_session

LONGEST = timedelta(days=7)
_NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class Lifetime:
    """A session ends after `idle` without a page, and `longest` after its beginning in any case."""

    idle: timedelta = timedelta(hours=2)
    longest: timedelta = timedelta(hours=12)


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def begin(db: Connection, account_id: int, now: datetime) -> str:
    """Return the token of a new session; what is too old for any installation is forgotten."""
    db.execute(delete(staff_session).where(staff_session.c.begun_at <= now - LONGEST))
    token = secrets.token_urlsafe(32)
    db.execute(insert(staff_session).values(digest=digest(token), account_id=account_id, begun_at=now, seen_at=now))
    return token


def find(db: Connection, token: str, lifetime: Lifetime, now: datetime) -> Account | None:
    """Return whose session this is; None where it is over or the account is closed."""
    row = db.execute(
        select(staff_account)
        .join(staff_session, staff_session.c.account_id == staff_account.c.id)
        .where(
            staff_session.c.digest == digest(token),
            staff_session.c.seen_at > now - lifetime.idle,
            staff_session.c.begun_at > now - lifetime.longest,
            staff_account.c.active,
        )
    ).first()
    return account_of(row) if row else None


def is_unnoted(db: Connection, token: str, now: datetime) -> bool:
    """Whether the session was last noted as used so long ago that it is worth a write."""
    seen = db.execute(select(staff_session.c.seen_at).where(staff_session.c.digest == digest(token))).scalar()
    return seen is not None and now - seen >= _NOTED_EVERY


def note(db: Connection, token: str, now: datetime) -> None:
    db.execute(update(staff_session).where(staff_session.c.digest == digest(token)).values(seen_at=now))


def end(db: Connection, token: str) -> None:
    db.execute(delete(staff_session).where(staff_session.c.digest == digest(token)))


def end_all(db: Connection, account_id: int) -> None:
    """Sign the account out everywhere."""
    db.execute(delete(staff_session).where(staff_session.c.account_id == account_id))
