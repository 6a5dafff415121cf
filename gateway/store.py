"""Everything that is read from and written to the gateway's database; each function is one transaction.

Each takes about a millisecond, so they are called from the event loop: a thread for each would cost more.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError

from gateway import forgetting, inbox, secrecy, tally, ticks
from gateway.buttons import issue
from gateway.channels.deliveries import enqueue
from gateway.messages import Answer, Reply, Said
from gateway.schema import inbound, outbound
from gateway.secrecy import KEYS

BUTTON_LIVES = timedelta(hours=24)
AT_ONCE = 10  # messages that may be answered together
NOTICE = 0
TOLD_OF_QUESTION = ("asking", "asked", "language")  # what each message of an answer says of the question it left open

# Built once: to build a statement takes longer than to run it. What an update sets is what it is given besides its key.
_NEXT = (
    select(inbound)
    .where(inbound.c.state == "waiting", inbound.c.conversation == bindparam("of"))
    .order_by(inbound.c.id)
    .limit(AT_ONCE)
)
_LAST_SEEN = (
    select(outbound)
    .where(outbound.c.conversation == bindparam("of"), outbound.c.at <= bindparam("moment"))
    .where(outbound.c.number > NOTICE, outbound.c.inbound_id.is_not(None))
    .order_by(outbound.c.id.desc())
    .limit(1)
)
_AFTER = (
    select(outbound)
    .where(outbound.c.conversation == bindparam("of"), outbound.c.id > bindparam("last"))
    .order_by(outbound.c.id)
    .limit(bindparam("most"))
)
_SAID_AFTER = (
    select(inbound)
    .where(inbound.c.conversation == bindparam("of"), inbound.c.id > bindparam("last"))
    .order_by(inbound.c.id)
    .limit(bindparam("most"))
)
_NEW_OUTBOUND = insert(outbound)


class AnsweredElsewhere(Exception):
    """Another gateway was faster: its answer counts."""


class Store:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    # --- conversations ---------------------------------------------------------------------------
    def open(self, id: str, venue: str, language: str, now: datetime) -> bool:
        """Make the conversation; False when it is there already."""
        with self._engine.begin() as db:
            return inbox.open(db, id, venue, language, now)

    def conversation(self, id: str) -> Any | None:
        with self._engine.connect() as db:
            return inbox.state(db, id)

    # --- the inbox -------------------------------------------------------------------------------
    def receive(self, id: str, said: Said, now: datetime) -> int | None:
        """Keep what was said and return its number; a repeat gets the number of the first. None: nobody opened it."""
        try:
            with self._engine.begin() as db:
                return inbox.receive(db, id, said, now)
        except IntegrityError:  # another gateway was faster by a moment
            with self._engine.begin() as db:
                return inbox.receive(db, id, said, now)

    def next_waiting(self, id: str) -> tuple[list[Any], Any, Any | None] | None:
        """The oldest unanswered messages, the conversation, and the button that was pressed with the first of them."""
        with self._engine.connect() as db:
            rows = db.execute(_NEXT, {"of": id}).all()
            if not rows:
                return None
            pressed = secrecy.opened(db, inbox.pressed(db, rows[0].token), "title", "payload")
            return [secrecy.opened(db, row, "text") for row in rows], inbox.state(db, id), pressed

    def is_early(self, row: Any, state: Any) -> bool:
        """Whether typed words came before the question that is now open was shown to the customer."""
        if row.kind != "text" or state.question is None:
            return False
        with self._engine.connect() as db:
            last = db.execute(_LAST_SEEN, {"of": row.conversation, "moment": row.received_at}).all()
            seen = secrecy.readable(db, last, "message")
        return not seen or seen[0].message.get("asked", 0) != state.asked

    def waiting_conversations(self) -> list[str]:
        waiting = select(inbound.c.conversation).where(inbound.c.state == "waiting").distinct()
        with self._engine.connect() as db:
            return list(db.execute(waiting).scalars())

    def counts(self) -> dict[str, int]:
        """How many messages are waiting and how many could not be answered."""
        counted = select(inbound.c.state, func.count()).where(inbound.c.state != "done").group_by(inbound.c.state)
        with self._engine.connect() as db:
            return {"waiting": 0, "failed": 0, **{state: number for state, number in db.execute(counted)}}

    def count_try(self, inbound_id: int) -> None:
        with self._engine.begin() as db:
            db.execute(update(inbound).where(inbound.c.id == inbound_id).values(tries=inbound.c.tries + 1))

    # --- the outbox ------------------------------------------------------------------------------
    def save_answer(
        self, rows: Sequence[Any], answer: Answer, shown: Sequence[Reply], now: datetime
    ) -> list[dict[str, Any]]:
        """Keep the replies that are shown, their buttons and the new question, and mark the messages as answered.

        A reply may say in `custom` that what was said is erased: "erase" all of it, "forget" what it answers.
        Raises AnsweredElsewhere.
        """
        with self._engine.begin() as db:
            _finish(db, rows, "done")
            forgetting.obey(db, rows, answer.replies)
            tally.answered(db, rows[0], inbox.state(db, rows[0].conversation), shown, now)
            question = _ask(db, rows[0].conversation, answer, now)
            sent = []
            for number, reply in enumerate(shown, start=1):
                buttons = issue(db, reply.buttons, question)
                sent.append(
                    {**asdict(reply), "buttons": buttons, **{name: question[name] for name in TOLD_OF_QUESTION}}
                )
                _send(db, rows[-1], number, sent[-1], now)
            return sent

    def save_failure(self, row: Any, message: dict[str, Any], now: datetime) -> None:
        """Keep an apology and mark the message as one that could not be answered. Raises AnsweredElsewhere."""
        with self._engine.begin() as db:
            _finish(db, [row], "failed")
            state = inbox.state(db, row.conversation)
            assert state is not None
            _send(db, row, 1, {**message, "asked": state.asked}, now)

    def save_silence(self, row: Any) -> None:
        """Mark the message as one that the assistant does not answer. Raises AnsweredElsewhere."""
        with self._engine.begin() as db:
            _finish(db, [row], "done")

    def save_notice(self, row: Any, message: dict[str, Any], now: datetime) -> bool:
        """Keep the notice that the answer comes later; False when it was given before."""
        with self._engine.begin() as db:
            given = select(outbound.c.id).where(outbound.c.inbound_id == row.id, outbound.c.number == NOTICE)
            if db.execute(given).first():
                return False
            _send(db, row, NOTICE, message, now)
            return True

    def outbound_after(self, id: str, last: int, limit: int = 100) -> list[Any]:
        with self._engine.connect() as db:
            return secrecy.readable(db, db.execute(_AFTER, {"of": id, "last": last, "most": limit}).all(), "message")

    def ticked(self, said: Sequence[Any]) -> dict[str, list[str]]:
        """What was ticked together, by the token in the inbox that stands for all of it."""
        with self._engine.connect() as db:
            return ticks.chosen(db, said)

    def inbound_after(self, id: str, last: int, limit: int = 100) -> list[Any]:
        """What the customer said after this number; of what is erased nothing."""
        with self._engine.connect() as db:
            return secrecy.readable(db, db.execute(_SAID_AFTER, {"of": id, "last": last, "most": limit}).all(), "text")

    def last_said(self, id: str) -> int:
        """The number of what the customer said last."""
        with self._engine.connect() as db:
            return db.execute(select(func.max(inbound.c.id)).where(inbound.c.conversation == id)).scalar() or 0

    def history(self, id: str, limit: int = 100) -> tuple[list[Any], list[Any]]:
        """The last messages of the customer and the last messages to them, each the oldest first."""
        with self._engine.connect() as db:
            said, sent = (_last(db, table, id, limit) for table in (inbound, outbound))
            return secrecy.readable(db, said, "text"), secrecy.readable(db, sent, "message")


def _ask(db: Connection, id: str, answer: Answer, now: datetime) -> dict[str, Any]:
    """Put down the open question; its number stays only while the same question stays open."""
    before, key = inbox.state(db, id), KEYS.made(db, id)
    assert before is not None
    same = answer.question is not None and answer.question == key.open(before.question)
    asked = before.asked if same else before.asked + 1
    language = answer.language or before.language
    sealed = key.seal(answer.question) if answer.question else None
    values = {"question": sealed, "asked": asked, "language": language, "last_at": now}
    inbox.change(db, id, **values)
    return {
        "conversation": id,
        "asked": asked,
        "asking": answer.question is not None,
        "language": language,
        "expires_at": now + BUTTON_LIVES,
    }


def _send(db: Connection, row: Any, number: int, message: dict[str, Any], now: datetime) -> None:
    sealed = KEYS.made(db, row.conversation).seal(message)
    values = {"conversation": row.conversation, "inbound_id": row.id, "number": number, "message": sealed, "at": now}
    number = db.execute(_NEW_OUTBOUND, values).inserted_primary_key[0]
    enqueue(db, row.conversation, number, now)


def _finish(db: Connection, rows: Sequence[Any], state: str) -> None:
    """First of all, so that of two who have an answer the second one waits here, and changes nothing."""
    ids = [row.id for row in rows]
    waiting = update(inbound).where(inbound.c.id.in_(ids), inbound.c.state == "waiting").values(state=state)
    if db.execute(waiting).rowcount != len(ids):
        raise AnsweredElsewhere(ids[0])


def _last(db: Connection, table: Any, id: str, limit: int) -> list[Any]:
    last = select(table).where(table.c.conversation == id).order_by(table.c.id.desc()).limit(limit)
    return list(db.execute(last))[::-1]
