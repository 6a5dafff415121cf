"""Who answers a conversation: one gateway at a time. PostgreSQL lets several share the work; of SQLite's there is one."""

import fcntl
import logging
from collections.abc import Callable
from typing import IO, Protocol

from sqlalchemy import text
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import SQLAlchemyError

log = logging.getLogger(__name__)

_TAKE = text("SELECT pg_try_advisory_lock(hashtextextended(:name, 0))")
_LEAVE = text("SELECT pg_advisory_unlock(hashtextextended(:name, 0))")


class AlreadyRunning(Exception):
    """Another gateway works on this database, and with SQLite there is one; the message says what to do."""


class Turns(Protocol):
    shared: bool  # others may be at work too: what they left has to be looked for

    def take(self, conversation: str, /) -> bool:
        """Whether this gateway may answer the conversation now."""

    def leave(self, conversation: str, /) -> None: ...


class OwnTurns:
    """All conversations are this gateway's."""

    shared = False

    def take(self, _conversation: str) -> bool:
        return True

    def leave(self, _conversation: str) -> None: ...


class SharedTurns:
    """Locks of one connection of PostgreSQL: they end with it, however this process ends. None waits for another.

    When the connection breaks, so do its locks: whoever is at work then is found out when an answer is saved.
    """

    shared = True

    def __init__(self, engine: Engine) -> None:
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._connection: Connection | None = None

    def take(self, conversation: str) -> bool:
        return bool(self._ask(lambda db: db.execute(_TAKE, {"name": conversation}).scalar()))

    def leave(self, conversation: str) -> None:
        self._ask(lambda db: db.execute(_LEAVE, {"name": conversation}).scalar())

    def _ask(self, what: Callable[[Connection], bool | None]) -> bool | None:
        try:
            self._connection = self._connection or self._engine.connect()
            return what(self._connection)
        except SQLAlchemyError as error:
            log.error("the turns are lost: %s", type(error).__name__)
            if self._connection:
                self._connection.invalidate()
            self._connection = None
            return None


def turns(engine: Engine) -> Turns:
    return OwnTurns() if engine.dialect.name == "sqlite" else SharedTurns(engine)


def claim(url: str) -> IO[str] | None:
    """Be the one gateway of a SQLite file for as long as what is returned stays open. Raises AlreadyRunning."""
    address = make_url(url)
    if address.get_backend_name() != "sqlite" or address.database in (None, "", ":memory:"):
        return None
    lock = open(f"{address.database}.gateway", "w")  # noqa: SIM115 - it is held until the process ends
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        lock.close()
        raise AlreadyRunning(
            f"Another gateway works on {address.database}. With SQLite there is one: stop the other, "
            "or set GATEWAY_DATABASE_URL to PostgreSQL, where several share the work."
        ) from error
    return lock
