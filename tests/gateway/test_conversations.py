"""The way of a message through inbox, assistant and outbox, without a web server."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from gateway.conversations import NotStarted
from gateway.entrance import LONGEST
from gateway.messages import Answer, Message, Parse, Reply, Said
from tests.gateway.parts import Clock, Stub, conversations
from tests.gateway.talking import ANNA, BINH, HEALTH, NEXT, asking, opened, press, say


async def test_a_new_conversation_is_greeted_once() -> None:
    stub = Stub()
    made = conversations(stub, Clock())
    assert made.open(ANNA, "lee_spa", "vi")
    assert not made.open(ANNA, "lee_spa", "vi")
    await made.drain(ANNA)
    assert [message.parse for message in stub.got] == [Parse("greet")]
    assert stub.got[0].metadata == {
        "venue": "lee_spa",
        "channel": "web",
        "language_hint": "vi",
        "cut": False,
        "early": False,
        "ticked": False,
    }


async def test_an_unknown_conversation_is_refused() -> None:
    with pytest.raises(NotStarted):
        opened(Stub()).receive("web:nobody", Said("1", "text", "hello"))


@pytest.mark.parametrize(
    ("typed", "got"),
    [
        ('/inform{"pregnancy":"no"}', 'inform{"pregnancy":"no"}'),
        (" \u200b / //restart", "restart"),
        ("/", "…"),
        ("", "…"),
        (" \n\t ", "…"),
        ("💆‍♀️", "💆♀️"),
        ("đau lưng", "đau lưng"),
        ("a\x00b\x1bc\ud800d", "abcd"),
        ("'; DROP TABLE inbound; --", "'; DROP TABLE inbound; --"),
        ("<b>hi</b>", "<b>hi</b>"),
    ],
)
async def test_typed_text_is_only_ever_text(typed: str, got: str) -> None:
    stub = Stub()
    await say(opened(stub), typed)
    assert [(message.text, message.parse) for message in stub.got] == [(got, None)]


async def test_a_very_long_text_is_cut_and_says_so() -> None:
    stub = Stub()
    await say(opened(stub), "a" * 10_000)
    assert len(stub.got[0].text) == LONGEST
    assert stub.got[0].metadata["cut"] is True


async def test_a_button_reaches_the_assistant_as_what_it_means() -> None:
    stub = Stub(lambda message: asking(None, Price="/faq/price", Book='/book_session{"service": "six_step"}'))
    made = opened(stub)
    price, book = (await say(made, "hi"))[0]["buttons"]
    assert price["payload"] == "/faq/price"
    await press(made, price["token"])
    await press(made, book["token"], client_id="press 2")
    assert [message.text for message in stub.got] == ["hi", "Price", "Book"]
    assert stub.got[1].parse == Parse("faq", "faq/price")
    assert stub.got[2].parse == Parse("book_session", None, [{"entity": "service", "value": "six_step"}])


async def test_a_button_of_another_conversation_means_nothing() -> None:
    stub = Stub(lambda message: asking(None, Cancel='/cancel_booking{"code": "X"}'))
    made = opened(stub)
    [button] = (await say(made, "hi"))[0]["buttons"]
    await press(made, button["token"], BINH)
    await press(made, "forged", BINH, "press 2")
    assert [(message.text, message.parse) for message in stub.got[1:]] == [("…", Parse("stale_button"))] * 2


async def test_a_health_button_answers_only_the_question_it_was_made_for() -> None:
    answers = iter([asking(HEALTH, No="/deny"), asking(NEXT, No="/deny"), asking(NEXT), asking(None)])
    stub = Stub(lambda message: next(answers))
    made = opened(stub)
    [old] = (await say(made, "book"))[0]["buttons"]
    [new] = (await press(made, old["token"]))[0]["buttons"]
    await press(made, old["token"], client_id="pressed twice")
    await press(made, new["token"], client_id="the right one")
    assert [message.parse for message in stub.got[1:]] == [Parse("deny"), Parse("stale_button"), Parse("deny")]


async def test_a_button_of_an_earlier_time_the_same_was_asked_is_stale() -> None:
    answers = iter([asking(HEALTH, No="/deny"), asking(None), asking(HEALTH, No="/deny"), asking(None)])
    stub = Stub(lambda message: next(answers))
    made = opened(stub)
    [old] = (await say(made, "book"))[0]["buttons"]
    await say(made, "stop")
    await say(made, "book again")
    await press(made, old["token"])
    assert stub.got[-1].parse == Parse("stale_button")


async def test_a_question_that_stays_open_keeps_its_buttons() -> None:
    stub = Stub(lambda message: asking(HEALTH, No="/deny"))
    made = opened(stub)
    [button] = (await say(made, "book"))[0]["buttons"]
    await say(made, "how much is it?")
    await press(made, button["token"])
    assert stub.got[-1].parse == Parse("deny")


async def test_a_bare_yes_from_before_never_answers_a_later_question() -> None:
    answers = iter([asking(None, Yes="/affirm", Price="/faq/price"), asking(HEALTH), asking(HEALTH), asking(HEALTH)])
    stub = Stub(lambda message: next(answers))
    made = opened(stub)
    yes, price = (await say(made, "hi"))[0]["buttons"]
    await say(made, "book")
    await press(made, yes["token"])
    await press(made, price["token"], client_id="a menu button stays good")
    assert [message.parse for message in stub.got[2:]] == [Parse("stale_button"), Parse("faq", "faq/price")]


async def test_a_button_expires_after_a_day() -> None:
    stub, clock = Stub(lambda message: asking(None, Price="/faq/price")), Clock()
    made = opened(stub, clock)
    [button] = (await say(made, "hi"))[0]["buttons"]
    clock.go_on(hours=24)
    await press(made, button["token"])
    assert stub.got[-1].parse == Parse("stale_button")


async def test_a_button_with_a_broken_payload_is_left_out_and_the_rest_arrives() -> None:
    made = opened(Stub(lambda message: asking(None, Bad="just words", Broken="/inform{", Good="/help")))
    [sent] = await say(made, "hi")
    assert [button["title"] for button in sent["buttons"]] == ["Good"]


async def test_the_same_client_id_is_one_message() -> None:
    stub = Stub()
    made = opened(stub)
    first = made.receive(ANNA, Said("same", "text", "hello"))
    assert made.receive(ANNA, Said("same", "text", "hello")) == first
    assert made.receive(BINH, Said("same", "text", "hello")) != first
    await made.drain(ANNA)
    assert made.receive(ANNA, Said("same", "text", "hello")) == first
    assert await made.drain(ANNA) == []
    assert len(stub.got) == 1


def test_the_same_message_at_two_gateways_at_once_is_one(tmp_path: Path) -> None:
    url, clock = f"sqlite:///{tmp_path}/gateway.db", Clock()
    gateways = [conversations(Stub(), clock, url) for _ in range(4)]
    gateways[0].open(ANNA, "lee_spa", "en", greet=False)
    with ThreadPoolExecutor(len(gateways)) as together:
        for number in range(25):
            said = Said(f"message {number}", "text", "hello")
            assert len(set(together.map(lambda one: one.receive(ANNA, said), gateways))) == 1  # noqa: B023


async def test_the_language_of_the_answer_becomes_that_of_the_conversation() -> None:
    stub = Stub(lambda message: Answer([Reply("Dạ")], language="vi"))
    made = opened(stub)
    await say(made, "xin chào")
    await say(made, "ok")
    assert [message.metadata["language_hint"] for message in stub.got] == ["en", "vi"]
    made.receive(ANNA, Said("switch", "language", "en"))
    await made.drain(ANNA)
    assert stub.got[-1].parse == Parse("change_language", None, [{"entity": "language", "value": "en"}])


async def test_the_assistant_is_away_and_comes_back() -> None:
    stub, clock = Stub(), Clock()
    made = opened(stub, clock)
    stub.away = True
    [notice] = await say(made, "are you there?")
    assert notice["response"] == "utter_assistant_away" and "+84 236 000 0101" in notice["text"]
    assert await made.drain(ANNA) == []
    assert made.store.counts() == {"waiting": 1, "failed": 0}
    stub.away = False
    assert [message["text"] for message in await made.drain(ANNA)] == ["You said: are you there?"]
    assert made.store.counts() == {"waiting": 0, "failed": 0}


async def test_a_visitor_who_has_said_nothing_yet_is_welcomed_by_the_notice() -> None:
    stub = Stub()
    stub.away = True
    made = conversations(stub, Clock())
    made.open(ANNA, "lee_spa", "vi")
    [notice] = await made.drain(ANNA)
    assert notice["response"] == "utter_assistant_later" and "xin chào" in notice["text"]


async def test_a_language_that_is_not_ours_changes_nothing() -> None:
    stub = Stub(lambda message: Answer([Reply("?")], language="ko"))
    made = opened(stub)
    await say(made, "안녕")
    await say(made, "안녕")
    assert stub.got[1].metadata["language_hint"] == "en"


async def test_a_message_that_waited_for_a_day_is_given_up_with_an_apology() -> None:
    stub, clock = Stub(), Clock()
    made = opened(stub, clock)
    stub.away = True
    await say(made, "hello?", BINH)
    clock.go_on(hours=25)
    [apology] = await made.drain(BINH)
    assert apology["response"] == "utter_assistant_failed" and apology["text"].startswith("Em xin lỗi")


async def test_an_error_or_no_reply_is_a_failure_with_an_apology() -> None:
    def broken(message: Message) -> Answer:
        if message.text == "error":
            raise KeyError("secret words")
        return Answer([])

    made = opened(Stub(broken))
    assert [message["response"] for message in await say(made, "error")] == ["utter_assistant_failed"]
    assert [message["response"] for message in await say(made, "nothing")] == ["utter_assistant_failed"]
    assert made.store.counts() == {"waiting": 0, "failed": 2}


async def test_what_was_received_survives_a_restart(tmp_path: Path) -> None:
    url, stub, clock = f"sqlite:///{tmp_path}/gateway.db", Stub(), Clock()
    before = conversations(stub, clock, url)
    before.open(ANNA, "lee_spa", "en", greet=False)
    before.receive(ANNA, Said("1", "text", "first"))
    before.receive(ANNA, Said("2", "text", "second"))
    after = conversations(stub, clock, url)
    assert after.store.waiting_conversations() == [ANNA]
    await after.drain(ANNA)
    assert stub.texts == ["first\nsecond"]
