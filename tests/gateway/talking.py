"""Talks with the assistant's stand-in through inbox and outbox, without a web server."""

from uuid import uuid4

from gateway.conversations import Conversations
from gateway.messages import Answer, Reply, Said
from tests.gateway.parts import Clock, Stub, choices, conversations

ANNA, BINH = "web:anna", "web:binh"
HEALTH = {"form": "screening_form", "slot": "main_five", "conditions": ["pregnancy"]}
NEXT = {"form": "screening_form", "slot": "main_five", "conditions": ["bleeding"]}


def opened(stub: Stub, clock: Clock | None = None) -> Conversations:
    made = conversations(stub, clock or Clock())
    made.open(ANNA, "lee_spa", "en", greet=False)
    made.open(BINH, "danang_reviews", "vi", greet=False)
    return made


async def say(made: Conversations, text: str, conversation: str = ANNA) -> list[dict]:
    made.receive(conversation, Said(uuid4().hex, "text", text))
    return await made.drain(conversation)


async def press(made: Conversations, token: str, conversation: str = ANNA, client_id: str = "press") -> list[dict]:
    made.receive(conversation, Said(client_id, "button", token=token))
    return await made.drain(conversation)


def asking(question: dict | None, **payloads: str) -> Answer:
    return Answer([Reply("?", "utter_ask", choices(**payloads))], question)
