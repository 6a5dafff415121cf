"""Takes up what a platform tells: each event once, kept before the platform is answered, with its one effect."""

import json
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError

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
from gateway.channels.threads import Threads
from gateway.conversations import Conversations
from gateway.messages import Reply, Said
from gateway.modes import ELSEWHERE, Modes
from gateway.pushes import Pushes
from gateway.secrecy import KEYS

log = logging.getLogger(__name__)

LANGUAGE = "vi"  # until the customer has said something
KEPT_BYTES = 16 * 1024  # of the body of one event
DONE, TO_DO = "done", "waiting"


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
        name = key(channel, event.name)
        if self._is_known(name):
            return None
        account_id = f"{channel}:{event.account}"
        if event.account and account_id not in self.accounts:
            log.warning("an event of %s %s is not ours", channel, event.kind)
            self._keep(channel, name, FOREIGN, None)
            return None
        if event.customer is None or not event.account:  # nobody's, or nobody knows whose
            self._keep(channel, name, event.kind, None, _looked_at(event))
            return None
        conversation = f"{account_id}:{event.customer}"
        waits = self._act(conversation, self.accounts[account_id], name, event)
        self._keep(channel, name, event.kind, conversation, event.body if event.kind == STAFF else None)
        if waits:
            self.wake(conversation)
        return conversation if waits else None

    def _act(self, conversation: str, venue: str, name: str, event: Event) -> bool:
        """The effect of one event; every one may be repeated and changes nothing then. True: an answer is to come."""
        if event.kind in SPOKEN:
            return self._hear(conversation, venue, name, event)
        if event.kind == STAFF and not self.deliveries.is_own(conversation, event.platform_id):
            self._hand_over(conversation, venue)
        elif event.kind == GONE and self.conversations.store.conversation(conversation):
            self.threads.lost(conversation, "left")
        return False

    def _hear(self, conversation: str, venue: str, name: str, event: Event) -> bool:
        self.conversations.open(conversation, venue, LANGUAGE, greet=False)
        self.threads.heard(conversation, self.now())
        if event.kind == NOT_READ:
            self._say(conversation, venue, name, "utter_channel_not_read")
            return False
        self.conversations.receive(conversation, self._said(conversation, name, event))
        return True

    def _said(self, conversation: str, name: str, event: Event) -> Said:
        """Typed words stay words, unless they are the number of a choice in the list that was last shown."""
        if event.kind == START:
            return Said(name, "start")
        if event.kind == MENU:
            return Said(name, "button", token=self.menu.token(conversation, event.token, self.now()))
        if event.kind == BUTTON:
            return Said(name, "button", token=event.token[:64])
        tokens = self.threads.chosen(conversation, event.text) if event.kind == TEXT else ()
        if len(tokens) > 1:
            return Said(name, "ticks", tokens=tokens)
        return Said(name, "button", token=tokens[0]) if tokens else Said(name, "text", event.text)

    def _hand_over(self, conversation: str, venue: str) -> None:
        """Somebody wrote from the platform's own inbox: theirs it is now."""
        self.conversations.open(conversation, venue, LANGUAGE, greet=False)
        known = self.modes.of(conversation).is_a_persons
        if self.modes.take(conversation, ELSEWHERE, self.now()) and not known:
            self.notes.person_answers(venue, conversation)

    def _say(self, conversation: str, venue: str, name: str, response: str) -> None:
        if self.modes.of(conversation).is_a_persons:
            return
        language = self.pushes.language(conversation) or LANGUAGE
        text = self.conversations.text(response, venue, language)
        self.pushes.push(f"{response}:{name}", conversation, Reply(text, response), language, self.now(), self.now())

    def _is_known(self, name: str) -> bool:
        with self.engine.connect() as db:
            return db.execute(select(platform_event.c.id).where(platform_event.c.key == name)).first() is not None

    def _keep(self, channel: str, name: str, kind: str, conversation: str | None, body: Any = None) -> None:
        row = {"key": name, "channel": channel, "kind": kind, "conversation": conversation, "at": self.now()}
        state = TO_DO if kind == ERASE else DONE
        try:
            with self.engine.begin() as db:
                db.execute(insert(platform_event).values({**row, "state": state, **_kept(db, conversation, body)}))
        except IntegrityError:
            log.info("event %s came twice at once", name)


def _kept(db: Connection, conversation: str | None, body: Any) -> dict[str, Any]:
    """Of a conversation the words, sealed with it; of an event that is nobody's only its shape."""
    if body and (size := len(json.dumps(body))) > KEPT_BYTES:
        body = {"too_large": size}
    if not body or conversation is None:
        return {"shape": shape(body) if body else None}
    return {"sealed": KEYS.made(db, conversation).seal(body)}


def _looked_at(event: Event) -> Mapping[str, Any] | None:
    return event.body if event.kind == UNKNOWN else None
