"""Keeps of a conversation what its dialogue needs, in one row: a turn costs the same however long somebody writes.

The messages themselves are the gateway's to keep; here stand the slots, the open form and the last few turns.
"""

from typing import Any, Iterable

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
from sqlalchemy import select

from extensions.heard import KIND, heard
from spa.sealing import MasterKeys
from spa.store import dialogue
from spa.store.database import reading, writing

TURNS = 2


class WindowTrackerStore(TrackerStore):
    """Saves the window of recent events instead of the whole history."""

    def __init__(
        self,
        domain: Domain | None,
        host: str = "sqlite://",
        data_keys: str = "",
        event_broker: EventBroker | None = None,
        **kwargs: Any,
    ) -> None:
        """Rasa hands the address over as `host`; `data_keys` are those of the settings, with commas between."""
        self._engine = dialogue.opened(host, MasterKeys(data_keys.split(",")))
        super().__init__(domain, event_broker)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        with reading(self._engine) as connection:
            stored = dialogue.read(connection, sender_id)
        if stored is None or self.domain is None:
            return None
        if message := heard.get():
            message.before = next((event for event in stored if event["event"] == KIND), None)
        events = [event for event in stored if event["event"] != KIND]
        return DialogueStateTracker.from_dict(sender_id, events, self.domain.slots)

    async def save(self, tracker: DialogueStateTracker) -> None:
        await self.stream_events(tracker)
        message = heard.get()
        events = [event.as_dict() for event in window(list(tracker.events))]
        with writing(self._engine) as connection:
            dialogue.keep(connection, tracker.sender_id, [*events, *(message.record if message else [])])
        if message:
            message.left = tracker

    async def keys(self) -> Iterable[str]:
        with reading(self._engine) as connection:
            return list(connection.scalars(select(dialogue.dialogue.c.conversation)))


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
