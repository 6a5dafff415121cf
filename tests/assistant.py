"""The whole assistant in one process: trained model, real actions, the real way through the gateway, a throw-away database.

Three things are not as in the servers: actions are called without a network, the database is a copy of a prepared
one, and the clock stands where the test sets it.
"""

import itertools
import json
import logging
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.core.utils import AvailableEndpoints
from rasa.utils.endpoints import EndpointConfig
from rasa.utils.log_utils import configure_structlog
from rasa_sdk.executor import ActionExecutor
from sqlalchemy import insert, select

import bootstrap
import model
import settings
from actions import server
from actions import services as action_services
from extensions import server as rasa_server
from extensions.channel import answer as ask_rasa
from extensions.tracker_store import WindowTrackerStore
from gateway import secrecy
from gateway.conversations import Conversations, Venues
from gateway.database import connect as connect_gateway
from gateway.messages import Answer, Message, Said
from gateway.pushes import Pushes
from gateway.schema import button
from gateway.store import Store
from gateway.texts import Texts
from spa import booking, dates
from spa.booking import waitlist
from spa.knowledge import Venue
from spa.screening import Rules
from spa.store import catalogue as catalogues
from spa.store.database import connect, reading, snapshot, writing
from spa.store.schema import closure
from spa.store.venues import CurrentVenues
from spa.wanted import opening
from tests.keys import DATA_KEY, KEYS
from worker.delivery import Delivery
from worker.wording import Wording

DEFAULT_NOW = datetime(2026, 11, 25, 9, 0)  # a Wednesday
STAFF = "staff:test"
KINDS = {
    "start": "when",
    "new_start": "when",
    "read_back": "confirm",
    "sure": "confirm",
    "health_pending": "clarify",
    "companion": "name",
    "phone_of_booking": "phone",
}


class InProcessActions(EndpointConfig):
    """Rasa's way to the actions, without a network; what passes is what would pass as JSON."""

    def __init__(self, executor: ActionExecutor) -> None:
        super().__init__(url="in-process://actions", enable_selective_domain=True)
        self._executor = executor

    async def request(
        self, method: str = "post", subpath: Any = None, content_type: Any = None, compress: bool = False, **kwargs: Any
    ) -> Any:
        result = await self._executor.run(json.loads(json.dumps(kwargs["json"])))
        return json.loads(json.dumps(result))


class InProcessRasa:
    """The gateway's way to Rasa, without a network."""

    def __init__(self, agent: Agent) -> None:
        self._agent = agent
        self.question: dict[str, Any] | None = None

    async def answer(self, message: Message) -> Answer:
        answered = json.loads(json.dumps(await ask_rasa(self._agent, message.to_json())))
        self.question = answered["question"]
        return Answer.from_json(answered)


