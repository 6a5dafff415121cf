"""Counts tries of passwords, of a login and of an address, and says when there were too many wrong ones."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, select
from sqlalchemy.engine import Connection

from spa.errors import TooManyTries
from spa.store.schema import staff_try

WITHIN = timedelta(minutes=15)
OF_A_LOGIN, OF_AN_ADDRESS = 8, 40


def keys(login: str, address: str | None) -> list[tuple[str, int]]:
    """Return what is counted, each with its most; no address where everybody has the same."""
    counted = [(_key("login", login.strip().lower()), OF_A_LOGIN)]
    return [*counted, (_key("address", address), OF_AN_ADDRESS)] if address else counted


def check(db: Connection, counted: Sequence[tuple[str, int]], now: datetime) -> None:
    """Raises TooManyTries."""
    for key, most in counted:
        since = (staff_try.c.key == key, staff_try.c.at > now - WITHIN)
        if db.execute(select(func.count()).select_from(staff_try).where(*since)).scalar_one() >= most:
            raise TooManyTries(minutes=int(WITHIN.total_seconds() // 60))


def count(db: Connection, counted: Sequence[tuple[str, int]], now: datetime) -> None:
    """Note a try before its password is compared, so that many at once are many; what is too old is forgotten."""
    db.execute(delete(staff_try).where(staff_try.c.at <= now - WITHIN))
    db.execute(insert(staff_try), [{"key": key, "at": now} for key, _ in counted])


def forget(db: Connection, counted: Sequence[tuple[str, int]], now: datetime) -> None:
    """The right password was given: the login's tries no longer count, of the address's this one does not."""
    login, *address = (key for key, _ in counted)
    db.execute(delete(staff_try).where(staff_try.c.key == login))
    db.execute(delete(staff_try).where(staff_try.c.key.in_(address), staff_try.c.at == now))


def _key(kind: str, value: str) -> str:
    return hashlib.sha256(f"{kind}:{value}".encode()).hexdigest()
