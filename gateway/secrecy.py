"""What is written to and read from the gateway's tables is sealed under the conversation's key."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from sqlalchemy.engine import Connection

from gateway.schema import chat_key
from spa.sealing import Key, Keys

KEYS = Keys(chat_key)


def opened(db: Connection, row: Any, *columns: str) -> Any:
    """The row, if there is one, with these columns unsealed; None in a column whose key is gone."""
    return _opened(KEYS.of(db, row.conversation), row, columns) if row else None


def readable(db: Connection, rows: Sequence[Any], column: str) -> list[Any]:
    """Those rows of one conversation whose column can be read, unsealed."""
    key = KEYS.of(db, rows[0].conversation) if rows else None
    unsealed = [_opened(key, row, (column,)) for row in rows]
    return [row for row in unsealed if getattr(row, column) is not None]


def _opened(key: Key | None, row: Any, columns: Sequence[str]) -> Any:
    values = {column: key.open(getattr(row, column)) if key else None for column in columns}
    return SimpleNamespace(**{**row._mapping, **values})
