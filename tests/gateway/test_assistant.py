"""The way to Rasa's channel over HTTP: what is sent, and what each kind of failure means."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from gateway.assistant import AssistantAway, AssistantFailed, HttpAssistant
from gateway.messages import Answer, Message, Parse, PayloadNotValid, Reply, parse_payload

MESSAGE = Message("web:anna", "c1", "Prices", Parse("faq", "faq/price"), {"venue": "lee_spa"})


@asynccontextmanager
async def assistant(status: int, body: object, got: list[web.Request] | None = None) -> AsyncIterator[HttpAssistant]:
    async def answer(request: web.Request) -> web.Response:
        await request.read()
        if got is not None:
            got.append(request)
        return web.json_response(body, status=status)

    application = web.Application()
    application.router.add_post("/webhooks/gateway/messages", answer)
    async with TestServer(application) as server:
        client = HttpAssistant(str(server.make_url("/")), "token", seconds=5)
        yield client
        await client.close()


async def test_a_message_goes_out_and_the_answer_comes_back() -> None:
    got: list[web.Request] = []
    body = {
        "replies": [
            {"text": "Hi", "response": "utter_greet", "buttons": [{"title": "A", "payload": "/help"}]},
            {"image": "a.svg"},
        ],
        "question": {"form": "f", "slot": "s"},
        "language": "vi",
    }
    async with assistant(200, body, got) as client:
        answer = await client.answer(MESSAGE)
        sent = await got[0].json()
    assert answer == Answer(
        [Reply("Hi", "utter_greet", [{"title": "A", "payload": "/help"}]), Reply(image="a.svg")],
        {"form": "f", "slot": "s"},
        "vi",
    )
    assert got[0].headers["Authorization"] == "Bearer token"
    assert sent == {
        "conversation": "web:anna",
        "message_id": "c1",
        "text": "Prices",
        "parse": {"intent": "faq", "response_key": "faq/price", "entities": []},
        "metadata": {"venue": "lee_spa"},
        "covers": [],
    }


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (503, {}, AssistantAway),
        (502, {}, AssistantAway),
        (500, {}, AssistantFailed),
        (401, {}, AssistantFailed),
        (200, {"unexpected": 1}, AssistantFailed),
        (200, ["unexpected"], AssistantFailed),
        (200, {"replies": ["words"]}, AssistantFailed),
    ],
)
async def test_each_failure_has_its_meaning(status: int, body: object, error: type[Exception]) -> None:
    async with assistant(status, body) as client:
        with pytest.raises(error):
            await client.answer(MESSAGE)


async def test_nobody_there_is_away() -> None:
    client = HttpAssistant("http://127.0.0.1:9", "token")
    with pytest.raises(AssistantAway):
        await client.answer(MESSAGE)
    await client.close()


@pytest.mark.parametrize(
    ("payload", "parse"),
    [
        ("/help", Parse("help")),
        ("/faq/price", Parse("faq", "faq/price")),
        ('/inform{"party": 2}', Parse("inform", None, [{"entity": "party", "value": 2}])),
        (
            '/inform{"c": ["a", "b"]}',
            Parse("inform", None, [{"entity": "c", "value": "a"}, {"entity": "c", "value": "b"}]),
        ),
    ],
)
def test_a_payload_says_what_a_press_means(payload: str, parse: Parse) -> None:
    assert parse_payload(payload) == parse


@pytest.mark.parametrize("payload", ["", "help", "/", "/inform{", '/inform{"a"}', "/in form", '/inform["a"]'])
def test_a_payload_of_another_form_is_refused(payload: str) -> None:
    with pytest.raises(PayloadNotValid):
        parse_payload(payload)
