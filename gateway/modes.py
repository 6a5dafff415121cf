"""Whose a conversation is, on every channel: the assistant's, waiting for a person, or a person's; each change is a row.

Of two who take one over at the same moment one has it: the change is a comparison in the database.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, insert, or_, select, update
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError

from gateway.schema import attention, mode_change

ASSISTANT, WAITING, PERSON = MODES = ("assistant", "waiting", "person")
ELSEWHERE = "elsewhere"  # somebody who answers from a platform's own inbox and has no account here
CUSTOMER, CLOCK = "customer", "clock"  # who else may change a mode
_MINE = attention.c.conversation


@dataclass(frozen=True)
class Mode:
    """`who` has it, if it is a person's; `until` it goes back to the assistant by itself unless they write (UTC)."""

    mode: str = ASSISTANT
    who: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    @property
    def is_a_persons(self) -> bool:
        return self.mode == PERSON


class Modes:
    """Conversations are named by their id, persons by a name of the caller's choice; moments are UTC."""

    def __init__(self, engine: Engine, lasts: timedelta) -> None:
        """`lasts`: so long a person keeps a conversation without writing."""
        self._engine, self.lasts = engine, lasts

    def of(self, id: str) -> Mode:
        with self._engine.connect() as db:
            row = db.execute(select(attention).where(id == _MINE)).first()
        return Mode(row.mode, row.who, row.since, row.until) if row else Mode()

    def ask(self, id: str, now: datetime) -> bool:
        """The customer wants a person; the assistant goes on answering. False where one has it, or is awaited."""
        return self._change(id, WAITING, None, CUSTOMER, now, attention.c.mode == ASSISTANT)

    def take(self, id: str, who: str, now: datetime) -> bool:
        """Whether it is theirs now; a colleague's cannot be taken, that of somebody ELSEWHERE can."""
        free = attention.c.mode != PERSON
        if who != ELSEWHERE:
            free = or_(free, attention.c.who == ELSEWHERE)
        return self._change(id, PERSON, who, who, now, free) or self.keep(id, who, now)

    def hand_on(self, id: str, who: str, to: str, now: datetime) -> bool:
        """From the person who has it to a colleague. False where it is not theirs."""
        return self._change(id, PERSON, to, who, now, _is_of(who))

    def keep(self, id: str, who: str, now: datetime) -> bool:
        """They wrote: it stays theirs for another while. False where it is not theirs."""
        longer = update(attention).where(id == _MINE, _is_of(who)).values(until=now + self.lasts)
        with self._engine.begin() as db:
            return bool(db.execute(longer).rowcount)

    def give_back(self, id: str, who: str, now: datetime) -> bool:
        """To the assistant, whoever had it. False where it was the assistant's."""
        return self._change(id, ASSISTANT, None, who, now, attention.c.mode != ASSISTANT)

    def give_back_overdue(self, now: datetime) -> list[str]:
        """Give back whatever nobody wrote in for too long, and return which ones that were."""
        over = and_(attention.c.mode == PERSON, attention.c.until <= now)
        with self._engine.connect() as db:
            found = list(db.execute(select(_MINE).where(over)).scalars())
        return [id for id in found if self._change(id, ASSISTANT, None, CLOCK, now, over)]

    def was_a_persons(self, id: str, at: datetime) -> bool:
        """Whether a person had it at that moment."""
        before = select(mode_change.c.mode).where(mode_change.c.conversation == id, mode_change.c.at <= at)
        with self._engine.connect() as db:
            return db.execute(before.order_by(mode_change.c.id.desc()).limit(1)).scalar() == PERSON

    def changes(self, id: str) -> list[Any]:
        """What it became, by whom and when; the oldest first."""
        mine = select(mode_change).where(mode_change.c.conversation == id)
        with self._engine.connect() as db:
            return list(db.execute(mine.order_by(mode_change.c.id)))

    def _change(self, id: str, mode: str, owner: str | None, by: str, now: datetime, allowed: Any) -> bool:
        until = now + self.lasts if owner else None
        values = {"mode": mode, "who": owner, "since": now, "until": until}
        try:
            return self._try(id, values, by, allowed)
        except IntegrityError:  # the row was made meanwhile
            return self._try(id, values, by, allowed)

    def _try(self, id: str, values: Mapping[str, Any], by: str, allowed: Any) -> bool:
        with self._engine.begin() as db:
            _make(db, id)
            if not db.execute(update(attention).where(id == _MINE, allowed).values(values)).rowcount:
                return False
            row = {"conversation": id, "mode": values["mode"], "who": values["who"], "by": by, "at": values["since"]}
            db.execute(insert(mode_change).values(row))
            return True


def _make(db: Connection, id: str) -> None:
    if db.execute(select(_MINE).where(id == _MINE)).first() is None:
        db.execute(insert(attention).values(conversation=id, mode=ASSISTANT))


def _is_of(who: str) -> Any:
    return and_(attention.c.mode == PERSON, attention.c.who == who)
