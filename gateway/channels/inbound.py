"""Takes up what a platform tells: each event once, kept before the platform is answered, with its one effect."""

import json
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError

from gateway import inbox
from gateway.channels.deliveries import Deliveries
from gateway.channels.events import (
    BUTTON,
    ERASE,
    FOREIGN,
    GONE,
    MENU,
    NOT_READ,
    SPOKEN,
    STAFF,
    START,
    TEXT,
    UNKNOWN,
    Event,
    key,
)
from gateway.channels.menu import Menu
from gateway.channels.notes import Notes
from gateway.channels.reading import shape
from gateway.channels.schema import platform_event
from gateway.channels.threads import Threads, chosen, heard
from gateway.conversations import Conversations
from gateway.messages import Reply, Said
from gateway.modes import ELSEWHERE, Modes
from gateway.pushes import Pushes
from gateway.secrecy import KEYS

log = logging.getLogger(__name__)

LANGUAGE = "vi"  # until the customer has said something
KEPT_BYTES = 16 * 1024  # of the body of one event
DONE, TO_DO = "done", "waiting"
ANSWERED = SPOKEN - {NOT_READ}  # by the assistant

# Built once: to build a statement takes longer than to run it.
_KNOWN = select(platform_event.c.id).where(platform_event.c.key == bindparam("name"))
_NEW = insert(platform_event)


