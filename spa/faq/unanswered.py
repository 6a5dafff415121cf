"""What the assistant could not answer: kept sealed for a time, and shown to staff with like questions together."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.engine import Connection

from spa.faq.likeness import Index, Rarity
from spa.masking import mask_contacts
from spa.store import sealed
from spa.store.schema import unanswered_question

MOST = 500  # the newest that are looked at
LONGEST = 300  # characters that are kept


@dataclass(frozen=True)
class Asked:
    """Who could not be answered, and where."""

    conversation: str
    venue_id: str
    channel: str
    language: str


@dataclass(frozen=True)
class Group:
    """Questions that are alike, the newest first."""

    ids: tuple[int, ...]
    wordings: Mapping[str, tuple[str, ...]]  # by language, each once
    venues: Mapping[str, int]
    channels: Mapping[str, int]
    languages: Mapping[str, int]
    last: datetime

    @property
    def count(self) -> int:
        return len(self.ids)


def record(connection: Connection, asked: Asked, text: str, now: datetime) -> None:
    """Keep the words, without numbers of cards, papers and telephones. Nothing on health may be handed in."""
    words = mask_contacts(text)[:LONGEST]
    row = {**vars(asked), "at": now, "sealed": sealed.seal(connection, asked.conversation, words)}
    connection.execute(insert(unanswered_question).values(row))


def settle(connection: Connection, ids: Collection[int]) -> None:
    """Delete them: they are answered, or no question."""
    connection.execute(delete(unanswered_question).where(unanswered_question.c.id.in_(ids)))


def forget_old(connection: Connection, before: datetime) -> int:
    """Delete what was asked before then, and return how many."""
    return int(connection.execute(delete(unanswered_question).where(unanswered_question.c.at < before)).rowcount)


class Groups:
    """The groups, put together anew only when a question has come or gone."""

    def __init__(self, rarity: Rarity, alike: float) -> None:
        self._rarity, self._alike = rarity, alike
        self._known: tuple[Any, list[Group]] = (None, [])

    def read(self, connection: Connection, venues: Collection[str]) -> list[Group]:
        """Those of these venues, the most frequent first, among them the newest."""
        state = (sorted(venues), *connection.execute(_STATE).one())
        if self._known[0] != state:
            self._known = state, self._made(connection, venues)
        return self._known[1]

    def _made(self, connection: Connection, venues: Collection[str]) -> list[Group]:
        newest = select(unanswered_question).where(unanswered_question.c.venue_id.in_(venues))
        newest = newest.order_by(unanswered_question.c.id.desc()).limit(MOST)
        index, members = Index(self._rarity), list[list[tuple[Any, str]]]()
        for row in connection.execute(newest).all():
            words = sealed.opened(connection, row.conversation, row.sealed)
            if words is None:
                continue
            near = index.nearest(words, self._alike)
            number = near[0][0] if near else index.add(words)
            if number == len(members):
                members.append([])
            members[number].append((row, words))
        groups = [_group(one) for one in members]
        return sorted(groups, key=lambda group: (-group.count, -group.ids[0]))


_STATE = select(
    func.count(),
    func.min(unanswered_question.c.id),
    func.max(unanswered_question.c.id),
    func.sum(unanswered_question.c.id),
)


def _group(members: Sequence[tuple[Any, str]]) -> Group:
    rows = [row for row, _ in members]
    wordings = {
        language: tuple(dict.fromkeys(words for row, words in members if row.language == language))
        for language in sorted({row.language for row in rows})
    }
    return Group(
        ids=tuple(row.id for row in rows),
        wordings=wordings,
        venues=Counter(row.venue_id for row in rows),
        channels=Counter(row.channel for row in rows),
        languages=Counter(row.language for row in rows),
        last=rows[0].at,
    )
