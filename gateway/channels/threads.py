"""What a conversation on a platform is in: since when it may be answered, and which list was last."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError

from gateway.channels.schema import thread

_NUMBERS = re.compile(r"\s*\d{1,2}(?:(?:\s*[,;.&+]\s*|\s+(?:and |và |va )?)\d{1,2})*\s*[.)]?\s*", re.IGNORECASE)
# Built once: to build a statement takes longer than to run it.
_THREAD = select(thread).where(thread.c.conversation == bindparam("of"))
_CHANGE = update(thread).where(thread.c.conversation == bindparam("of"))
_NEW = insert(thread)


class Threads:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of(self, conversation: str) -> Any | None:
        with self._engine.connect() as db:
            return db.execute(_THREAD, {"of": conversation}).first()

    def lost(self, conversation: str, why: str) -> None:
        self._set(conversation, unreachable=why)

    def show_menu(self, conversation: str, tokens: Sequence[str], several: bool = False) -> None:
        """The list that numbers now stand for; none where the last message had none."""
        self._set(conversation, menu={"tokens": list(tokens), "several": several} if tokens else None)

    def _set(self, conversation: str, **values: Any) -> None:
        try:
            with self._engine.begin() as db:
                _set(db, conversation, values)
        except IntegrityError:  # another gateway was faster by a moment
            with self._engine.begin() as db:
                _set(db, conversation, values)


def heard(db: Connection, conversation: str, at: datetime) -> Any | None:
    """The customer did something that opens the platform's window; the list that was last shown to them, if any."""
    known = db.execute(_THREAD, {"of": conversation}).first()
    if known is None:
        db.execute(_NEW, {"conversation": conversation, "last_inbound_at": at})
        return None
    db.execute(_CHANGE, {"of": conversation, "last_inbound_at": at, "unreachable": None})
    return known.menu


def chosen(menu: Mapping[str, Any] | None, text: str) -> tuple[str, ...]:
    """The tokens that typed numbers stand for in this list; several only where several may be chosen."""
    numbers = _NUMBERS.fullmatch(text)
    if not numbers or not menu:
        return ()
    tokens, wanted = menu["tokens"], [int(digits) for digits in re.findall(r"\d+", text, re.ASCII)]
    if (len(wanted) > 1 and not menu["several"]) or not all(0 < one <= len(tokens) for one in wanted):
        return ()
    return tuple(dict.fromkeys(tokens[one - 1] for one in wanted))


def _set(db: Connection, conversation: str, values: dict[str, Any]) -> None:
    changed = db.execute(_CHANGE, {"of": conversation, **values})
    if not changed.rowcount:
        db.execute(_NEW, {"conversation": conversation, **values})
