"""The ways between the parts of the assistant, without a network: what passes is what would pass as JSON."""

import json
from typing import Any

from rasa.core.agent import Agent
from rasa.core.utils import AvailableEndpoints
from rasa.utils.endpoints import EndpointConfig
from rasa_sdk.executor import ActionExecutor
from sqlalchemy import select
from sqlalchemy.engine import Engine

import bootstrap
import model
from actions import server
from actions.services import Services
from extensions import server as rasa_server
from extensions.channel import answer as ask_rasa
from gateway import secrecy
from gateway.messages import Answer, Message
from gateway.pushes import Pushes
from gateway.schema import button
from gateway.texts import Texts
from tests.keys import DATA_KEY
from worker.delivery import Delivery
from worker.wording import Wording


class InProcessActions(EndpointConfig):
    """Rasa's way to the actions."""

    def __init__(self, executor: ActionExecutor) -> None:
        super().__init__(url="in-process://actions", enable_selective_domain=True)
        self._executor = executor

    async def request(
        self, method: str = "post", subpath: Any = None, content_type: Any = None, compress: bool = False, **kwargs: Any
    ) -> Any:
        result = await self._executor.run(json.loads(json.dumps(kwargs["json"])))
        return json.loads(json.dumps(result))


class InProcessRasa:
    """The gateway's way to Rasa."""

    def __init__(self, agent: Agent) -> None:
        self._agent = agent
        self.question: dict[str, Any] | None = None

    async def answer(self, message: Message) -> Answer:
        answered = json.loads(json.dumps(await ask_rasa(self._agent, message.to_json())))
        self.question = answered["question"]
        return Answer.from_json(answered)


async def load(services: Services) -> Agent:
    """Rasa with the model of the present content, trained first if need be, and these actions."""
    kind = "extensions.tracker_store.WindowTrackerStore"
    store = EndpointConfig.from_dict({"type": kind, "url": "sqlite://", "data_keys": DATA_KEY})
    endpoints = AvailableEndpoints(action=InProcessActions(server.executor(services)), tracker_store=store)
    return await rasa_server.load(model.train(), endpoints)


def worker(services: Services, gateway: Engine) -> Delivery:
    """What sends messages that nobody asked for."""
    texts = Texts(bootstrap.ROOT / "responses" / "messages.yml")
    wording = Wording(texts, services.venues, "http://localhost", services.calendar)
    return Delivery(services.engine, services.venues, Pushes(gateway), wording, None, "spa@localhost", services.now)


def pushed(gateway: Engine, conversation: str, message: dict[str, Any]) -> dict[str, Any]:
    """A message of the worker as it is shown, each button with its intent."""
    with gateway.connect() as db:
        tokens = db.execute(select(button.c.token, button.c.payload)).all()
        key = secrecy.KEYS.of(db, conversation)
    intents = {one.token: key.open(one.payload)["intent"] for one in tokens if key}
    return {**message, "buttons": [{**one, "value": intents[one["token"]]} for one in message["buttons"]]}


def shown(sent: dict[str, Any]) -> dict[str, Any]:
    """A reply as the page gets it, each button with the value that stands behind its token."""
    return {**sent, "buttons": [{**button, "value": _value(button.get("payload", ""))} for button in sent["buttons"]]}


def _value(payload: str) -> str:
    """What a payload stands for: the value of its entity, else the intent or topic."""
    _, brace, values = payload.partition("{")
    return str(next(iter(json.loads(brace + values).values()))) if brace else payload.lstrip("/")
