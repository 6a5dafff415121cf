"""Signing in with login and password, with the same work whether the login is known or not."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.engine import Connection, Engine

from spa.staff import audit, sessions, tries
from spa.staff.accounts import Account, Hasher, account_of
from spa.store.database import reading, transact
from spa.store.schema import staff_account


class Entrance:
    """Keeps a hash to compare with where there is no account, so that an answer takes as long."""

    def __init__(self, engine: Engine, hasher: Hasher) -> None:
        self._engine, self._hasher = engine, hasher
        self._nobodys = hasher.hash("a password that nobody has")

    def sign_in(self, login: str, password: str, address: str | None, now: datetime) -> tuple[Account, str] | None:
        """Return the account and a new session's token; None where login or password is wrong. Raises TooManyTries."""
        counted = tries.keys(login, address)
        with reading(self._engine) as db:
            tries.check(db, counted, now)
            row = db.execute(select(staff_account).where(staff_account.c.login == login.strip().lower())).first()
        # Outside of any transaction: it is slow on purpose.
        right = self._hasher.verify(row.password if row else self._nobodys, password)
        if not (row and right and row.active):
            transact(self._engine, lambda db: self._refuse(db, counted, row, now))
            return None
        fresh = self._hasher.hash(password) if self._hasher.is_old(row.password) else row.password
        token = transact(self._engine, lambda db: self._begin(db, counted, row.id, fresh, now))
        return account_of(row), token

    def fits(self, account: Account, password: str, now: datetime) -> bool:
        """Whether it is this account's password; a wrong one counts as one at the door. Raises TooManyTries."""
        counted = tries.keys(account.login, None)
        with reading(self._engine) as db:
            tries.check(db, counted, now)
            hashed = db.execute(select(staff_account.c.password).where(staff_account.c.id == account.id)).scalar_one()
        if self._hasher.verify(hashed, password):
            return True
        transact(self._engine, lambda db: tries.count(db, counted, now))
        return False

    def _refuse(self, db: Connection, counted: list[tuple[str, int]], row: object, now: datetime) -> None:
        tries.count(db, counted, now)
        audit.note(db, None, "sign_in_failed", str(getattr(row, "id", "")), now)

    def _begin(self, db: Connection, counted: list[tuple[str, int]], id: int, hashed: str, now: datetime) -> str:
        tries.forget(db, counted)
        db.execute(update(staff_account).where(staff_account.c.id == id).values(password=hashed))
        audit.note(db, id, "signed_in", str(id), now)
        return sessions.begin(db, id, now)
