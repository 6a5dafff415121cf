"""A message's way through the gateway without any web server: into the inbox, to the assistant, into the outbox."""

import enum
import logging
import secrets
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from gateway import entrance
from gateway.assistant import Assistant, AssistantAway
from gateway.attention import Attention
from gateway.messages import LANGUAGES, Answer, PayloadNotValid, Reply, Said, parse_payload
from gateway.store import AnsweredElsewhere, Store
from gateway.texts import Texts

log = logging.getLogger(__name__)

GIVE_UP_AFTER = timedelta(hours=24)
TRIES = 3


class NotStarted(Exception):
    """Nobody opened this conversation."""


class Outcome(enum.Enum):
    NOTHING = "nothing was waiting"
    ANSWERED = "answered"
    AWAY = "the assistant is away, the message waits"
    AGAIN = "it could not be answered, the message is tried again"
    FAILED = "it could not be answered, the customer was told"
    SILENT = "a person answers this conversation"


@dataclass(frozen=True)
class Venues:
    """The venues of this installation and what each says of itself: `facts("lee_spa", "vi")["phone"]`."""

    ids: Sequence[str]
    facts: Callable[[str, str], Mapping[str, str]]


class Conversations:
    def __init__(
        self,
        store: Store,
        assistant: Assistant,
        texts: Texts,
        venues: Venues,
        now: Callable[[], datetime],
        attention: Attention | None = None,
    ) -> None:
        self.store = store
        self.venues = venues
        self._assistant = assistant
        self._texts = texts
        self._now = now
        self._attention = attention  # none: every conversation is the assistant's

    def open(self, conversation: str, venue: str, language: str, greet: bool = True) -> bool:
        """Make the conversation where it is new, and let the assistant greet."""
        if not self.store.open(conversation, venue, language, self._now()):
            return False
        if greet:
            self.receive(conversation, Said(f"start-{secrets.token_hex(8)}", "start"))
        return True

    def receive(self, conversation: str, said: Said) -> int:
        """Keep what was said; when this returns it is not lost any more. The same client_id is kept once."""
        number = self.store.receive(conversation, said, self._now())
        if number is None:
            raise NotStarted(conversation)
        return number

    async def answer_next(self, conversation: str) -> tuple[Outcome, list[dict[str, Any]]]:
        """Have the oldest waiting message answered; return what was sent to the customer."""
        waiting = self.store.next_waiting(conversation)
        if waiting is None:
            return Outcome.NOTHING, []
        rows, state, button = waiting
        try:
            if self._is_silent(rows[0]):
                self.store.save_silence(rows[0])
                return Outcome.SILENT, []
            return await self._ask(*self._together(rows, state), state, button)
        except AnsweredElsewhere as error:
            log.warning("inbound %s: another gateway has answered", error)
            return Outcome.SILENT, []

    async def _ask(
        self, rows: Sequence[Any], early: bool, state: Any, button: Any
    ) -> tuple[Outcome, list[dict[str, Any]]]:
        try:
            answer = await self._assistant.answer(entrance.message(rows, state, button, self._now(), early))
            return self._deliver(rows, state, answer)
        except AnsweredElsewhere:
            raise
        except AssistantAway as error:
            log.warning("inbound %s waits: assistant away (%s)", rows[0].id, error)
            return self._wait(rows, state)
        except Exception as error:  # whatever it is, the customer is not left without an answer
            log.error("inbound %s, try %s: %s", rows[0].id, rows[0].tries + 1, where(error))
            return self._try_again(rows, state)

    def _together(self, rows: Sequence[Any], state: Any) -> tuple[Sequence[Any], bool]:
        """The oldest message with what was typed behind it, and whether all of that came before the open question."""
        early = self.store.is_early(rows[0], state)
        number = 1
        while number < len(rows) and self._goes_with(rows[: number + 1], early, state):
            number += 1
        return rows[:number], early

    def _goes_with(self, rows: Sequence[Any], early: bool, state: Any) -> bool:
        """Whether the last of these is one with those before it; a button never is, and nothing is cut off."""
        typed = rows[0].kind == rows[-1].kind == "text" and len(entrance.words(rows)) <= entrance.LONGEST
        return typed and self.store.is_early(rows[-1], state) == early and not self._is_silent(rows[-1])

    async def drain(self, conversation: str) -> list[dict[str, Any]]:
        """Answer all that waits, here and now, and return what was sent; a button also says its payload."""
        sent: list[dict[str, Any]] = []
        while True:
            outcome, messages = await self.answer_next(conversation)
            sent += messages
            if outcome in (Outcome.NOTHING, Outcome.AWAY):
                return sent

    def _deliver(self, rows: Sequence[Any], state: Any, answer: Answer) -> tuple[Outcome, list[dict[str, Any]]]:
        language = answer.language if answer.language in LANGUAGES else None
        replies = [_with_valid_buttons(reply, rows[0]) for reply in answer.replies]
        if not replies:
            log.error("inbound %s: the assistant said nothing", rows[0].id)
            return self._fail(rows[0], state)
        shown = self._shown(state.id, replies)
        answer = replace(answer, replies=replies, language=language)
        sent = self.store.save_answer(_covered(rows, answer), answer, shown, self._now())
        outcome = Outcome.ANSWERED if shown else Outcome.SILENT
        return outcome, [_with_payloads(message, reply) for message, reply in zip(sent, shown, strict=True)]

    def _is_silent(self, row: Any) -> bool:
        return self._attention is not None and self._attention.is_silent(row)

    def _shown(self, conversation: str, replies: list[Reply]) -> list[Reply]:
        if self._attention is None:
            return replies
        shown = self._attention.shown(conversation, replies)
        self._attention.note(conversation, shown, self._now())
        return shown

    def _wait(self, rows: Sequence[Any], state: Any) -> tuple[Outcome, list[dict[str, Any]]]:
        first = rows[0]
        if self._now() - first.received_at > GIVE_UP_AFTER:
            return self._fail(rows[0], state)
        self.store.count_try(first.id)
        notice = self._say("utter_assistant_later" if first.kind == "start" else "utter_assistant_away", state)
        return Outcome.AWAY, [notice] if self.store.save_notice(first, notice, self._now()) else []

    def _try_again(self, rows: Sequence[Any], state: Any) -> tuple[Outcome, list[dict[str, Any]]]:
        if rows[0].tries + 1 >= TRIES:
            return self._fail(rows[0], state)
        self.store.count_try(rows[0].id)
        return Outcome.AGAIN, []

    def _fail(self, row: Any, state: Any) -> tuple[Outcome, list[dict[str, Any]]]:
        """What was typed behind it is tried without it."""
        apology = self._say("utter_assistant_failed", state)
        self.store.save_failure(row, apology, self._now())
        return Outcome.FAILED, [apology]

    def text(self, response: str, venue: str, language: str, **more: str) -> str:
        """What the gateway itself says of a venue."""
        return self._texts.say(response, language, {**self.venues.facts(venue, language), **more})

    def _say(self, response: str, state: Any) -> dict[str, Any]:
        text = self.text(response, state.venue_id, state.language)
        return {**asdict(Reply(text, response)), "language": state.language}


def _covered(rows: Sequence[Any], answer: Answer) -> Sequence[Any]:
    """Of a repeat, what it was an answer to: what was typed since then is still to be answered."""
    return [row for row in rows if answer.covers is None or row.client_id in answer.covers]


def where(error: Exception) -> str:
    """The kind of an error and its place; its words are left out, they may be the customer's."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {frame.filename}:{frame.lineno}"


def _with_valid_buttons(reply: Reply, row: Any) -> Reply:
    return replace(reply, buttons=[choice for choice in reply.buttons if _is_valid(choice, row)])


def _is_valid(choice: dict[str, str], row: Any) -> bool:
    try:
        parse_payload(choice["payload"])
        return True
    except PayloadNotValid:
        log.error("inbound %s: a button is left out, its payload cannot be read", row.id)
        return False


def _with_payloads(message: dict[str, Any], reply: Reply) -> dict[str, Any]:
    pairs = zip(message["buttons"], reply.buttons, strict=True)
    return {**message, "buttons": [{**button, "payload": choice["payload"]} for button, choice in pairs]}
