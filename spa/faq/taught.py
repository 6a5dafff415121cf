"""Answers that staff teach: from a draft, for health by a second person's look, to the customers, and withdrawn again.

What customers get stands in `live`, and stays while a new wording waits for its second look.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection

from spa.errors import AnswerChanged, AnswerNotValid, NotFound, SecondLookMissing
from spa.faq.checks import is_health, mistakes
from spa.faq.content import Content
from spa.faq.rules import FaqRules
from spa.health import Reader
from spa.store.schema import taught_answer, taught_history

DRAFT, SECOND_LOOK, LIVE, WITHDRAWN = "draft", "second_look", "live", "withdrawn"


@dataclass(frozen=True)
class House:
    """What decides on a text: the rules, the topics that there are, and the reader that knows words of health."""

    rules: FaqRules
    topics: frozenset[str]
    reader: Reader


@dataclass(frozen=True)
class Taught:
    id: int
    state: str  # draft, second_look, live, withdrawn
    written: Content
    live: Content | None
    author: str
    changed_at: datetime
    version: int


@dataclass(frozen=True)
class Change:
    at: datetime
    actor: str
    state: str  # that followed
    written: Content


def draft(connection: Connection, content: Content, actor: str, now: datetime) -> Taught:
    """Keep something that nobody gets yet, as unfinished as it may be."""
    first = {"state": DRAFT, "written": content.to_store(), "author": actor, "changed_at": now, "version": 0}
    made = connection.execute(insert(taught_answer).values(first)).inserted_primary_key[0]
    return _become(connection, get(connection, made), DRAFT, actor, now)


def edit(connection: Connection, read: Taught, content: Content, actor: str, now: datetime) -> Taught:
    """Change the wording; customers keep the one they get until the new one is taught. Raises AnswerChanged."""
    return _become(connection, read, DRAFT, actor, now, written=content.to_store(), author=actor)


def teach(connection: Connection, read: Taught, house: House, actor: str, now: datetime) -> Taught:
    """Give it to customers, or where it touches health, to a second person. Raises AnswerNotValid, AnswerChanged."""
    found = mistakes(read.written, house.rules, house.topics)
    if found:
        raise AnswerNotValid(mistakes=found)
    if is_health(read.written, house.rules, house.reader):
        return _become(connection, read, SECOND_LOOK, actor, now)
    return _become(connection, read, LIVE, actor, now, live=read.written.to_store())


def approve(connection: Connection, read: Taught, house: House, actor: str, now: datetime) -> Taught:
    """Give what waits for a second look to customers. Raises SecondLookMissing, AnswerNotValid, AnswerChanged."""
    if read.state != SECOND_LOOK:
        raise AnswerChanged
    if read.author == actor:
        raise SecondLookMissing
    found = mistakes(read.written, house.rules, house.topics)
    if found:
        raise AnswerNotValid(mistakes=found)
    return _become(connection, read, LIVE, actor, now, live=read.written.to_store())


def send_back(connection: Connection, read: Taught, actor: str, now: datetime) -> Taught:
    """Make what waits for a second look a draft again. Raises AnswerChanged."""
    return _become(connection, read, DRAFT, actor, now)


def withdraw(connection: Connection, read: Taught, actor: str, now: datetime) -> Taught:
    """No customer gets it any more, from the next message on. Raises AnswerChanged."""
    return _become(connection, read, WITHDRAWN, actor, now, live=None)


def get(connection: Connection, answer_id: int) -> Taught:
    """Raises NotFound."""
    row = connection.execute(select(taught_answer).where(taught_answer.c.id == answer_id)).first()
    if row is None:
        raise NotFound(f"no taught answer {answer_id}")
    return _taught(row)


def everything(connection: Connection) -> list[Taught]:
    """All of them, what was changed last first."""
    order = (taught_answer.c.changed_at.desc(), taught_answer.c.id.desc())
    return [_taught(row) for row in connection.execute(select(taught_answer).order_by(*order))]


def live(connection: Connection) -> dict[int, Content]:
    """What customers get now, by id."""
    query = select(taught_answer.c.id, taught_answer.c.live).where(taught_answer.c.live.is_not(None))
    return {row.id: Content.stored(row.live) for row in connection.execute(query.order_by(taught_answer.c.id))}


def history(connection: Connection, answer_id: int) -> list[Change]:
    """Who changed it, the newest first."""
    mine = select(taught_history).where(taught_history.c.answer_id == answer_id).order_by(taught_history.c.id.desc())
    rows = connection.execute(mine)
    return [Change(row.at, row.actor, row.change, Content.stored(row.written)) for row in rows]


def mark(connection: Connection) -> str | None:
    """Another one after each change, never the same twice."""
    newest = select(taught_history.c.mark).order_by(taught_history.c.id.desc()).limit(1)
    found: str | None = connection.execute(newest).scalar()
    return found


def _become(connection: Connection, read: Taught, state: str, actor: str, now: datetime, **values: Any) -> Taught:
    """Go on from what was read. Raises AnswerChanged where it is not so any more."""
    still = (taught_answer.c.id == read.id, taught_answer.c.version == read.version)
    values |= {"state": state, "changed_at": now, "version": read.version + 1}
    if not connection.execute(update(taught_answer).where(*still).values(values)).rowcount:
        raise AnswerChanged
    after = get(connection, read.id)
    row = {"answer_id": read.id, "at": now, "actor": actor, "change": state, "written": after.written.to_store()}
    connection.execute(insert(taught_history).values({**row, "mark": secrets.token_hex(16)}))
    return after


def _taught(row: Any) -> Taught:
    live = Content.stored(row.live) if row.live else None
    return Taught(row.id, row.state, Content.stored(row.written), live, row.author, row.changed_at, row.version)
