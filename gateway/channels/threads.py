"""What a conversation on a platform is in: since when it may be answered, and which list was last."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError

from gateway.channels.schema import thread

_NUMBER = re.compile(r"\s*(\d{1,2})\s*[.)]?\s*", re.ASCII)


class Threads:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of(self, conversation: str) -> Any | None:
        with self._engine.connect() as db:
            return db.execute(select(thread).where(thread.c.conversation == conversation)).first()

    def heard(self, conversation: str, at: datetime) -> None:
        """The customer did something that opens the platform's window."""
        self._set(conversation, last_inbound_at=at, unreachable=None)

    def lost(self, conversation: str, why: str) -> None:
        self._set(conversation, unreachable=why)

    def show_menu(self, conversation: str, tokens: Sequence[str]) -> None:
        """The list that numbers now stand for; none where the last message had none."""
        self._set(conversation, menu=list(tokens) or None)

    def chosen(self, conversation: str, text: str) -> str | None:
        """The token that a typed number stands for in the last list."""
        number, known = _NUMBER.fullmatch(text), self.of(conversation)
        menu = known.menu if known and known.menu else []
        return str(menu[int(number[1]) - 1]) if number and 0 < int(number[1]) <= len(menu) else None

    def _set(self, conversation: str, **values: Any) -> None:
        try:
            with self._engine.begin() as db:
                _set(db, conversation, values)
        except IntegrityError:  # another gateway was faster by a moment
            with self._engine.begin() as db:
                _set(db, conversation, values)


def _set(db: Connection, conversation: str, values: dict[str, Any]) -> None:
    changed = db.execute(update(thread).where(thread.c.conversation == conversation).values(values))
    if not changed.rowcount:
        db.execute(insert(thread).values({"conversation": conversation, **values}))
