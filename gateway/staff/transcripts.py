"""A conversation as the staff read it: both sides in their order, who of the house wrote, what did not arrive."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.engine import Engine

from gateway import secrecy
from gateway.channels.schema import delivery
from gateway.schema import inbound, mode_change, outbound
from gateway.secrecy import KEYS
from gateway.staff.schema import colleague_note, read_until
from gateway.store import Store

GUEST, ASSISTANT, PERSON, NOTE, CHANGE = "guest", "assistant", "person", "note", "change"
SHOWN = 200  # of each side, the last
LONGEST_NOTE = 1000
_NOT_SAID = ("start", "language")


@dataclass(frozen=True)
class Entry:
    """One thing in a transcript. `number` is that of the inbox for a guest's words, else that of its own table."""

    by: str  # GUEST, ASSISTANT, PERSON, NOTE (for colleagues alone) or CHANGE (of whose it is)
    at: datetime
    number: int
    text: str = ""
    name: str = ""  # of the person who wrote
    choices: tuple[str, ...] = ()
    picture: str | None = None
    kind: str = ""  # of the guest's message; of a change the new mode
    response: str | None = None
    asking: bool = False
    answers: int | None = None  # the guest's message
    state: str = ""  # of its delivery: waiting, sent, dead; on the page: nothing
    problem: str | None = None
    is_health: bool = False  # the words are left out


@dataclass(frozen=True)
class Transcript:
    entries: list[Entry]
    last_inbound: int  # what has been read when this was read
    last_outbound: int


@dataclass(frozen=True)
class Transcripts:
    chats: Engine

    def of(self, id: str) -> Transcript:
        """The last messages with notes and changes between them, the oldest first."""
        said, sent = Store(self.chats).history(id, SHOWN)
        with self.chats.connect() as db:
            states = {row.outbound_id: row for row in db.execute(select(delivery).where(delivery.c.conversation == id))}
            notes = secrecy.readable(db, db.execute(_of(colleague_note, id)).all(), "text")
            changes = db.execute(_of(mode_change, id)).all()
        entries = [_guest(row) for row in said if row.kind not in _NOT_SAID]
        entries += [_sent(row, states) for row in sent]
        entries += [Entry(NOTE, row.at, row.id, row.text, row.name) for row in notes]
        entries += [Entry(CHANGE, row.at, row.id, row.who or "", row.by, kind=row.mode) for row in changes]
        return Transcript(sorted(entries, key=_order), said[-1].id if said else 0, sent[-1].id if sent else 0)

    def stamp(self, id: str) -> str:
        """Changes with whatever a transcript shows."""
        columns = {inbound: inbound.c.id, outbound: outbound.c.id, colleague_note: colleague_note.c.id}
        columns |= {mode_change: mode_change.c.id}
        with self.chats.connect() as db:
            newest = [
                db.execute(select(func.max(column)).where(table.c.conversation == id)).scalar()
                for table, column in columns.items()
            ]
            mine = delivery.c.conversation == id
            counted = select(delivery.c.state, func.count()).where(mine).group_by(delivery.c.state)
            states = sorted((state, count) for state, count in db.execute(counted))
        return "-".join(str(one) for one in (*newest, *states))

    def read(self, id: str, account: str, last: int) -> None:
        """Remember that the account has seen the customer's messages until this one."""
        mine = (read_until.c.account == account, read_until.c.conversation == id)
        with self.chats.begin() as db:
            changed = db.execute(update(read_until).where(*mine).values(inbound_id=last))
            if not changed.rowcount:
                db.execute(insert(read_until).values(account=account, conversation=id, inbound_id=last))

    def add_note(self, id: str, account: str, name: str, text: str, now: datetime) -> None:
        """Leave a note for colleagues; it goes with the words of the chat."""
        with self.chats.begin() as db:
            sealed = KEYS.made(db, id).seal(text[:LONGEST_NOTE])
            row = {"conversation": id, "account": account, "name": name, "text": sealed, "at": now}
            db.execute(insert(colleague_note).values(row))


def _of(table: Any, id: str) -> Any:
    return select(table).where(table.c.conversation == id).order_by(table.c.id)


def _guest(row: Any) -> Entry:
    return Entry(GUEST, row.received_at, row.id, row.text, kind=row.kind)


def _sent(row: Any, states: Mapping[int, Any]) -> Entry:
    message: Mapping[str, Any] = row.message
    person = (message.get("custom") or {}).get("person")
    entry = Entry(
        PERSON if person else ASSISTANT,
        row.at,
        row.id,
        message["text"],
        person or "",
        tuple(one["title"] for one in message["buttons"]),
        message.get("image"),
        response=message.get("response"),
        asking=bool(message.get("asking")),
        answers=row.inbound_id,
    )
    state = states.get(row.id)
    return replace(entry, state=state.state, problem=state.problem) if state else entry


def _order(entry: Entry) -> tuple[datetime, int, int]:
    """At the same moment first what the guest said, then whose it became, then what answers it."""
    return entry.at, {GUEST: 0, CHANGE: 1}.get(entry.by, 2), entry.number
