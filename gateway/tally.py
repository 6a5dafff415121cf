"""Counts by hour what the statistics need: ids and numbers, nothing that leads to a person or says what was said."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine

from gateway.messages import Reply
from gateway.schema import conversation, inbound, mode_change, tally

QUIET = timedelta(hours=8)  # who writes after so long without begins a new conversation
CONVERSATION, MESSAGE, FAQ, SECONDS = "conversation", "message", "faq/", "seconds/"
SLOWEST = "more"
STEPS = (1, 2, 5, 10, 30, 60)  # seconds until an answer: each is counted under the first that it keeps to
TAUGHT = "taught"  # where others have the topic: an answer that staff have written
_ANSWER, _TAUGHT_ANSWER = "utter_faq/", "utter_taught"
# In a quiet hour, which illness was asked about says who has it: these are counted as one question.
_ON_ILLNESS = ("pregnancy", "heart_kidney", "cancer", "bleeding", "injured_area", "children_age")
_ILLNESS = "contraindications"


def _adding(insert: Any) -> Any:
    new = insert(tally)
    sum = {"number": tally.c.number + new.excluded.number}
    return new.on_conflict_do_update(index_elements=list(tally.primary_key), set_=sum)


# Built once: to build a statement takes longer than to run it.
_ADD = {"sqlite": _adding(sqlite.insert), "postgresql": _adding(postgresql.insert)}
_LAST = (
    select(inbound.c.received_at)
    .where(inbound.c.conversation == bindparam("of"), inbound.c.kind != "start")
    .order_by(inbound.c.id.desc())
    .limit(1)
)


@dataclass(frozen=True)
class Counted:
    what: str  # conversation, message, faq/<topic>, seconds/<step>
    venue_id: str
    channel: str
    language: str
    number: int


class Handed(NamedTuple):  # a year has thousands
    """A conversation that a person was asked for, or took."""

    venue_id: str
    channel: str
    language: str
    asked_at: datetime
    taken_at: datetime | None  # none: nobody did


def said(db: Connection, state: Any, kind: str, now: datetime) -> None:
    """Count what a customer said; called before it is kept. That the page was opened is not counted."""
    if kind == "start":
        return
    before = db.execute(_LAST, {"of": state.id}).scalar()
    begins = before is None or now - before > QUIET
    _count(db, state, [MESSAGE, CONVERSATION] if begins else [MESSAGE], now)


def answered(db: Connection, row: Any, state: Any, replies: Sequence[Reply], now: datetime) -> None:
    """Count how long the answer took, and which questions it answers."""
    if row.kind == "start":
        return
    topics = (_topic(reply.response or "") for reply in replies)
    seconds = SECONDS + _step((now - row.received_at).total_seconds())
    _count(db, state, [seconds, *(FAQ + topic for topic in topics if topic)], now)


def _topic(response: str) -> str:
    """The topic of an answer to a question; empty for whatever else was said."""
    if response == _TAUGHT_ANSWER:
        return TAUGHT
    topic = response.removeprefix(_ANSWER) if response.startswith(_ANSWER) else ""
    return _ILLNESS if topic.startswith(_ON_ILLNESS) else topic


def counted(engine: Engine, since: datetime, until: datetime) -> list[Counted]:
    """The sums of the hours from `since` to before `until`."""
    of = (tally.c.what, tally.c.venue_id, tally.c.channel, tally.c.language)
    sums = select(*of, func.sum(tally.c.number)).where(tally.c.hour >= since, tally.c.hour < until).group_by(*of)
    with engine.connect() as db:
        return [Counted(*row) for row in db.execute(sums)]


def hours(engine: Engine, since: datetime, until: datetime, venues: Sequence[str]) -> list[tuple[datetime, int]]:
    """How many messages came in which hour."""
    mine = (tally.c.what == MESSAGE, tally.c.hour >= since, tally.c.hour < until, tally.c.venue_id.in_(venues))
    sums = select(tally.c.hour, func.sum(tally.c.number)).where(*mine).group_by(tally.c.hour)
    with engine.connect() as db:
        return [(row[0], row[1]) for row in db.execute(sums)]


def handed(engine: Engine, since: datetime, until: datetime) -> list[Handed]:
    """Who was handed over in this time, the earliest first."""
    change = (mode_change.c.conversation, mode_change.c.mode, mode_change.c.at)
    changes = (
        select(*change, conversation.c.venue_id, conversation.c.language)
        .join(conversation, conversation.c.id == mode_change.c.conversation)
        .where(mode_change.c.at >= since, mode_change.c.at < until)
        .order_by(mode_change.c.id)
    )
    with engine.connect() as db:
        return list(_handed(db.execute(changes).all()))


def _handed(changes: Sequence[Any]) -> Iterator[Handed]:
    """One for each stretch from the first change until the assistant has it again."""
    begun: dict[str, Any] = {}
    taken: dict[str, datetime] = {}
    for row in changes:
        if row.mode == "assistant":
            if row.conversation in begun:
                yield _one(begun.pop(row.conversation), taken.pop(row.conversation, None))
            continue
        begun.setdefault(row.conversation, row)
        if row.mode == "person":
            taken.setdefault(row.conversation, row.at)
    for id, row in begun.items():
        yield _one(row, taken.get(id))


def _one(row: Any, taken: datetime | None) -> Handed:
    return Handed(row.venue_id, channel_of(row.conversation), row.language, row.at, taken)


def channel_of(id: str) -> str:
    return id.partition(":")[0]


def _step(seconds: float) -> str:
    return next((str(step) for step in STEPS if seconds <= step), SLOWEST)


def _count(db: Connection, state: Any, whats: Sequence[str], now: datetime) -> None:
    hour = now.replace(minute=0, second=0, microsecond=0)
    row = {"hour": hour, "venue_id": state.venue_id, "channel": channel_of(state.id), "language": state.language}
    db.execute(_ADD[db.dialect.name], [{**row, "what": what, "number": n} for what, n in Counter(whats).items()])