@dataclass(frozen=True)
class Inbound:
    """`accounts` gives the venue of each page or official account, by `fb:<page>` or `zalo:<account>`."""

    engine: Engine
    accounts: Mapping[str, str]
    conversations: Conversations
    threads: Threads
    modes: Modes
    deliveries: Deliveries
    pushes: Pushes
    menu: Menu
    notes: Notes
    wake: Callable[[str], None]
    now: Callable[[], datetime]

    def take(self, channel: str, events: Iterable[Event]) -> list[str]:
        """Keep every event, in its order; return the conversations in which somebody waits for an answer.

        When this returns, none is lost; where it fails, the platform sends all of them again and none counts twice.
        """
        return list(dict.fromkeys(one for event in events if (one := self._take(channel, event))))

    def counts(self) -> dict[str, int]:
        """How many events of each kind came."""
        counted = select(platform_event.c.kind, func.count()).group_by(platform_event.c.kind)
        with self.engine.connect() as db:
            return {kind: count for kind, count in db.execute(counted)}

    def to_erase(self) -> list[tuple[int, str]]:
        """Number and conversation of the wishes to be erased that are still open."""
        events = platform_event.c
        query = select(events.id, events.conversation).where(events.state == TO_DO, events.kind == ERASE)
        with self.engine.connect() as db:
            return [(row.id, row.conversation) for row in db.execute(query.order_by(events.id))]

    def finish(self, number: int) -> None:
        with self.engine.begin() as db:
            db.execute(update(platform_event).where(platform_event.c.id == number).values(state=DONE))

    def _take(self, channel: str, event: Event) -> str | None:
        """The conversation in which an answer is awaited."""
        conversation = self._conversation(channel, event)
        try:
            return self._keep(channel, event, conversation)
        except IntegrityError:  # another gateway was faster by a moment
            return self._keep(channel, event, conversation)

    def _conversation(self, channel: str, event: Event) -> str | None:
        """Whose the event is; none where it is nobody's, or nobody knows whose."""
        account_id = f"{channel}:{event.account}"
        return f"{account_id}:{event.customer}" if event.customer and account_id in self.accounts else None

    def _keep(self, channel: str, event: Event, conversation: str | None) -> str | None:
        if conversation and event.kind in ANSWERED:
            return self._keep_with_its_effect(channel, event, conversation)
        name = key(channel, event.name)
        with self.engine.begin() as db:
            known = _is_known(db, name)
        if not known:
            if conversation:
                self._act(conversation, name, event)
            with self.engine.begin() as db:
                self._note(db, channel, event, conversation)
        return None

    def _keep_with_its_effect(self, channel: str, event: Event, conversation: str) -> str | None:
        """In one transaction: all the platform waits for."""
        name = key(channel, event.name)
        with self.engine.begin() as db:
            if _is_known(db, name):
                return None
            menu = self._hear(db, conversation)
            inbox.receive(db, conversation, self._said(db, conversation, name, event, menu), self.now())
            self._note(db, channel, event, conversation)
        self.wake(conversation)
        return conversation

    def _hear(self, db: Connection, conversation: str) -> Any | None:
        """The list that was last shown, if any."""
        inbox.open(db, conversation, self._venue(conversation), LANGUAGE, self.now())
        return heard(db, conversation, self.now())

    def _said(self, db: Connection, conversation: str, name: str, event: Event, menu: Any | None) -> Said:
        """Typed words stay words, unless they are the number of a choice in the list that was last shown."""
        if event.kind == START:
            return Said(name, "start")
        if event.kind == MENU:
            return Said(name, "button", token=self.menu.token(db, conversation, event.token, self.now()))
        if event.kind == BUTTON:
            return Said(name, "button", token=event.token[:64])
        tokens = chosen(menu, event.text) if event.kind == TEXT else ()
        if len(tokens) > 1:
            return Said(name, "ticks", tokens=tokens)
        return Said(name, "button", token=tokens[0]) if tokens else Said(name, "text", event.text)

    def _act(self, conversation: str, name: str, event: Event) -> None:
        """The effect of an event that nobody is to answer; every one may be repeated and changes nothing then."""
        if event.kind == NOT_READ:
            with self.engine.begin() as db:
                self._hear(db, conversation)
            self._say(conversation, name, "utter_channel_not_read")
        elif event.kind == STAFF and not self.deliveries.is_own(conversation, event.platform_id):
            self._hand_over(conversation)
        elif event.kind == GONE and self.conversations.store.conversation(conversation):
            self.threads.lost(conversation, "left")

    def _hand_over(self, conversation: str) -> None:
        """Somebody wrote from the platform's own inbox: theirs it is now."""
        venue = self._venue(conversation)
        self.conversations.open(conversation, venue, LANGUAGE, greet=False)
        known = self.modes.of(conversation).is_a_persons
        if self.modes.take(conversation, ELSEWHERE, self.now()) and not known:
            self.notes.person_answers(venue, conversation)

    def _say(self, conversation: str, name: str, response: str) -> None:
        if self.modes.of(conversation).is_a_persons:
            return
        language = self.pushes.language(conversation) or LANGUAGE
        text = self.conversations.text(response, self._venue(conversation), language)
        self.pushes.push(f"{response}:{name}", conversation, Reply(text, response), language, self.now(), self.now())

    def _note(self, db: Connection, channel: str, event: Event, conversation: str | None) -> None:
        kind = FOREIGN if event.account and f"{channel}:{event.account}" not in self.accounts else event.kind
        if kind == FOREIGN:
            log.warning("an event of %s %s is not ours", channel, event.kind)
        row = {"key": key(channel, event.name), "channel": channel, "kind": kind, "conversation": conversation}
        state = TO_DO if kind == ERASE else DONE
        db.execute(_NEW, {**row, "at": self.now(), "state": state, **_kept(db, kind, conversation, event.body)})

    def _venue(self, conversation: str) -> str:
        return self.accounts[conversation.rpartition(":")[0]]


def _is_known(db: Connection, name: str) -> bool:
    return db.execute(_KNOWN, {"name": name}).first() is not None


def _kept(db: Connection, kind: str, conversation: str | None, body: Mapping[str, Any]) -> dict[str, Any]:
    """Of staff the words, sealed with their conversation; of an event of an unknown kind only its shape."""
    if (size := len(json.dumps(body))) > KEPT_BYTES:
        body = {"too_large": size}
    sealed = KEYS.made(db, conversation).seal(body) if body and conversation and kind == STAFF else None
    return {"sealed": sealed, "shape": shape(body) if body and kind == UNKNOWN else None}
