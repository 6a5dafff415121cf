"""Words that were typed before the question was shown, or in one go: what they answer, and what is taken together."""

from dataclasses import replace
from uuid import uuid4

from gateway.conversations import Conversations
from gateway.messages import Answer, Message, Said
from tests.gateway.parts import Clock, Stub
from tests.gateway.talking import ANNA, HEALTH, NEXT, asking, opened, say


def received(made: Conversations, *texts: str) -> None:
    for text in texts:
        made.receive(ANNA, Said(uuid4().hex, "text", text))


def early(stub: Stub) -> list[tuple[str, bool]]:
    return [(message.text, message.metadata["early"]) for message in stub.got]


async def test_words_typed_before_the_question_was_shown_are_marked() -> None:
    """What comes while the assistant is thinking cannot be an answer to what it asks then."""
    clock, stub = Clock(), Stub()
    made = opened(stub, clock)

    def script(message: Message) -> Answer:
        if message.text == "no":
            received(made, "no, not me", "how much?")
        clock.go_on(seconds=1)
        return asking(HEALTH if message.text == "book" else NEXT)

    stub.script = script
    for text in ("book", "no", "not me"):
        await say(made, text)
        clock.go_on(seconds=5)
    assert early(stub) == [("book", False), ("no", False), ("no, not me\nhow much?", True), ("not me", False)]


async def test_words_after_an_apology_that_came_before_the_question_are_early_too() -> None:
    clock = Clock()
    answers = iter([Answer([]), asking(HEALTH), asking(HEALTH)])
    stub = Stub(lambda message: next(answers))
    made = opened(stub, clock)
    await say(made, "hi")
    made.receive(ANNA, Said("asks", "person"))
    received(made, "no")
    clock.go_on(seconds=1)
    await made.drain(ANNA)
    assert early(stub)[1:] == [("talk_to_human", False), ("no", True)]


async def test_what_was_typed_in_one_go_is_taken_together_but_never_with_a_button() -> None:
    stub = Stub(lambda message: asking(None, Price="/faq/price"))
    made = opened(stub)
    token = (await say(made, "hi"))[0]["buttons"][0]["token"]
    received(made, "/hello", "/ a massage", "please")
    made.receive(ANNA, Said("press", "button", token=token))
    received(made, "for two")
    sent = await made.drain(ANNA)
    assert stub.texts[1:] == ["hello\na massage\nplease", "Price", "for two"]
    assert len(stub.got[1].covers) == 3 and stub.got[1].message_id == stub.got[1].covers[0] and len(sent) == 3


async def test_nothing_is_cut_off_by_taking_it_together() -> None:
    stub = Stub()
    made = opened(stub)
    received(made, "a" * 1200, "b" * 700, "c" * 200)
    await made.drain(ANNA)
    assert [len(text) for text in stub.texts] == [1901, 200] and not stub.got[0].metadata["cut"]


async def test_of_a_repeat_only_what_was_heard_is_answered() -> None:
    """The answer to the first was lost on its way; meanwhile more was typed."""
    stub = Stub()
    made = opened(stub)
    stub.script = lambda message: replace(asking(None), covers=message.covers[:1])
    received(made, "one", "two")
    await made.drain(ANNA)
    assert stub.texts == ["one\ntwo", "two"]


async def test_words_that_waited_for_the_assistant_still_answer_the_question_they_saw() -> None:
    clock, stub = Clock(), Stub(lambda message: asking(HEALTH))
    made = opened(stub, clock)
    await say(made, "book")
    stub.away = True
    clock.go_on(seconds=5)
    await say(made, "no")
    stub.away = False
    clock.go_on(minutes=5)
    await made.drain(ANNA)
    assert early(stub) == [("book", False), ("no", False)]
