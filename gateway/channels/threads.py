"""What a conversation on a platform is in: since when it may be answered, and which list was last."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError

from gateway.channels.schema import thread

_NUMBERS = re.compile(r"\s*\d{1,2}(?:(?:\s*[,;.&+]\s*|\s+(?:and |và |va )?)\d{1,2})*\s*[.)]?\s*", re.IGNORECASE)


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

    def show_menu(self, conversation: str, tokens: Sequence[str], several: bool = False) -> None:
        """The list that numbers now stand for; none where the last message had none."""
        self._set(conversation, menu={"tokens": list(tokens), "several": several} if tokens else None)

    def chosen(self, conversation: str, text: str) -> tuple[str, ...]:
        """The tokens that typed numbers stand for in the last list; several only where several may be chosen."""
        numbers, known = _NUMBERS.fullmatch(text), self.of(conversation)
        if not numbers or not known or not known.menu:
            return ()
        tokens, wanted = known.menu["tokens"], [int(digits) for digits in re.findall(r"\d+", text, re.ASCII)]
        if (len(wanted) > 1 and not known.menu["several"]) or not all(0 < one <= len(tokens) for one in wanted):
            return ()
        return tuple(dict.fromkeys(tokens[one - 1] for one in wanted))

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
