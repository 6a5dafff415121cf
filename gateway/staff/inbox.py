"""Which conversations wait for a person, are with one, or are the assistant's: what an inbox of all channels shows."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.engine import Connection, Engine

from gateway.modes import ASSISTANT, PERSON
from gateway.schema import attention, conversation, inbound
from gateway.staff.schema import read_until
from spa.booking import lookup
from spa.handoff import WAITS, Note, noted, notes_stamp, open_notes
from spa.store.database import reading
from spa.store.schema import customer, customer_channel
from spa.text import fold

WAITING, HANDLED, WITH_ASSISTANT = SECTIONS = ("waiting", "handled", "assistant")
CHANNELS = ("web", "fb", "zalo")
PAGE = 50  # lines of a section at once
FOUND = 100  # conversations that a search gives at most
_AT_ONCE = 500  # values in one condition
_NOT_SAID = ("start", "language")  # kinds of messages that nobody wrote


@dataclass(frozen=True)
class Filter:
    """What is shown: of these venues, and only what is set otherwise. `who` has it; `words` are looked for."""

    venues: Sequence[str]
    channel: str = ""
    language: str = ""
    who: str = ""
    words: str = ""


@dataclass(frozen=True)
class Line:
    """One conversation in the inbox, with nothing of what was said in it."""

    id: str
    venue_id: str
    language: str
    last_at: datetime
    mode: str
    who: str | None
    until: datetime | None  # then it goes back to the assistant by itself
    since: datetime  # it waits, or is with somebody; else the last message
    notes: tuple[Note, ...] = ()
    name: str = ""
    phone: str = ""
    unread: int = 0

    @property
    def channel(self) -> str:
        return self.id.partition(":")[0]

    @property
    def reasons(self) -> list[str]:
        """Why it waits, the most urgent first."""
        return sorted({note.kind for note in self.notes}, key=WAITS.index)

    @property
    def section(self) -> str:
        if self.mode == PERSON:
            return HANDLED
        return WAITING if self.notes or self.mode != ASSISTANT else WITH_ASSISTANT


@dataclass(frozen=True)
class Open:
    """What waits, the most urgent and then the oldest first, and what is with somebody."""

    waiting: list[Line] = field(default_factory=list)
    handled: list[Line] = field(default_factory=list)

    @property
    def unread(self) -> int:
        """In how many of them there is something unread."""
        return sum(bool(line.unread) for line in (*self.waiting, *self.handled))


@dataclass(frozen=True)
class Inbox:
    chats: Engine
    domain: Engine

    def open(self, shown: Filter, account: str) -> Open:
        """What waits for a person and what is with one, with the account's counts of unread messages."""
        notes = self._notes(shown.venues)
        with self.chats.connect() as db:
            taken = select(attention.c.conversation).where(attention.c.mode != ASSISTANT)
            ids = {*notes, *db.execute(taken).scalars()}
            rows = [row for row in _rows(db, ids) if _is_shown(row, shown)]
            lines = self._lines(db, rows, notes, account)
        if shown.words:
            found = self._found(shown)
            lines = [line for line in lines if line.id in found or _is_meant(line, shown.words)]
        waiting = [line for line in lines if line.section == WAITING]
        handled = [line for line in lines if line.section == HANDLED]
        return Open(sorted(waiting, key=_urgency), sorted(handled, key=lambda line: (not line.unread, line.since)))

    def with_assistant(self, shown: Filter, account: str, before: datetime | None = None) -> list[Line]:
        """The assistant's own, the last to write first; a page of them from that moment back. A search looks at all."""
        notes = self._notes(shown.venues)
        wanted = [conversation.c.venue_id.in_(shown.venues), _is(ASSISTANT)]
        wanted += [conversation.c.language == shown.language] if shown.language else []
        wanted += [conversation.c.id.like(f"{shown.channel}:%")] if shown.channel else []
        wanted += [conversation.c.last_at < before] if before else []
        wanted += [conversation.c.id.in_(self._found(shown))] if shown.words else []
        query = _CONVERSATIONS.where(and_(*wanted)).order_by(conversation.c.last_at.desc())
        with self.chats.connect() as db:
            rows = [row for row in db.execute(query.limit(PAGE + len(notes))) if row.id not in notes]
            return self._lines(db, rows[:PAGE], notes, account)

    def one(self, id: str, venues: Sequence[str], account: str) -> Line | None:
        """The conversation, if it is one of these venues'."""
        with self.chats.connect() as db:
            rows = [row for row in _rows(db, [id]) if row.venue_id in venues]
            lines = self._lines(db, rows, self._notes(venues, id), account)
        return lines[0] if lines else None

    def stamp(self) -> str:
        """Changes with whatever an inbox shows; cheap enough to be looked at every second."""
        with reading(self.domain) as connection:
            told, waiting = notes_stamp(connection), noted(connection, WAITS)
        last = func.max(conversation.c.last_at)
        busy = select(func.count(), last, func.max(attention.c.since)).select_from(conversation.join(attention))
        with self.chats.connect() as db:
            row = db.execute(busy.where(attention.c.mode != ASSISTANT)).one()
            heard = [db.execute(select(last).where(conversation.c.id.in_(some))).scalar() for some in _chunks(waiting)]
        return "-".join(map(str, (*told, *row, *heard)))

    def _notes(self, venues: Sequence[str], id: str | None = None) -> dict[str, list[Note]]:
        found: dict[str, list[Note]] = defaultdict(list)
        with reading(self.domain) as connection:
            for note in open_notes(connection, venues, WAITS, id):
                found[note.conversation].append(note)
        return found

    def _found(self, shown: Filter) -> set[str]:
        with reading(self.domain) as connection:
            return set(lookup.conversations(connection, shown.words, FOUND))

    def _lines(
        self, db: Connection, rows: Sequence[Any], notes: Mapping[str, Sequence[Note]], account: str
    ) -> list[Line]:
        ids = [row.id for row in rows]
        unread, known = _unread(db, ids, account), self._customers(ids)
        return [_line(row, tuple(notes.get(row.id, ())), unread.get(row.id, 0), known.get(row.id)) for row in rows]

    def _customers(self, ids: Sequence[str]) -> dict[str, Any]:
        query = select(customer_channel.c.conversation, customer.c.name, customer.c.phone).join(customer)
        with reading(self.domain) as connection:
            return {
                row.conversation: row
                for some in _chunks(ids)
                for row in connection.execute(query.where(customer_channel.c.conversation.in_(some)))
            }