class Assistant:
    """One customer's conversation at a time."""

    _numbers = itertools.count(1)

    def __init__(
        self, agent: Agent, services: action_services.Services, described: Mapping[str, Venue], template: Path
    ) -> None:
        self._agent, self._services, self._described, self._template = agent, services, described, template
        self._rasa = InProcessRasa(agent)
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
        bootstrap.prepare_database(engine, described, _aware(DEFAULT_NOW))
        snapshot(engine, folder / "template.db")
        executor = server.executor(services)
        kind = "extensions.tracker_store.WindowTrackerStore"
        store = EndpointConfig.from_dict({"type": kind, "url": "sqlite://", "data_keys": DATA_KEY})
        endpoints = AvailableEndpoints(action=InProcessActions(executor), tracker_store=store)
        agent = await rasa_server.load(model.train(), endpoints)
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
        self._delivery = self._worker()
        store = Store(self._gateway)
        self.conversations = Conversations(store, self._rasa, texts, venues, lambda: _aware(self._now))
        self._rasa.question = None
        self.conversations.open(self.conversation, venue, "en", greet=greet)
        if greet:
            await self.conversations.drain(self.conversation)

    def _worker(self) -> Delivery:
        texts = Texts(bootstrap.ROOT / "responses" / "messages.yml")
        wording = Wording(texts, self._services.venues, "http://localhost", self._services.calendar)
        now, pushes = self._services.now, Pushes(self._gateway)
        return Delivery(self.engine, self._services.venues, pushes, wording, None, "spa@localhost", now)

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
        object.__setattr__(self._services, "now", lambda: _aware(self._now))
        venues = CurrentVenues(self._described, self._services.engine, self._services.now)
        object.__setattr__(self._services, "venues", venues)

    @property
    def engine(self) -> Any:
        return self._services.engine

    def wait(self, **timespan: float) -> None:
        """Let time pass: `wait(minutes=11)`."""
        self._now += timedelta(**timespan)

    def fill(self, venue: str, when: str) -> list[booking.Booking]:
        """Let others take every therapist at a local start ("2026-11-27T15:00"), or all there is on a day."""
        taken: list[booking.Booking] = []
        first = _aware(datetime.fromisoformat(when))
        window = booking.Window(first, first if "T" in when else first + timedelta(days=1))
        while free := self._free(venue, window):
            who = f"{self.conversation}-{next(self._numbers)}"
            request = booking.HoldRequest(venue, who, "back_massage", 1, free[0].start, booking.Wish(), "en")
            taken.append(booking.hold(self.engine, request, _aware(self._now), hold_minutes=600))
        return taken

    def _free(self, venue: str, window: booking.Window) -> list[booking.Offer]:
        with reading(self.engine) as connection:
            return booking.offers(connection, venue, "back_massage", 1, window, _aware(self._now), limit=1)

    def close(self, venue: str, days: list[str]) -> None:
        """Let the house be closed on these days."""
        rows = [{"venue_id": venue, "day": date.fromisoformat(day), "reason": {}} for day in days]
        with writing(self.engine) as connection:
            catalogues.change(connection, venue)
            connection.execute(insert(closure), rows)

    def decide(self, verdict: str) -> None:
        """Let a person of the house decide on this customer's booking that waits for that: approve or decline."""
        for one in self._mine():
            booking.decide(self.engine, one.id, STAFF, verdict, "", _aware(self._now))

    def propose(self, service_id: str) -> None:
        """Let a person of the house propose another service in the place of what waits."""
        now = _aware(self._now)
        for one in self._mine():
            contact = booking.Contact("Anna", "+84905123456")
            booking.propose(self.engine, one.id, STAFF, service_id, {}, "", now + timedelta(hours=24), now, contact)

    def move(self, start: str) -> None:
        """Let a person of the house move this customer's booking to a local start."""
        when = _aware(datetime.fromisoformat(start))
        for one in self._mine():
            booking.move(self.engine, one.id, one.conversation, when, _aware(self._now), actor=STAFF)

    def _mine(self) -> list[booking.Booking]:
        with reading(self.engine) as connection:
            return booking.of_conversation(connection, self.conversation, _aware(self._now))

    def free(self, held: booking.Booking) -> None:
        """Let one of them give it up, and the worker pass by."""
        now = _aware(self._now)
        booking.release(self.engine, held.id, held.conversation, now)
        waitlist.offer_freed(self.engine, held.venue_id, now)

    async def say(self, text: str) -> list[dict[str, Any]]:
        """A typed message of the customer."""
        return await self._pass(Said(self._id(), "text", text))

    async def say_ahead(self, texts: list[str]) -> list[dict[str, Any]]:
        """Typed messages that all come before the first of them is answered."""
        for text in texts:
            self.conversations.receive(self.conversation, Said(self._id(), "text", text))
        self.wait(seconds=1)
        return [_reply(sent) for sent in await self.conversations.drain(self.conversation)]

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
        return [self._pushed(row) for row in self.conversations.store.outbound_after(self.conversation, last)]

    def _pushed(self, row: Any) -> dict[str, Any]:
        with self._gateway.connect() as db:
            tokens = db.execute(select(button.c.token, button.c.payload)).all()
            key = secrecy.KEYS.of(db, self.conversation)
        intents = {one.token: key.open(one.payload)["intent"] for one in tokens if key}
        buttons = [{**one, "value": intents[one["token"]]} for one in row.message["buttons"]]
        return {**row.message, "buttons": buttons}

    async def _pass(self, said: Said) -> list[dict[str, Any]]:
        self.conversations.receive(self.conversation, said)
        return [_reply(sent) for sent in await self.conversations.drain(self.conversation)]

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
            found = booking.of_conversation(connection, self.conversation, _aware(self._now), upcoming=False)
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


def _aware(local: datetime) -> datetime:
    return local.replace(tzinfo=_ZONE)


def _reply(sent: dict[str, Any]) -> dict[str, Any]:
    """A reply as the page gets it, each button with the value that stands behind its token."""
    return {**sent, "buttons": [{**button, "value": _value(button.get("payload", ""))} for button in sent["buttons"]]}


def _value(payload: str) -> str:
    """What a payload stands for: the value of its entity, else the intent or topic."""
    _, brace, values = payload.partition("{")
    return str(next(iter(json.loads(brace + values).values()))) if brace else payload.lstrip("/")
