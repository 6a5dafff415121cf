"""What is said without being asked: another process writes it, the gateway shows it, and each knows what became of it."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError

from gateway.buttons import issue
from gateway.channels.deliveries import enqueue
from gateway.messages import Reply
from gateway.schema import conversation, inbound, outbound, pushed
from gateway.secrecy import KEYS


class Pushes:
    """Written by the worker, read by the gateway: all that they share is the database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def push(self, key: str, id: str, reply: Reply, language: str, expires_at: datetime, now: datetime) -> bool:
        """Put a message into the conversation, once for each key; its buttons are good until they expire.

        False where nobody ever opened this conversation.
        """
        try:
            with self._engine.begin() as db:
                # Locked, so that numbers of messages become visible in their order.
                known = db.execute(select(conversation).where(conversation.c.id == id).with_for_update()).first()
                if known is None:
                    return False
                push_in(db, key, known, reply, language, expires_at, now)
        except IntegrityError:
            if not self._is_there(key):
                raise
        return True

    def seen(self, key: str) -> bool:
        """Whether somebody had it before their eyes."""
        with self._engine.connect() as db:
            return bool(db.execute(select(pushed.c.seen).where(pushed.c.key == key)).scalar())

    def mark_seen(self, id: str, last: int) -> None:
        """Note that the conversation was looked at up to this number."""
        looked_at = update(pushed).where(pushed.c.conversation == id, pushed.c.outbound_id <= last)
        with self._engine.begin() as db:
            db.execute(looked_at.values(seen=True))

    def after(self, last: int, answers: bool = False) -> list[tuple[int, str]]:
        """Number and conversation of what was pushed after this number; with `answers` of all in the outbox."""
        id, of = (outbound.c.id, outbound.c.conversation) if answers else (pushed.c.outbound_id, pushed.c.conversation)
        with self._engine.connect() as db:
            return [(row[0], row[1]) for row in db.execute(select(id, of).where(id > last).order_by(id))]

    def last(self) -> int:
        """The number of the last one."""
        with self._engine.connect() as db:
            return db.execute(select(func.max(outbound.c.id))).scalar() or 0

    def language(self, id: str) -> str | None:
        """The language of the conversation; none where it was never opened."""
        with self._engine.connect() as db:
            return db.execute(select(conversation.c.language).where(conversation.c.id == id)).scalar()

    def last_inbound(self, id: str) -> datetime | None:
        """When the customer last wrote."""
        with self._engine.connect() as db:
            received = select(inbound.c.received_at).where(inbound.c.conversation == id)
            return db.execute(received.order_by(inbound.c.id.desc()).limit(1)).scalar()

    def _is_there(self, key: str) -> bool:
        with self._engine.connect() as db:
            return db.execute(select(pushed.c.key).where(pushed.c.key == key)).first() is not None


def push_in(
    db: Connection, key: str, known: Any, reply: Reply, language: str, expires_at: datetime, now: datetime
) -> None:
    """As `push`, inside of a transaction that has locked the conversation's row `known`."""
    terms = {"conversation": known.id, "asking": False, "asked": known.asked, "expires_at": expires_at}
    buttons = issue(db, reply.buttons, terms)
    message = {**asdict(reply), "buttons": buttons, "asking": False, "language": language}
    sealed = KEYS.made(db, known.id).seal(message)
    row = {"conversation": known.id, "inbound_id": None, "number": 1, "message": sealed, "at": now}
    number = db.execute(insert(outbound).values(row)).inserted_primary_key[0]
    enqueue(db, known.id, number, now)
    db.execute(insert(pushed).values(key=key, conversation=known.id, outbound_id=number, seen=False))