_CONVERSATIONS = select(
    conversation.c.id,
    conversation.c.venue_id,
    conversation.c.language,
    conversation.c.last_at,
    func.coalesce(attention.c.mode, ASSISTANT).label("mode"),
    attention.c.who,
    attention.c.since,
    attention.c.until,
).select_from(conversation.outerjoin(attention))


def _is(mode: str) -> Any:
    return or_(attention.c.mode == mode, attention.c.mode.is_(None))


def _rows(db: Connection, ids: Iterable[str]) -> list[Any]:
    return [
        row for some in _chunks(sorted(ids)) for row in db.execute(_CONVERSATIONS.where(conversation.c.id.in_(some)))
    ]


def _unread(db: Connection, ids: Sequence[str], account: str) -> dict[str, int]:
    """How many messages of the customers came after the last one that was seen."""
    mine = and_(read_until.c.conversation == inbound.c.conversation, read_until.c.account == account)
    newer = inbound.c.id > func.coalesce(read_until.c.inbound_id, 0)
    query = (
        select(inbound.c.conversation, func.count())
        .select_from(inbound.outerjoin(read_until, mine))
        .where(newer, inbound.c.kind.not_in(_NOT_SAID))
        .group_by(inbound.c.conversation)
    )
    return {
        id: count for some in _chunks(ids) for id, count in db.execute(query.where(inbound.c.conversation.in_(some)))
    }


def _line(row: Any, notes: tuple[Note, ...], unread: int, known: Any) -> Line:
    told = next((note.detail for note in reversed(notes) if note.detail.get("phone")), {})
    name, phone = (known.name, known.phone) if known else (told.get("name", ""), told.get("phone", ""))
    since = row.since if row.mode != ASSISTANT else (notes[0].at if notes else row.last_at)
    return Line(**{**row._mapping, "since": since, "notes": notes, "name": name, "phone": phone, "unread": unread})


def _is_meant(line: Line, words: str) -> bool:
    """Whether it is the name or the number that was left for a call back."""
    digits = "".join(filter(str.isdigit, words)).lstrip("0")  # kept with the country's number in its place
    return fold(words) in fold(line.name) or len(digits) >= lookup.LEAST_DIGITS and digits in line.phone


def _urgency(line: Line) -> tuple[bool, datetime]:
    return "emergency" not in line.reasons, line.since


def _is_shown(row: Any, shown: Filter) -> bool:
    channel = shown.channel in ("", row.id.partition(":")[0])
    return (
        row.venue_id in shown.venues and channel and shown.language in ("", row.language) and shown.who in ("", row.who)
    )


def _chunks(values: Sequence[str]) -> Iterator[Sequence[str]]:
    return (values[start : start + _AT_ONCE] for start in range(0, len(values), _AT_ONCE))
