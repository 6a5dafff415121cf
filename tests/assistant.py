"""The whole assistant in one process: trained model, real actions, the real way through the gateway, a throw-away database.

Three things are not as in the servers: actions are called without a network, the database is a copy of a prepared
one, and the clock stands where the test sets it.
"""

import itertools
import logging
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.utils.log_utils import configure_structlog

import bootstrap
import settings
from actions import services as action_services
from extensions.tracker_store import WindowTrackerStore
from gateway.conversations import Conversations, Venues
from gateway.database import connect as connect_gateway
from gateway.messages import Said
from gateway.store import Store
from gateway.texts import Texts
from spa import booking, dates
from spa.knowledge import Venue
from spa.screening import Rules
from spa.store.database import connect, reading
from spa.store.venues import CurrentVenues
from spa.wanted import opening
from tests import in_process
from tests.keys import DATA_KEY, KEYS
from tests.spa.databases import snapshot

DEFAULT_NOW = datetime(2026, 11, 25, 9, 0)  # a Wednesday
KINDS = {
    "start": "when",
    "new_start": "when",
    "read_back": "confirm",
    "sure": "confirm",
    "health_pending": "clarify",
    "companion": "name",
    "phone_of_booking": "phone",
}


class Assistant:
    """One customer's conversation at a time."""

    _numbers = itertools.count(1)

    def __init__(
        self, agent: Agent, services: action_services.Services, described: Mapping[str, Venue], template: Path
    ) -> None:
        self._agent, self._services, self._described, self._template = agent, services, described, template
        self._rasa = in_process.InProcessRasa(agent)
        self._dialogues = agent.tracker_store
        self._folder = tempfile.TemporaryDirectory(prefix="spa-")
        self._now = DEFAULT_NOW
        self.conversation = ""
        self.conversations: Conversations
        self._all_in: str | None = None

    @classmethod
    async def load(cls) -> "Assistant":
        """Load the model of the present content, trained first if need be, and prepare a database to copy."""
        configure_structlog(logging.ERROR)  # unconfigured it prints every message
        known = settings.read({"DATABASE_URL": "sqlite://", "DATA_KEYS": DATA_KEY})
        folder = Path(tempfile.mkdtemp(prefix="spa-template-"))
        engine = connect(f"sqlite:///{folder / 'seeded.db'}", KEYS)
        services = action_services.build(known, engine)
        described = bootstrap.venues(known)
        bootstrap.prepare_database(engine, described, aware(DEFAULT_NOW))
        snapshot(engine, folder / "template.db")
        agent = await in_process.load(services)
        return cls(agent, services, described, folder / "template.db")

    async def start(
        self, venue: str = "lee_spa", now: datetime = DEFAULT_NOW, greet: bool = False, files: Path | None = None
    ) -> None:
        """Begin a new conversation with a new database. `now` is the venue's local time and stands still.

        With a folder for `files` each database is a file there: spa.db, gateway.db, dialogue.db.
        """
        number = next(self._numbers)
        self._now, self.conversation = now, f"web:test-{number}"
        self._use_database(self._all_in or self._new_file(number, files))
        if files:
            self._keep_dialogue_in(WindowTrackerStore(self._agent.domain, f"sqlite:///{files}/dialogue.db", DATA_KEY))
        elif not self._all_in:
            self._keep_dialogue_in(self._dialogues)
        venues = Venues(list(self._services.venues), bootstrap.venue_facts(self._services.venues))
        texts = Texts(bootstrap.ROOT / "responses" / "gateway.yml")
        in_file = f"sqlite:///{files}/gateway.db" if files else None
        self._gateway = connect_gateway(self._all_in or in_file or "sqlite://", KEYS)
        self._delivery = in_process.worker(self._services, self._gateway)
        store = Store(self._gateway)
        self.conversations = Conversations(store, self._rasa, texts, venues, lambda: self.now)
        self._rasa.question = None
        self.conversations.open(self.conversation, venue, "en", greet=greet)
        if greet:
            await self.conversations.drain(self.conversation)

    @contextmanager
    def all_in(self, url: str) -> Iterator[None]:
        """Let bookings, messages and dialogue live in this one prepared database, until the block is left."""
        self._all_in = url
        self._keep_dialogue_in(WindowTrackerStore(self._agent.domain, url, DATA_KEY))
        yield
        self._all_in = None
        self._keep_dialogue_in(self._dialogues)
        self.engine.dispose()
        self._gateway.dispose()

    def _keep_dialogue_in(self, store: Any) -> None:
        self._agent.tracker_store = self._agent.processor.tracker_store = store

    def _new_file(self, number: int, files: Path | None) -> str:
        for old in Path(self._folder.name).glob("*.db*"):
            old.unlink()
        file = files / "spa.db" if files else Path(self._folder.name) / f"{number}.db"
        shutil.copyfile(self._template, file)
        return f"sqlite:///{file}"

    def _use_database(self, url: str) -> None:
        self.engine.dispose()
        object.__setattr__(self._services, "engine", connect(url, KEYS))
        object.__setattr__(self._services, "now", lambda: self.now)
        venues = CurrentVenues(self._described, self._services.engine, self._services.now)
        object.__setattr__(self._services, "venues", venues)

    @property
    def engine(self) -> Any:
        return self._services.engine

    @property
    def now(self) -> datetime:
        return aware(self._now)

    def wait(self, **timespan: float) -> None:
        """Let time pass: `wait(minutes=11)`."""
        self._now += timedelta(**timespan)

    async def say(self, text: str) -> list[dict[str, Any]]:
        """A typed message of the customer."""
        return await self._pass(Said(self._id(), "text", text))

    async def say_ahead(self, texts: list[str]) -> list[dict[str, Any]]:
        """Typed messages that all come before the first of them is answered."""
        for text in texts:
            self.conversations.receive(self.conversation, Said(self._id(), "text", text))
        self.wait(seconds=1)
        return [in_process.shown(sent) for sent in await self.conversations.drain(self.conversation)]

    async def choose(self, button: dict[str, Any]) -> list[dict[str, Any]]:
        """A press on a button of an earlier reply."""
        return await self._pass(Said(self._id(), "button", button["title"], button["token"]))

    async def press(self, value: str, replies: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """A press on the button with this value."""
        for choice in (b for reply in replies for b in reply["buttons"]):
            if choice["value"] == value:
                return await self.choose(choice)
        raise AssertionError(f"no button {value!r} in {[b['value'] for r in replies for b in r['buttons']]}")

    async def tick(self, values: list[str], replies: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The choices with these values, ticked in one list and sent at once."""
        tokens = {choice["value"]: choice["token"] for reply in replies for choice in reply["buttons"]}
        return await self._pass(Said(self._id(), "ticks", tokens=tuple(tokens[value] for value in values)))

    def deliver(self) -> list[dict[str, Any]]:
        """Let the worker do what is due by now; return what it says to this customer, each button with its intent."""
        last = max((row.id for row in self.conversations.store.outbound_after(self.conversation, 0, 1000)), default=0)
        self._delivery.round()
        sent = self.conversations.store.outbound_after(self.conversation, last)
        return [in_process.pushed(self._gateway, self.conversation, row.message) for row in sent]

    async def _pass(self, said: Said) -> list[dict[str, Any]]:
        self.conversations.receive(self.conversation, said)
        return [in_process.shown(sent) for sent in await self.conversations.drain(self.conversation)]

    def _id(self) -> str:
        return f"message-{next(self._numbers)}"

    @property
    def asks(self) -> dict[str, Any]:
        """What the assistant now waits for, and the conditions that a question on health covers."""
        slot = (self._rasa.question or {}).get("slot")
        if not slot:
            return {"kind": None, "conditions": []}
        if slot.startswith("screening_"):
            question = self._services.rules.question(slot.removeprefix("screening_"))
            return {"kind": question.kind, "conditions": list(question.covers)}
        return {"kind": KINDS.get(slot, slot), "conditions": []}

    async def read(self, text: str) -> dict[str, Any]:
        """What understanding makes of a first message; no dialogue."""
        parsed = await self._agent.processor.parse_message(UserMessage(text or "…"))
        intent = parsed["intent"]["name"]
        key = parsed.get("response_selector", {}).get("faq", {}).get("response", {}).get("intent_response_key", "")
        return {
            "intent": intent,
            "topic": key.removeprefix("faq/") if intent == "faq" else None,
            "refused": intent in ("nlu_fallback", "out_of_scope"),
            "mentions": [
                {"condition": e["value"], "status": e["status"], "whose": e["whose"]}
                for e in parsed["entities"]
                if e["entity"] == "health"
            ],
        }

    def times(self, text: str, now: datetime, expected: bool = False) -> list[dict[str, Any]]:
        """When somebody wants to come; two entries are asked back."""
        venue = self._services.venues["lee_spa"]
        found = dates.times(text, now, opening(venue), expected)
        return [
            {"from": t.start.isoformat(), "to": t.end.isoformat() if t.end else None, "grain": t.grain} for t in found
        ]

    async def bookings(self) -> list[dict[str, Any]]:
        """What this customer has booked, in the database."""
        with reading(self.engine) as connection:
            found = booking.of_conversation(connection, self.conversation, self.now, upcoming=False)
        rules: Rules = self._services.rules
        return [
            {
                "code": one.code,
                "status": one.status,
                "service": one.service_id,
                "start": one.start.astimezone(_ZONE).replace(tzinfo=None).isoformat(),
                "end": one.end.astimezone(_ZONE).replace(tzinfo=None).isoformat(),
                "guests": one.party,
                "steps": list(one.kept),
                "note": rules.note_text(one.note, "en"),
            }
            for one in found
        ]


_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def aware(local: datetime) -> datetime:
    return local.replace(tzinfo=_ZONE)
