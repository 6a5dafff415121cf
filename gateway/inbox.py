"""Keeps what customers say, inside of the transaction of whoever calls: what belongs together is kept together."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.engine import Connection

from gateway import entrance, secrecy, tally, ticks
from gateway.messages import Said
from gateway.schema import button, conversation, inbound
from gateway.secrecy import KEYS

# Built once: to build a statement takes longer than to run it. What an update sets is what it is given besides its key.
_CONVERSATION = select(conversation).where(conversation.c.id == bindparam("of"))
_CHANGE_CONVERSATION = update(conversation).where(conversation.c.id == bindparam("of"))
_BUTTON = select(button).where(button.c.token == bindparam("token"))
_KNOWN = select(inbound.c.id).where(
    inbound.c.conversation == bindparam("of"), inbound.c.client_id == bindparam("client_id")
)
_NEW, _NEW_CONVERSATION = insert(inbound), insert(conversation)


def state(db: Connection, id: str) -> Any | None:
    """The conversation, if somebody opened it."""
    return db.execute(_CONVERSATION, {"of": id}).first()


def change(db: Connection, id: str, **values: Any) -> None:
    db.execute(_CHANGE_CONVERSATION, {"of": id, **values})


def open(db: Connection, id: str, venue: str, language: str, now: datetime) -> bool:
    """Make the conversation; False when it is there already."""
    if state(db, id):
        return False
    row = {"id": id, "venue_id": venue, "language": language, "asked": 0, "created_at": now, "last_at": now}
    db.execute(_NEW_CONVERSATION, row)
    return True


def pressed(db: Connection, token: str | None) -> Any | None:
    """The button with this token, sealed."""
    return db.execute(_BUTTON, {"token": token}).first() if token else None


def receive(db: Connection, id: str, said: Said, now: datetime) -> int | None:
    """Keep what was said and return its number; a repeat gets the number of the first. None: nobody opened it."""
    number: int | None = db.execute(_KNOWN, {"of": id, "client_id": said.client_id}).scalar()
    if number is not None:
        return number
    opened = state(db, id)
    if opened is None:
        return None
    tally.said(db, opened, said.kind, now)
    change(db, id, last_at=now)
    return int(db.execute(_NEW, _row(db, id, said, now)).inserted_primary_key[0])


def _row(db: Connection, id: str, said: Said, now: datetime) -> dict[str, Any]:
    row = {"conversation": id, "received_at": now, "state": "waiting", "tries": 0, **asdict(said)}
    text, tokens = entrance.clean(said.text), row.pop("tokens")
    if said.kind == "ticks":
        row["token"] = ticks.join(db, id, tokens)
    if said.kind in ("button", "ticks"):
        chosen = secrecy.opened(db, pressed(db, row["token"]), "title")
        text = chosen.title if chosen and chosen.conversation == id else ""
    return {**row, "text": KEYS.made(db, id).seal(text or "")}
