"""Gives what a database complains of a name of our own."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, IntegrityError

from spa.errors import DatabaseAway, DatabaseFull, DatabaseReadOnly, DatabaseTrouble

_OUTRUN = ("40001", "40P01")  # PostgreSQL's codes of a lost race: serialization failure, deadlock
_OF_CODE = {"53100": DatabaseFull, "25006": DatabaseReadOnly}
_AWAY = ("08", "57P", "53")  # a connection that failed, a server that shuts down, one that has no room for one more
_OF_WORDS = {  # SQLite's driver tells no code before Python 3.11
    "disk is full": DatabaseFull,
    "readonly database": DatabaseReadOnly,
    "unable to open": DatabaseAway,
    "is locked": DatabaseAway,
    "disk i/o error": DatabaseAway,
}


@contextmanager
def named() -> Iterator[None]:
    """Raise DatabaseTrouble in place of what the driver says; other errors stay as they are."""
    try:
        yield
    except (DBAPIError, sqlite3.OperationalError) as error:
        kind = name(error)
        if kind is None:
            raise
        raise kind() from error


def name(error: DBAPIError | sqlite3.OperationalError) -> type[DatabaseTrouble] | None:
    cause = getattr(error, "orig", error)
    if isinstance(cause, sqlite3.Error):
        return next((kind for words, kind in _OF_WORDS.items() if words in str(cause).lower()), None)
    code = _code(cause)
    if code:
        return _OF_CODE.get(code) or (DatabaseAway if code.startswith(_AWAY) else None)
    lost = isinstance(error, DBAPIError) and (error.connection_invalidated or error.statement is None)
    return DatabaseAway if lost else None  # without a statement there was not even a connection


def outrun(error: DBAPIError) -> bool:
    """Return whether another transaction was faster, so that doing this one again helps."""
    return isinstance(error, IntegrityError) or _code(error.orig) in _OUTRUN


def _code(cause: object) -> str:
    return getattr(cause, "sqlstate", None) or getattr(cause, "pgcode", None) or ""
