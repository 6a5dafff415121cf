"""Accounts of the people who work here: who they are, what they may do, and their password's hash."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection

from spa.errors import LastOwner, LoginTaken, NotFound, PasswordNotValid, StaffNameNotValid
from spa.staff.rights import RIGHTS, ROLES, Right, Role
from spa.store.schema import staff_account, staff_session

SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 200
LONGEST_NAME = 80
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._@+-]{1,79}")


class Hasher(Protocol):
    """Turns passwords into what may be stored; slow on purpose."""

    def hash(self, password: str) -> str: ...
    def verify(self, hashed: str, password: str) -> bool: ...
    def is_old(self, hashed: str) -> bool: ...


@dataclass(frozen=True)
class Account:
    id: int
    login: str
    name: str
    roles: tuple[Role, ...]
    therapist_id: str | None
    venues: tuple[str, ...]  # empty: all
    language: str
    active: bool

    @property
    def actor(self) -> str:
        """As the histories of bookings and venues name who did it."""
        return f"staff:{self.id}"

    def sees(self, venue_id: str) -> bool:
        return not self.venues or venue_id in self.venues

    def sees_all(self, venues: Collection[str]) -> bool:
        """Whether nothing of what somebody with these venues sees is hidden from this account; no venue means all."""
        return not self.venues or bool(venues) and set(venues) <= set(self.venues)


@dataclass(frozen=True)
class Access:
    """What an owner gives with an account."""

    roles: tuple[Role, ...]
    venues: tuple[str, ...] = ()
    therapist_id: str | None = None


def may(account: Account, right: Right) -> bool:
    return account.active and any(right in RIGHTS[role] for role in account.roles)


def create(
    db: Connection, login: str, name: str, access: Access, password: str, hasher: Hasher, language: str, now: datetime
) -> Account:
    """Make an account. Raises StaffNameNotValid, LoginTaken, PasswordNotValid."""
    login, name = login.strip().lower(), " ".join(name.split())
    if not _LOGIN.fullmatch(login) or not 0 < len(name) <= LONGEST_NAME:
        raise StaffNameNotValid
    check_password(password)
    if db.execute(select(staff_account.c.id).where(staff_account.c.login == login)).first():
        raise LoginTaken
    row = {"login": login, "name": name, "language": language, "created_at": now, "password": hasher.hash(password)}
    made = db.execute(insert(staff_account).values({**row, **_columns(access)}))
    return get(db, made.inserted_primary_key[0])


def check_password(password: str) -> None:
    """Raises PasswordNotValid."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise PasswordNotValid(shortest=SHORTEST_PASSWORD, longest=LONGEST_PASSWORD)


def get(db: Connection, account_id: int) -> Account:
    """Return the account, also one that is closed. Raises NotFound."""
    row = db.execute(select(staff_account).where(staff_account.c.id == account_id)).first()
    if row is None:
        raise NotFound
    return account_of(row)


def everyone(db: Connection) -> list[Account]:
    """Return all accounts, the open ones first, by name."""
    rows = db.execute(select(staff_account).order_by(staff_account.c.active.desc(), staff_account.c.name))
    return [account_of(row) for row in rows]


def is_empty(db: Connection) -> bool:
    """Whether nobody has an account yet."""
    return db.execute(select(staff_account.c.id).limit(1)).first() is None


def change(db: Connection, account_id: int, access: Access, active: bool) -> Account:
    """Give other roles or venues, close or open the account. Raises NotFound, LastOwner."""
    stays = active and "owner" in access.roles and not access.venues
    if not stays and _owns_all(get(db, account_id)):
        _keep_an_owner(db, account_id)
    db.execute(
        update(staff_account).where(staff_account.c.id == account_id).values({**_columns(access), "active": active})
    )
    if not active:
        db.execute(staff_session.delete().where(staff_session.c.account_id == account_id))
    return get(db, account_id)


def set_language(db: Connection, account_id: int, language: str) -> None:
    db.execute(update(staff_account).where(staff_account.c.id == account_id).values(language=language))


def set_password(db: Connection, account_id: int, password: str, hasher: Hasher) -> None:
    """Raises PasswordNotValid."""
    check_password(password)
    hashed = hasher.hash(password)
    db.execute(update(staff_account).where(staff_account.c.id == account_id).values(password=hashed))


def account_of(row: Any) -> Account:
    roles = tuple(role for role in ROLES if role in row.roles)
    venues: Sequence[str] = row.venues
    return Account(row.id, row.login, row.name, roles, row.therapist_id, tuple(venues), row.language, bool(row.active))


def _columns(access: Access) -> dict[str, Any]:
    return {"roles": list(access.roles), "venues": list(access.venues), "therapist_id": access.therapist_id}


def _keep_an_owner(db: Connection, account_id: int) -> None:
    """Who owns one venue cannot make an owner of all, so one of those has to stay."""
    if not any(_owns_all(one) for one in everyone(db) if one.id != account_id):
        raise LastOwner


def _owns_all(account: Account) -> bool:
    return account.active and "owner" in account.roles and not account.venues
