"""What every action shares: one turn as an object, and an answer whatever happens."""

import logging
import secrets
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SessionStarted, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.services import Services, current
from spa.dates import say
from spa.knowledge import Venue, facts
from spa.text import fold
from spa.wanted import Wanted, read

log = logging.getLogger(__name__)
YES, NO, UNSURE = "yes", "no", "unsure"
STATEMENTS = ("inform", "report_health", "nlu_fallback", "out_of_scope")  # what a name or a medicine is taken for
NOT_UNDERSTOOD = "action_not_understood"
SURE = 0.6
LONGEST_CALL = 2  # words: so short a name may look like a topic


class Turn:
    """One message of a customer and what may be said and set in answer to it."""

    def __init__(self, dispatcher: CollectingDispatcher, tracker: Tracker, services: Services) -> None:
        self._dispatcher, self.tracker, self.services = dispatcher, tracker, services
        self.message: Mapping[str, Any] = tracker.latest_message or {}
        self.conversation: str = tracker.sender_id

    @property
    def now(self) -> datetime:
        return self.services.now()

    @cached_property
    def venue(self) -> Venue:
        metadata = self.message.get("metadata") or {}
        venue_id = metadata.get("venue") or self.slot("venue") or self.services.settings.venue
        return self.services.venues[venue_id]

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.venue.timezone)

    @property
    def local_now(self) -> datetime:
        return self.services.local_now(self.venue)

    @property
    def language(self) -> str:
        return "vi" if self.slot("language") == "vi" else "en"

    @property
    def channel(self) -> str:
        return str((self.message.get("metadata") or {}).get("channel", "web"))

    @property
    def is_question(self) -> bool:
        """Whether the words themselves are those of a question."""
        return "?" in self.typed or bool(self.services.words.question.search(fold(self.typed)))

    @property
    def is_request(self) -> bool:
        """Whether the message asks for something, so that it is no answer to a question like that for a name."""
        intent, confidence = self.intent, float((self.message.get("intent") or {}).get("confidence") or 0)
        if self.is_question:
            return True
        sure = intent not in STATEMENTS and confidence >= SURE
        return self.pressed or sure and (intent != "faq" or len(self.typed.split()) > LONGEST_CALL)

    @property
    def text(self) -> str:
        """The words of the message, typed or those of a button."""
        return self.message.get("text") or ""

    @property
    def typed(self) -> str:
        """The words of the message that may be read; those of a button say nothing."""
        return "" if self.pressed else self.text

    @property
    def intent(self) -> str:
        return str((self.message.get("intent") or {}).get("name"))

    @cached_property
    def wanted(self) -> Wanted:
        """What the message says about a booking; a pressed button says it by its entities alone."""
        asked = self.slot("requested_slot")
        return read(self.typed, self.venue, self.services.words, self.local_now, asked, self._day_before)

    @property
    def _day_before(self) -> date | None:
        """The day that was spoken of last, for an hour that comes without one."""
        window = self.slot("window") or {}
        spoken = self.slot("start") if window.get("reason") == "past" else window.get("from") or self.slot("start")
        return datetime.fromisoformat(spoken).date() if spoken else None

    @property
    def pressed(self) -> bool:
        return bool(self.message.get("pressed"))

    @property
    def is_early(self) -> bool:
        """Whether the message was sent before the question that is now open was shown: it is no answer to that one."""
        return bool((self.message.get("metadata") or {}).get("early")) and not self.pressed

    @property
    def actions_before(self) -> list[str]:
        """What was done about the message right before this one."""
        before: list[str] = []
        actions: list[str] = []
        for event in self.tracker.events:
            if event["event"] == "user":
                before, actions = actions, []
            elif event["event"] == "action":
                actions.append(event["name"])
        return before

    @property
    def failures_before(self) -> int:
        """How many messages right before this one could not be understood."""
        return int(self.slot("attempts") or 0) if NOT_UNDERSTOOD in self.actions_before else 0

    @property
    def form(self) -> str | None:
        """The form that is open."""
        return (self.tracker.active_loop or {}).get("name")

    @property
    def is_new(self) -> bool:
        """Whether the message is still to be read: not where a form only asks on after another action took it."""
        done = [event["name"] for event in self.tracker.events if event["event"] == "action"]
        before = done[-2:-1] if done and done[-1] == self.form else done[-1:]
        return before in ([], ["action_listen"])

    def slot(self, name: str) -> Any:
        return self.tracker.slots.get(name)

    def entity(self, name: str) -> Any:
        """The value of the message's first entity of that name."""
        return next((e["value"] for e in self.message.get("entities") or [] if e["entity"] == name), None)

    def entities(self, name: str) -> list[Any]:
        """The values of all entities of that name."""
        return [entity["value"] for entity in self.message.get("entities") or [] if entity["entity"] == name]

    @property
    def ticked(self) -> bool:
        """Whether the message is a list that was ticked and sent: what is not in it is not meant."""
        return bool((self.message.get("metadata") or {}).get("ticked")) and self.pressed

    def say(
        self,
        response: str,
        buttons: Sequence[dict[str, Any]] | None = None,
        mark: str | None = None,
        choices: str | None = None,
        **values: Any,
    ) -> None:
        """Answer with a response, filled with the venue's facts and the values.

        A mark tells the gateway to erase words: "erase" all that was said, "forget" what this answers. `choices` says how
        the buttons are to be shown: "multi", "times", "cards".
        """
        known = {**facts(self.venue, self.language), **values}
        used = {name: value for name, value in known.items() if name in self.services.placeholders.get(response, ())}
        more = {**({mark: True} if mark else {}), **({"choices": choices} if choices else {})}
        self._dispatcher.utter_message(
            response=response, buttons=list(buttons) if buttons else None, json_message=more or None, **used
        )

    def say_time(self, moment: datetime) -> str:
        """A moment in the venue's zone, with weekday, date and hour."""
        return say(moment.astimezone(self.zone).replace(tzinfo=None), self.language)

    def aware(self, local: datetime) -> datetime:
        return local.replace(tzinfo=self.zone)


