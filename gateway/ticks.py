"""Several choices of one list, ticked and sent at once: they become one more button, which means all of them."""

import secrets
from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection

from gateway import secrecy
from gateway.schema import button
from gateway.secrecy import KEYS

MOST = 40


def join(db: Connection, conversation: str, tokens: Sequence[str]) -> str | None:
    """The token of the button that means all of these; none where they are not the choices of one question here."""
    rows = [row for row in _buttons(db, tokens) if row.conversation == conversation]
    if not rows or len(rows) != len({*tokens}) or not _are_of_one_question(rows):
        return None
    key = KEYS.made(db, conversation)
    entities = [entity for row in rows for entity in row.payload["entities"]]
    joined = {
        "token": secrets.token_urlsafe(16),
        "conversation": conversation,
        "title": key.seal(", ".join(row.title for row in rows)),
        "payload": key.seal({**rows[0].payload, "entities": entities, "ticked": [row.token for row in rows]}),
        "asked": rows[0].asked,
        "expires_at": min(row.expires_at for row in rows),
    }
    db.execute(insert(button).values(joined))
    return str(joined["token"])


def chosen(db: Connection, said: Sequence[Any]) -> dict[str, list[str]]:
    """The tokens that were ticked, by the token of the button that they became."""
    joined = [row.token for row in said if row.kind == "ticks" and row.token]
    return {row.token: row.payload["ticked"] for row in _buttons(db, joined)}


def _buttons(db: Connection, tokens: Sequence[str]) -> list[Any]:
    """Those whose words are still there, in the order in which they were issued to the page."""
    rows = db.execute(select(button).where(button.c.token.in_(tokens))).all() if tokens else []
    opened = (secrecy.opened(db, row, "title", "payload") for row in rows)
    return sorted((row for row in opened if row.payload), key=lambda row: tokens.index(row.token))


def _are_of_one_question(rows: Sequence[Any]) -> bool:
    """Of one question, of one kind, and none of them several already."""
    same = {(row.asked, row.payload["intent"], row.payload["response_key"]) for row in rows}
    return len(same) == 1 and not any("ticked" in row.payload for row in rows)
