"""Everything that is read from and written to the gateway's database; each function is one transaction.

Each takes about a millisecond, so they are called from the event loop: a thread for each would cost more.
"""

import secrets
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError

from gateway.messages import Answer, Said, parse_payload
from gateway.schema import button, conversation, inbound, outbound

BUTTON_LIVES = timedelta(hours=24)
NOTICE = 0
# Intents that answer whatever is asked at the moment: such a button is never good for a later question.
ANSWERING = frozenset({"affirm", "deny", "inform", "report_health", "give_consent"})


class Store:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    # --- conversations ---------------------------------------------------------------------------
    def open(self, id: str, venue: str, language: str, now: datetime) -> bool:
        """Make the conversation; False when it is there already."""
        with self._engine.begin() as db:
            if _conversation(db, id):
                return False
            row = {"id": id, "venue_id": venue, "language": language, "asked": 0, "created_at": now, "last_at": now}
            db.execute(insert(conversation).values(row))
            return True

    def conversation(self, id: str) -> Any | None:
        with self._engine.connect() as db:
            return _conversation(db, id)

    # --- the inbox -------------------------------------------------------------------------------
    def receive(self, id: str, said: Said, now: datetime) -> int:
        """Keep what was said and return its number; a repeat gets the number of the first."""
        try:
            with self._engine.begin() as db:
                return _received(db, id, said) or _receive(db, id, said, now)
        except IntegrityError:  # another gateway was faster by a moment
            with self._engine.connect() as db:
                if (first := _received(db, id, said)) is None:
                    raise
                return first

    def next_waiting(self, id: str) -> tuple[Any, Any, Any | None] | None:
        """The oldest unanswered message with its conversation and the button that was pressed."""
        waiting = select(inbound).where(inbound.c.state == "waiting", inbound.c.conversation == id)
        with self._engine.connect() as db:
            row = db.execute(waiting.order_by(inbound.c.id).limit(1)).first()
            return (row, _conversation(db, id), _button(db, row.token)) if row else None

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
    def save_answer(self, row: Any, answer: Answer, now: datetime) -> list[dict[str, Any]]:
        """Keep the replies, their buttons and the new question, and mark the message as answered."""
        with self._engine.begin() as db:
            question = _ask(db, row.conversation, answer, now)
            sent = []
            for number, reply in enumerate(answer.replies, start=1):
                buttons = [issue(db, choice, question) for choice in reply.buttons]
                sent.append(
                    {**asdict(reply), "buttons": buttons, **{name: question[name] for name in ("asking", "language")}}
                )
                _send(db, row, number, sent[-1], now)
            _finish(db, row.id, "done")
            return sent

    def save_failure(self, row: Any, message: dict[str, Any], now: datetime) -> None:
        """Keep an apology and mark the message as one that could not be answered."""
        with self._engine.begin() as db:
            _send(db, row, 1, message, now)
            _finish(db, row.id, "failed")

    def save_notice(self, row: Any, message: dict[str, Any], now: datetime) -> bool:
        """Keep the notice that the answer comes later; False when it was given before."""
        with self._engine.begin() as db:
            given = select(outbound.c.id).where(outbound.c.inbound_id == row.id, outbound.c.number == NOTICE)
            if db.execute(given).first():
                return False
            _send(db, row, NOTICE, message, now)
            return True

    def outbound_after(self, id: str, last: int, limit: int = 100) -> list[Any]:
        after = select(outbound).where(outbound.c.conversation == id, outbound.c.id > last)
        with self._engine.connect() as db:
            return list(db.execute(after.order_by(outbound.c.id).limit(limit)))

    def history(self, id: str, limit: int = 100) -> tuple[list[Any], list[Any]]:
        """The last messages of the customer and the last messages to them, each the oldest first."""
        with self._engine.connect() as db:
            return tuple(_last(db, table, id, limit) for table in (inbound, outbound))  # type: ignore[return-value]


def _conversation(db: Connection, id: str) -> Any | None:
    return db.execute(select(conversation).where(conversation.c.id == id)).first()


def _button(db: Connection, token: str | None) -> Any | None:
    return db.execute(select(button).where(button.c.token == token)).first() if token else None


def _received(db: Connection, id: str, said: Said) -> int | None:
    known = select(inbound.c.id).where(inbound.c.conversation == id, inbound.c.client_id == said.client_id)
    number: int | None = db.execute(known).scalar()
    return number


def _receive(db: Connection, id: str, said: Said, now: datetime) -> int:
    row = {"conversation": id, "received_at": now, "state": "waiting", "tries": 0, **asdict(said)}
    if said.kind == "button":
        pressed = _button(db, said.token)
        row["text"] = pressed.title if pressed and pressed.conversation == id else ""
    db.execute(update(conversation).where(conversation.c.id == id).values(last_at=now))
    return int(db.execute(insert(inbound).values(row)).inserted_primary_key[0])


def _ask(db: Connection, id: str, answer: Answer, now: datetime) -> dict[str, Any]:
    """Put down the open question; its number stays only while the same question stays open."""
    before = db.execute(select(conversation).where(conversation.c.id == id)).one()
    same = answer.question is not None and answer.question == before.question
    asked = before.asked if same else before.asked + 1
    language = answer.language or before.language
    values = {"question": answer.question, "asked": asked, "language": language, "last_at": now}
    db.execute(update(conversation).where(conversation.c.id == id).values(values))
    return {
        "conversation": id,
        "asked": asked,
        "asking": answer.question is not None,
        "language": language,
        "expires_at": now + BUTTON_LIVES,
    }


def issue(db: Connection, choice: dict[str, str], question: dict[str, Any]) -> dict[str, str]:
    """Keep a button; `question` is what the buttons of one answer have in common."""
    parse = parse_payload(choice["payload"])
    bound = question["asking"] or parse.intent in ANSWERING
    token = secrets.token_urlsafe(16)
    row = {"token": token, "title": choice["title"], "payload": asdict(parse)}
    row |= {name: question[name] for name in ("conversation", "expires_at")}
    db.execute(insert(button).values({**row, "asked": question["asked"] if bound else None}))
    return {"title": choice["title"], "token": token}


def _send(db: Connection, row: Any, number: int, message: dict[str, Any], now: datetime) -> None:
    values = {"conversation": row.conversation, "inbound_id": row.id, "number": number, "message": message, "at": now}
    db.execute(insert(outbound).values(values))


def _finish(db: Connection, inbound_id: int, state: str) -> None:
    db.execute(update(inbound).where(inbound.c.id == inbound_id).values(state=state))


def _last(db: Connection, table: Any, id: str, limit: int) -> list[Any]:
    last = select(table).where(table.c.conversation == id).order_by(table.c.id.desc()).limit(limit)
    return list(db.execute(last))[::-1]
