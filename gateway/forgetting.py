"""Erases what was said: all of a conversation, or one message, when a reply says so or when long nobody wrote."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.engine import Connection

from gateway.channels.schema import delivery, platform_event
from gateway.messages import Reply
from gateway.schema import button, chat_key, conversation, inbound, outbound, pushed
from gateway.secrecy import KEYS
from gateway.staff.schema import colleague_note, sent_picture

ERASE, FORGET = "erase", "forget"  # marks in a reply's `custom`


def obey(db: Connection, rows: Sequence[Any], replies: Sequence[Reply]) -> None:
    """Do what the replies to these rows of the inbox say about what was said before them."""
    marks = {mark for reply in replies for mark in (reply.custom or {})}
    if ERASE in marks:
        _erase_until(db, rows[-1])
    if FORGET in marks:
        db.execute(update(inbound).where(inbound.c.id.in_([row.id for row in rows])).values(text=""))


def silent(db: Connection, before: datetime) -> list[str]:
    """The conversations whose words are kept and in which nobody has written since."""
    known = select(chat_key.c.conversation).join(conversation, conversation.c.id == chat_key.c.conversation)
    return list(db.execute(known.where(conversation.c.last_at < before)).scalars())


def erase(db: Connection, ids: Sequence[str]) -> None:
    """Erase what was said in these conversations; that they were stays."""
    for id in ids:
        _erase(db, id)


def _erase_until(db: Connection, row: Any) -> None:
    """Erase all that was said up to this message; what came after it waits, sealed anew."""
    key = KEYS.made(db, row.conversation)
    later = db.execute(_later(row)).all()
    _erase(db, row.conversation, [row.id, *(one.id for one in later)])
    anew = KEYS.made(db, row.conversation)
    for one in later:
        sealed = anew.seal(key.open(one.text) or "")
        db.execute(update(inbound).where(inbound.c.id == one.id).values(text=sealed))


def _later(row: Any) -> Any:
    return select(inbound.c.id, inbound.c.text).where(inbound.c.conversation == row.conversation, inbound.c.id > row.id)


def _erase(db: Connection, id: str, kept: Sequence[int] = ()) -> None:
    """Delete the key, and with it all but the bare rows that say what was pushed and what is still to be answered."""
    KEYS.forget(db, id)
    for table in (button, delivery, colleague_note, sent_picture):
        db.execute(delete(table).where(table.c.conversation == id))
    db.execute(update(platform_event).where(platform_event.c.conversation == id).values(sealed=None))
    mine, known = outbound.c.conversation == id, outbound.c.id.in_(select(pushed.c.outbound_id))
    db.execute(delete(outbound).where(mine, ~known))
    db.execute(update(outbound).where(mine).values(message=""))
    db.execute(delete(inbound).where(inbound.c.conversation == id, inbound.c.id.not_in(kept)))
    db.execute(update(inbound).where(inbound.c.conversation == id).values(text=""))
    db.execute(update(conversation).where(conversation.c.id == id).values(question=None))