class SpaAction(Action, ABC):
    """An action that always answers: an unforeseen error becomes an apology and a log line with an id, without any text."""

    @abstractmethod
    def name(self) -> str:
        """What rules and forms call it."""

    @abstractmethod
    def perform(self, turn: Turn) -> list[EventType]:
        """Do the work of this action and return its events."""

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Mapping[str, Any]
    ) -> list[EventType]:
        turn = Turn(dispatcher, tracker, current())
        try:
            return self.perform(turn)
        except Exception as error:  # the customer gets an answer, whatever it is
            reference = secrets.token_hex(4)
            log.error("%s failed, reference %s: %s", self.name(), reference, _without_values(error))
            turn.say("utter_failed", reference=reference)
            return []


def anew(turn: Turn, **slots: Any) -> list[EventType]:
    """Let the dialogue begin anew with these slots: Rasa keeps nothing of what was said before."""
    first = {"venue": turn.venue.id, "venue_name": turn.venue.name, "venue_phone": turn.venue.phone}
    first["language"] = turn.slot("language")
    ends = [
        *reset("requested_slot"),
        ActiveLoop(None),
        FollowupAction("action_listen"),
    ]  # a form takes these for its end
    return [SessionStarted(), *(SlotSet(name, value) for name, value in {**first, **slots}.items()), *ends]


def reset(*slots: str) -> list[EventType]:
    """Forget these slots."""
    return [SlotSet(slot, None) for slot in slots]


def button(title: str, intent: str = "inform", **entities: str) -> dict[str, str]:
    """A choice; the gateway keeps what it means and shows only a token."""
    pairs = ", ".join(f'"{key}": "{value}"' for key, value in entities.items())
    return {"title": title, "payload": f"/{intent}{{{pairs}}}" if pairs else f"/{intent}"}


def _without_values(error: Exception) -> str:
    """Where it happened, and its kind: messages of errors may hold what a customer said."""
    frames = []
    trace = error.__traceback__
    while trace:
        frames.append(f"{trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}")
        trace = trace.tb_next
    return f"{type(error).__name__} at {' > '.join(frames[-4:])}"
