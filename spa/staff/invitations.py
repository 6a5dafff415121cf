"""Links that are good once: they make an account, the first owner's too, or set a new password."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.engine import Connection

from spa.errors import InvitationOver
from spa.staff import accounts, sessions
from spa.staff.accounts import Access, Account, Hasher
from spa.store.schema import staff_invitation

GOOD_FOR = timedelta(days=3)


@dataclass(frozen=True)
class Invitation:
    """A link that nobody has followed yet."""

    id: str  # the digest of its token
    account: Account | None  # whose password it sets; none: a new account
    access: Access
    expires_at: datetime


@dataclass(frozen=True)
class Newcomer:
    """What somebody says of themself on following a link."""

    login: str
    name: str
    password: str
    language: str


def first_owner(db: Connection, now: datetime) -> str | None:
    """Return the token of the first owner's link, in place of any earlier one; None where there are accounts."""
    if not accounts.is_empty(db):
        return None
    db.execute(delete(staff_invitation))
    return invite(db, Access(("owner",)), now)


def invite(db: Connection, access: Access, now: datetime, account_id: int | None = None) -> str:
    """Return the token of a link: to a new account, or to a new password of the one that is named."""
    db.execute(delete(staff_invitation).where(staff_invitation.c.expires_at <= now))
    token = secrets.token_urlsafe(32)
    row = {"digest": sessions.digest(token), "account_id": account_id, "expires_at": now + GOOD_FOR}
    given = {"roles": list(access.roles), "venues": list(access.venues), "therapist_id": access.therapist_id}
    db.execute(insert(staff_invitation).values({**row, **given}))
    return token


def unused(db: Connection, now: datetime) -> list[Invitation]:
    """Return the links that are still good, those that end first first."""
    good = select(staff_invitation).where(staff_invitation.c.expires_at > now)
    rows = db.execute(good.order_by(staff_invitation.c.expires_at, staff_invitation.c.digest)).all()
    return [
        Invitation(
            row.digest,
            accounts.get(db, row.account_id) if row.account_id else None,
            Access(tuple(row.roles), tuple(row.venues), row.therapist_id),
            row.expires_at,
        )
        for row in rows
    ]


def withdraw(db: Connection, id: str) -> None:
    """The link is good no more. Raises InvitationOver where it was used by then."""
    if not db.execute(delete(staff_invitation).where(staff_invitation.c.digest == id)).rowcount:
        raise InvitationOver


def look(db: Connection, token: str, now: datetime) -> Account | None:
    """Return whose password the link sets, or None for a new account; it stays good. Raises InvitationOver."""
    row = _row(db, token, now)
    return accounts.get(db, row.account_id) if row.account_id else None


def join(db: Connection, token: str, who: Newcomer, hasher: Hasher, now: datetime) -> Account:
    """Make the account. Raises InvitationOver, StaffNameNotValid, LoginTaken, PasswordNotValid."""
    row = _row(db, token, now)
    if row.account_id:
        raise InvitationOver
    access = Access(tuple(row.roles), tuple(row.venues), row.therapist_id)
    made = accounts.create(db, who.login, who.name, access, who.password, hasher, who.language, now)
    _use(db, token)
    return made


def renew(db: Connection, token: str, password: str, hasher: Hasher, now: datetime) -> Account:
    """Set the new password and sign out everywhere. Raises InvitationOver, PasswordNotValid."""
    row = _row(db, token, now)
    if not row.account_id:
        raise InvitationOver
    accounts.set_password(db, row.account_id, password, hasher)
    sessions.end_all(db, row.account_id)
    _use(db, token)
    return accounts.get(db, row.account_id)


def _row(db: Connection, token: str, now: datetime) -> Any:
    found = select(staff_invitation).where(
        staff_invitation.c.digest == sessions.digest(token), staff_invitation.c.expires_at > now
    )
    row = db.execute(found).first()
    if row is None:
        raise InvitationOver
    return row


def _use(db: Connection, token: str) -> None:
    """Only one of two who follow it at once gets through."""
    withdraw(db, sessions.digest(token))
