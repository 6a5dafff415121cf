"""Signing in with login and password, with the same work whether the login is known or not."""

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.engine import Connection, Engine

from spa.staff import audit, sessions, tries
from spa.staff.accounts import Account, Hasher, account_of
from spa.store.database import transact
from spa.store.schema import staff_account


class Entrance:
    """Keeps a hash to compare with where there is no account, so that an answer takes as long."""

    def __init__(self, engine: Engine, hasher: Hasher) -> None:
        self._engine, self._hasher = engine, hasher
        self._nobodys = hasher.hash("a password that nobody has")

    def sign_in(self, login: str, password: str, address: str | None, now: datetime) -> tuple[Account, str] | None:
        """Return the account and a new session's token; None where login or password is wrong. Raises TooManyTries."""
        counted = tries.keys(login, address)
        row = self._row(login, counted, now)
        # Outside of any transaction: it is slow on purpose.
        right = self._hasher.verify(row.password if row else self._nobodys, password)
        if not (row and right and row.active):
            about = str(row.id) if row else ""
            transact(self._engine, lambda db: audit.note(db, None, "sign_in_failed", about, now))
            return None
        fresh = self._hasher.hash(password) if self._hasher.is_old(row.password) else row.password
        token = transact(self._engine, lambda db: self._begin(db, counted, row.id, fresh, now))
        return account_of(row), token

    def fits(self, account: Account, password: str, now: datetime) -> bool:
        """Whether it is this account's password; a wrong one counts as one at the door. Raises TooManyTries."""
        counted = tries.keys(account.login, None)
        right = self._hasher.verify(self._row(account.login, counted, now).password, password)
        if right:
            transact(self._engine, lambda db: tries.forget(db, counted, now))
        return right

    def _row(self, login: str, counted: list[tuple[str, int]], now: datetime) -> Any:
        """Count the try, and return whose login it is. Raises TooManyTries."""
        mine = select(staff_account).where(staff_account.c.login == login.strip().lower())

        def counting(db: Connection) -> Any:
            tries.check(db, counted, now)
            tries.count(db, counted, now)
            return db.execute(mine).first()

        return transact(self._engine, counting)

    def _begin(self, db: Connection, counted: list[tuple[str, int]], id: int, hashed: str, now: datetime) -> str:
        tries.forget(db, counted, now)
        db.execute(update(staff_account).where(staff_account.c.id == id).values(password=hashed))
        audit.note(db, id, "signed_in", str(id), now)
        return sessions.begin(db, id, now)
