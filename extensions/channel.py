"""The one thin door of Rasa: the gateway hands a message in over loopback and gets the replies back in the same answer."""

import asyncio
import hmac
import json
from collections import OrderedDict
from typing import Any, Awaitable, Callable

import aiohttp
from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response

from extensions.classifier import selection
from extensions.heard import Heard, heard

WAYS_OUT = ("/join_waitlist", "/talk_to_human")  # these stand after the choices
NAME = "gateway"
FAQ = "faq"
SENTENCE_ENDS = (".", "!", "?", "…", ",", ";", ":")
REMEMBERED = 1000  # conversations whose last answer may be asked for again


class GatewayOutput(CollectingOutputChannel):
    """Collects what the dialogue says, each reply with the name of its response."""

    @classmethod
    def name(cls) -> str:
        return NAME

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        self.messages.append(
            {
                "text": (message.get("text") or "").strip(),
                "response": message.get("utter_action"),
                "buttons": sorted(message.get("buttons") or [], key=_is_way_out),
                "image": message.get("image"),
                "custom": message.get("custom") or {},
            }
        )


class GatewayInput(InputChannel):
    """POST /webhooks/gateway/messages, for the holder of the token alone."""

    def __init__(self, token: str, actions_health: str) -> None:
        self._token, self._actions_health = token, actions_health
        self._answers: OrderedDict[str, tuple[str, asyncio.Future[dict[str, Any]]]] = OrderedDict()  # the last ones

    @classmethod
    def name(cls) -> str:
        return NAME

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> "GatewayInput":
        credentials = credentials or {}
        return cls(credentials["token"], credentials["actions_health"])

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        webhook = Blueprint("gateway_webhook", "gateway_webhook")

        @webhook.get("/")
        async def health(request: Request) -> HTTPResponse:
            agent = request.app.ctx.agent
            return json_response({"ready": bool(agent and agent.is_ready())})

        @webhook.post("/messages")
        async def messages(request: Request) -> HTTPResponse:
            shown = request.headers.get("authorization", "").encode("utf-8", "surrogateescape")
            if not hmac.compare_digest(shown, f"Bearer {self._token}".encode()):
                return json_response({"error": "not allowed"}, status=401)
            message = json.loads(request.body)
            answered = await asyncio.shield(self._answer_once(request.app.ctx.agent, message))
            if not answered["replies"] and not await self._actions_are_there():
                self._answers.pop(message["conversation"], None)  # it is tried again
                return json_response({"error": "the action server is away"}, status=503)
            return json_response(answered)

        return webhook

    def _answer_once(self, agent: Agent, message: dict[str, Any]) -> "asyncio.Future[dict[str, Any]]":
        """A message that comes again, because its answer was late or lost, gets the same answer and changes nothing."""
        conversation, name = message["conversation"], message["message_id"]
        known, answered = self._answers.get(conversation, (None, None))
        if answered is None or known != name or (answered.done() and answered.exception()):
            answered = asyncio.ensure_future(answer(agent, message, first=known is None))
            self._answers[conversation] = name, answered
            self._answers.move_to_end(conversation)
        while len(self._answers) > REMEMBERED:
            self._answers.popitem(last=False)
        return answered

    async def _actions_are_there(self) -> bool:
        try:
            async with aiohttp.ClientSession() as session, session.get(self._actions_health) as response:
                return response.status == 200
        except aiohttp.ClientError:
            return False


def _is_way_out(button: dict[str, Any]) -> bool:
    """Rasa puts the buttons of a text before those that an action adds: the times come before the waiting list."""
    return button.get("payload") in WAYS_OUT


async def answer(agent: Agent, message: dict[str, Any], first: bool = False) -> dict[str, Any]:
    """Let the dialogue take one message, and return its replies and the question that is now open.

    `first`: of this conversation since the start. Another process may have answered it and then died.
    """
    conversation, output = message["conversation"], GatewayOutput()
    text, covers = await _one_matter(agent, message["text"], message.get("covers") or [message["message_id"]])
    known = Heard(message["message_id"], covers, output.messages)
    heard.set(known)
    if first:
        tracker = await agent.tracker_store.retrieve(conversation)
        if known.is_repeat and known.before:
            return _answered(known.before["replies"], known.before["covers"], tracker)
    await agent.handle_message(
        UserMessage(
            text,
            output,
            conversation,
            parse_data=parse_data(text, message.get("parse")),
            input_channel=NAME,
            message_id=message["message_id"],
            metadata=message["metadata"],
        )
    )
    return _answered(output.messages, covers, known.left or await agent.tracker_store.retrieve(conversation))


async def _one_matter(agent: Agent, text: str, covers: list[str]) -> tuple[str, list[str]]:
    """Of what was typed in one go, a line each, what is answered together: a second question gets an answer of its own."""
    lines = text.split("\n")
    if len(covers) != len(lines) or len(covers) == 1:
        return text, covers
    topics: set[str] = set()
    for number, line in enumerate(lines):
        topic = _topic(await agent.parse_message(line))
        if topics and topic and topic not in topics:
            return _sentences(lines[:number]), covers[:number]
        topics |= {topic} if topic else set()
    return _sentences(lines), covers


def _sentences(lines: list[str]) -> str:
    """Each line ended as a sentence: "em có bầu" and "không đau" are no question together."""
    ended = [line if line.endswith(SENTENCE_ENDS) else f"{line}." for line in lines[:-1]]
    return "\n".join([*ended, lines[-1]])


def _topic(parsed: dict[str, Any]) -> str | None:
    """The response key of a question; None of what asks for none."""
    if parsed["intent"]["name"] != FAQ:
        return None
    return str(parsed["response_selector"][FAQ]["response"]["intent_response_key"])


def _answered(replies: list[dict[str, Any]], covers: list[str], tracker: DialogueStateTracker | None) -> dict[str, Any]:
    slots = tracker.current_slot_values() if tracker else {}
    question = _open_question(tracker, slots)
    return {"replies": replies, "question": question, "language": slots.get("language"), "covers": covers}


def _open_question(tracker: DialogueStateTracker | None, slots: dict[str, Any]) -> dict[str, Any] | None:
    """What the dialogue now waits for; a health question that was asked back comes before the form's own."""
    if slots.get("health_pending"):
        return {"form": None, "slot": "health_pending", "about": slots["health_pending"]}
    form = tracker.active_loop_name if tracker else None
    return {"form": form, "slot": slots.get("requested_slot")} if form else None


def parse_data(text: str, parse: dict[str, Any] | None) -> dict[str, Any] | None:
    """What understanding would have said of a button that the gateway knows; None where the text is to be understood."""
    if parse is None:
        return None
    intent, key = parse["intent"], parse.get("response_key")
    return {
        "text": text,
        "pressed": True,  # the words are those of the button, nobody typed them
        "intent": {"name": intent, "confidence": 1.0},
        "intent_ranking": [{"name": intent, "confidence": 1.0}],
        "entities": [{"start": 0, "end": 0, **entity} for entity in parse.get("entities", [])],
        "response_selector": {intent: selection(key)} if key else {},
    }
