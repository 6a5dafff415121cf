"""Several choices that are ticked in one list and sent at once."""

import pytest

from gateway.conversations import Conversations
from gateway.history import history
from gateway.messages import Answer, Parse, Reply, Said
from tests.gateway.parts import Clock, Stub, conversations

ANNA, BINH = "web:anna", "web:binh"
ASKED = {"form": "screening_form", "slot": "screening_conditions"}
NAMES = {"Asthma": "asthma", "Diabetes": "diabetes", "Gout": "gout"}


def listed(question: dict | None = ASKED) -> Answer:
    buttons = [{"title": name, "payload": f'/inform{{"answer": "{value}"}}'} for name, value in NAMES.items()]
    none = {"title": "None of these", "payload": '/inform{"answer": "no"}', "alone": True}
    return Answer([Reply("Which?", "utter_ask", [*buttons, none], custom={"choices": "multi"})], question)


@pytest.fixture
def stub() -> Stub:
    return Stub(lambda message: listed())


@pytest.fixture
def chat(stub: Stub) -> Conversations:
    made = conversations(stub, Clock())
    for one in (ANNA, BINH):
        made.open(one, "lee_spa", "en", greet=False)
    return made


async def ask(chat: Conversations, whom: str = ANNA, name: str = "1") -> dict[str, str]:
    """The tokens by title."""
    chat.receive(whom, Said(name, "text", "hello"))
    sent = (await chat.drain(whom))[-1]
    return {button["title"]: button["token"] for button in sent["buttons"]}


async def send(chat: Conversations, *tokens: str, whom: str = ANNA) -> None:
    chat.receive(whom, Said("ticks", "ticks", tokens=tokens))
    await chat.drain(whom)


async def test_they_reach_the_assistant_as_one_message(chat: Conversations, stub: Stub) -> None:
    tokens = await ask(chat)
    await send(chat, tokens["Asthma"], tokens["Gout"])
    answers = [{"entity": "answer", "value": value} for value in ("asthma", "gout")]
    assert (stub.got[-1].text, stub.got[-1].parse) == ("Asthma, Gout", Parse("inform", entities=answers))
    assert stub.got[-1].metadata["ticked"] and not stub.got[0].metadata["ticked"]


async def test_what_a_choice_says_of_itself_reaches_the_page(chat: Conversations) -> None:
    await ask(chat)
    _, [sent] = chat.store.history(ANNA)
    assert sent.message["custom"] == {"choices": "multi"}
    assert [button.get("alone") for button in sent.message["buttons"]] == [None, None, None, True]
    assert not any("payload" in button for button in sent.message["buttons"])


async def test_the_page_shows_them_as_chosen_afterwards(chat: Conversations) -> None:
    tokens = await ask(chat)
    await send(chat, tokens["Diabetes"], tokens["Asthma"])
    said, sent = chat.store.history(ANNA)
    shown = history(said, sent, chat.store.ticked(said))
    assert [button["chosen"] for button in shown[1]["buttons"]] == [True, True, False, False]
    assert shown[2]["text"] == "Diabetes, Asthma" and shown[2]["chosen"] == [tokens["Diabetes"], tokens["Asthma"]]


async def test_after_the_next_question_they_answer_nothing(chat: Conversations, stub: Stub) -> None:
    tokens = await ask(chat)
    stub.script = lambda message: listed(None)
    await ask(chat, name="2")
    await send(chat, tokens["Asthma"], tokens["Gout"])
    assert stub.got[-1].parse == Parse("stale_button")


async def test_nobody_sends_the_choices_of_somebody_else_or_of_two_questions(chat: Conversations, stub: Stub) -> None:
    first, others = await ask(chat), await ask(chat, BINH)
    stub.script = lambda message: listed({"form": "another", "slot": "one"})
    second = await ask(chat, name="2")
    for tokens in (
        (first["Gout"], others["Gout"]),
        (first["Gout"], second["Gout"]),
        (first["Gout"], "forged"),
        (others["Gout"],),
    ):
        chat.receive(ANNA, Said("-".join(tokens), "ticks", tokens=tokens))
        await chat.drain(ANNA)
        assert stub.got[-1].parse == Parse("stale_button")
