"""The gateway's way into Rasa: closed without the token, the same answer for a repeat, no silence when actions are away."""

import asyncio
import json
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse

from extensions.channel import GatewayInput, parse_data
from extensions.tracker_store import WindowTrackerStore

TOKEN = "a token"
MESSAGE = {"conversation": "web:1", "message_id": "1", "text": "hello", "parse": None, "metadata": {}}


class Dialogue:
    """In place of Rasa's agent: says what it is told to say, and counts."""

    def __init__(self, *says: str) -> None:
        self.tracker_store, self._says, self.heard = self, says, []  # type: ignore[var-annotated]
        self.gate: asyncio.Event | None = None
        self._store = WindowTrackerStore(Domain.empty(), data_keys="of the tests")

    def is_ready(self) -> bool:
        return True

    async def handle_message(self, message: UserMessage) -> None:
        self.heard.append(message)
        if self.gate:
            await self.gate.wait()
        for text in self._says:
            await message.output_channel.send_response("web:1", {"text": f"{text} {len(self.heard)}"})
        await self._store.save(DialogueStateTracker.from_events("web:1", []))

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        return await self._store.retrieve(sender_id)


def application(dialogue: Dialogue, actions_health: str = "http://127.0.0.1:9/health") -> Sanic:
    Sanic.test_mode = True
    app = Sanic("channel", configure_logging=False, register=False)
    app.ctx.agent = dialogue
    app.blueprint(GatewayInput(TOKEN, actions_health).blueprint(lambda _: None), url_prefix="/webhooks/gateway")
    app.finalize()
    return app


async def post(app: Sanic, message: dict[str, Any] | None = None, token: str = TOKEN) -> HTTPResponse:
    """Call the route's own handler with a request that says no more than it looks at."""
    headers = {"authorization": f"Bearer {token}"}
    request = Request(b"/webhooks/gateway/messages", headers, "1.1", "POST", None, app)
    request.body = json.dumps(message or MESSAGE).encode()
    route, handler, _ = app.router.get("/webhooks/gateway/messages", "POST", None)
    return await handler(request)


async def test_nothing_is_heard_without_the_token() -> None:
    dialogue = Dialogue("hello")
    assert (await post(application(dialogue), token="another")).status == 401
    assert not dialogue.heard


async def test_a_message_is_answered() -> None:
    response = await post(application(Dialogue("hello")))
    assert response.status == 200
    answered = json.loads(response.body)
    assert [reply["text"] for reply in answered["replies"]] == ["hello 1"]
    assert answered["question"] is None


async def test_a_message_that_comes_again_gets_the_same_answer_and_is_heard_once() -> None:
    dialogue = Dialogue("hello")
    app = application(dialogue)
    first, again = await post(app), await post(app)
    assert first.body == again.body
    other = await post(app, {**MESSAGE, "message_id": "2"})
    assert len(dialogue.heard) == 2
    assert other.body != first.body


async def test_the_same_message_twice_at_once_is_heard_once() -> None:
    dialogue = Dialogue("hello")
    dialogue.gate = asyncio.Event()
    app = application(dialogue)
    asked = [asyncio.create_task(post(app)) for _ in range(5)]
    await asyncio.sleep(0)  # all of them have begun
    asked[0].cancel()  # whoever asked first may have gone; the others wait for the same answer
    dialogue.gate.set()
    bodies = {(await one).body for one in asked[1:]}
    assert len(bodies) == len(dialogue.heard) == 1


async def test_what_another_process_has_answered_before_it_died_is_not_heard_again() -> None:
    dialogue = Dialogue("hello")
    first = await post(application(dialogue), {**MESSAGE, "covers": ["1", "2"]})
    after = application(dialogue)
    again = await post(after, {**MESSAGE, "covers": ["1", "2", "3"]})
    assert json.loads(again.body) == json.loads(first.body) and json.loads(again.body)["covers"] == ["1", "2"]
    await post(after, {**MESSAGE, "message_id": "3"})
    assert len(dialogue.heard) == 2


async def test_silence_while_the_actions_are_away_is_no_answer() -> None:
    dialogue = Dialogue()
    app = application(dialogue)
    assert (await post(app)).status == 503
    assert (await post(app)).status == 503
    assert len(dialogue.heard) == 2, "it is not remembered as answered"


async def test_silence_while_the_actions_are_there_is_an_answer() -> None:
    async def health(_request: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    actions = web.Application()
    actions.router.add_get("/health", health)
    async with TestServer(actions) as server:
        response = await post(application(Dialogue(), str(server.make_url("/health"))))
    assert response.status == 200


def test_a_button_needs_no_understanding() -> None:
    pressed = parse_data("Prices", {"intent": "faq", "response_key": "faq/price", "entities": []})
    assert pressed and pressed["intent"] == {"name": "faq", "confidence": 1.0}
    assert pressed["response_selector"]["faq"]["response"]["intent_response_key"] == "faq/price"
