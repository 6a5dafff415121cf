"""Keeps of a conversation what its dialogue needs, in one row: a turn costs the same however long somebody writes.

The messages themselves are the gateway's to keep; here stand the slots, the open form and the last few turns.
"""

import json
from contextvars import ContextVar
from typing import Any, Iterable

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    ConversationPaused,
    ConversationResumed,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.pool import QueuePool, StaticPool

TURNS = 2

# The conversation as this message left it, for the channel that handed the message in: it need not be read again.
saved: ContextVar[DialogueStateTracker | None] = ContextVar("saved", default=None)

_metadata = sa.MetaData()
_window = sa.Table(
    "dialogue",
    _metadata,
    sa.Column("conversation", sa.String(255), primary_key=True),
    sa.Column("events", sa.Text, nullable=False),
)
_mine = _window.c.conversation == sa.bindparam("id")
_read = sa.select(_window.c.events).where(_mine)
_change = _window.update().where(_mine).values(events=sa.bindparam("events"))


class WindowTrackerStore(TrackerStore):
    """Saves the window of recent events instead of the whole history."""

    def __init__(
        self, domain: Domain | None, host: str = "sqlite://", event_broker: EventBroker | None = None, **kwargs: Any
    ) -> None:
        self._engine = _connect(host)  # Rasa hands the address over under this name
        _metadata.create_all(self._engine)
        super().__init__(domain, event_broker)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        with self._engine.connect() as connection:
            stored = connection.execute(_read, {"id": sender_id}).scalar()
        if stored is None or self.domain is None:
            return None
        return DialogueStateTracker.from_dict(sender_id, json.loads(stored), self.domain.slots)

    async def save(self, tracker: DialogueStateTracker) -> None:
        await self.stream_events(tracker)
        events = json.dumps([event.as_dict() for event in window(list(tracker.events))])
        with self._engine.begin() as connection:
            changed = connection.execute(_change, {"id": tracker.sender_id, "events": events})
            if not changed.rowcount:
                connection.execute(_window.insert().values(conversation=tracker.sender_id, events=events))
        saved.set(tracker)

    async def keys(self) -> Iterable[str]:
        with self._engine.connect() as connection:
            return list(connection.execute(sa.select(_window.c.conversation)).scalars())


def window(events: list[Event]) -> list[Event]:
    """The last turns, behind what of the turns before them still holds: the open form and a pause.

    What the assistant said decides nothing; the gateway has it. Of a slot only its last value counts: no slot steers the
    policy, so it does not matter when it was set. Both together are most of what a turn would read, send and write.
    """
    session = _latest_session(events)
    told = [event for event in session if not isinstance(event, (BotUttered, SlotSet))]
    cut = _cut(told)
    begins = 1 if cut == 0 and told and isinstance(told[0], SessionStarted) else 0  # it empties the slots
    return told[:begins] + _slots(session) + _still_holding(told[:cut]) + told[max(begins, cut) :] + _ending(told)


def _latest_session(events: list[Event]) -> list[Event]:
    """What came before a session began holds no longer."""
    begun = [i for i, event in enumerate(events) if isinstance(event, SessionStarted)]
    return events[begun[-1] :] if begun else events


def _slots(events: list[Event]) -> list[Event]:
    last = {event.key: event for event in events if isinstance(event, SlotSet)}
    return [event for event in last.values() if event.value is not None]


def _ending(events: list[Event]) -> list[Event]:
    """A saved turn is over: one that was cut off (too many actions) must not block the next message for ever."""
    actions = [event for event in events if isinstance(event, ActionExecuted)]
    ended = not actions or actions[-1].action_name == ACTION_LISTEN_NAME
    return [] if ended else [ActionExecuted(ACTION_LISTEN_NAME)]


def _cut(events: list[Event]) -> int:
    """Where the last turns begin: always behind an action_listen, so that no turn is torn."""
    said = [i for i, event in enumerate(events) if isinstance(event, UserUttered)]
    if len(said) <= TURNS:
        return 0
    first = said[-TURNS]
    listens = [
        i for i in range(first) if isinstance(events[i], ActionExecuted) and events[i].action_name == ACTION_LISTEN_NAME
    ]
    return listens[-1] if listens else 0


def _still_holding(events: list[Event]) -> list[Event]:
    loops = [event for event in events if isinstance(event, ActiveLoop)]
    pauses = [event for event in events if isinstance(event, (ConversationPaused, ConversationResumed))]
    held: list[Event] = [event for event in loops[-1:] if event.name]
    return held + [event for event in pauses[-1:] if isinstance(event, ConversationPaused)]


def _connect(url: str) -> sa.engine.Engine:
    if url == "sqlite://":  # one database in memory, for every thread
        return sa.create_engine(url, connect_args={"check_same_thread": False}, poolclass=StaticPool)
    if not url.startswith("sqlite"):
        return sa.create_engine(url, future=True, pool_pre_ping=True)
    # Connections stay open: closing the last one would write the whole log back, each time.
    engine = sa.create_engine(url, future=True, poolclass=QueuePool, connect_args={"check_same_thread": False})
    sa.event.listen(engine, "connect", _use_wal)
    return engine


def _use_wal(connection: Any, record: Any) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=5000"):
        connection.execute(f"PRAGMA {pragma}")
