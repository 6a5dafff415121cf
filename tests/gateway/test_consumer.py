"""Waiting messages are answered in order, side by side, and after the assistant was away."""

import asyncio
from pathlib import Path

from gateway.bells import Bells
from gateway.consumer import Consumer
from gateway.conversations import Conversations
from gateway.messages import Answer, Message, Reply, Said
from tests.gateway.parts import Clock, Stub, conversations

ANNA, BINH = "web:anna", "web:binh"


class Pauses:
    """Notes the pauses asked for; each one ends when it is let go."""

    def __init__(self) -> None:
        self.asked: list[float] = []
        self.go = asyncio.Event()

    async def __call__(self, _event: asyncio.Event, seconds: float) -> None:
        self.asked.append(seconds)
        await self.go.wait()
        self.go.clear()


def opened(stub: object, url: str = "sqlite://") -> Conversations:
    made = conversations(stub, Clock(), url)
    for conversation in (ANNA, BINH):
        made.open(conversation, "lee_spa", "en", greet=False)
    return made


async def until(condition: object, turns: int = 1000) -> None:
    for _ in range(turns):
        if condition():  # type: ignore[operator]
            return
        await asyncio.sleep(0)
    raise AssertionError("it did not come to this")


def received(made: Conversations, conversation: str, *texts: str) -> None:
    for text in texts:
        made.receive(conversation, Said(text, "text", text))


async def test_messages_of_a_conversation_are_answered_in_order_and_one_at_a_time() -> None:
    stub, at_work, most = Stub(), 0, 0

    class Slow:
        async def answer(self, message: Message) -> Answer:
            nonlocal at_work, most
            at_work += 1
            most = max(most, at_work)
            await asyncio.sleep(0)
            at_work -= 1
            return await stub.answer(message)

    def told() -> list[str]:
        return "\n".join(stub.texts).split("\n")

    made = opened(Slow())
    consumer = Consumer(made, Bells())
    consumer.start()
    for number in range(20):
        received(made, ANNA, str(number))
        consumer.wake(ANNA)
    await until(lambda: len(told()) == 20)
    assert told() == [str(number) for number in range(20)]
    assert most == 1
    await consumer.stop()


async def test_a_slow_answer_holds_up_nobody_else() -> None:
    class OneSlow(Stub):
        async def answer(self, message: Message) -> Answer:
            if message.conversation == ANNA:
                await asyncio.Event().wait()
            return await super().answer(message)

    stub = OneSlow()
    made = opened(stub)
    received(made, ANNA, "slow")
    received(made, BINH, "fast")
    consumer = Consumer(made, Bells())
    consumer.start()
    await until(lambda: stub.texts == ["fast"])
    assert consumer.is_busy(ANNA) and not consumer.is_busy(BINH)
    await consumer.stop()
    assert made.store.waiting_conversations() == [ANNA]


async def test_the_pauses_grow_until_the_assistant_is_back() -> None:
    stub, pauses = Stub(), Pauses()
    stub.away = True
    made = opened(stub)
    received(made, ANNA, "first", "second")
    consumer = Consumer(made, Bells(), pauses)
    consumer.start()
    for number in range(1, 4):
        await until(lambda: len(pauses.asked) == number)  # noqa: B023
        pauses.go.set()
    await until(lambda: len(pauses.asked) == 4)
    assert pauses.asked == [0.5, 1, 2, 4]
    stub.away = False
    pauses.go.set()
    await until(lambda: stub.texts == ["first\nsecond"])
    await consumer.stop()
    notices = [row.message["response"] for row in made.store.outbound_after(ANNA, 0)]
    assert notices == ["utter_assistant_away", "utter_echo"]


async def test_one_answer_ends_the_pauses_of_all() -> None:
    stub = Stub()
    stub.away = True
    made = opened(stub)
    received(made, ANNA, "first")
    consumer = Consumer(made, Bells())
    consumer.start()
    await until(lambda: made.store.outbound_after(ANNA, 0))
    stub.away = False
    received(made, BINH, "second")
    consumer.wake(BINH)
    await until(lambda: stub.texts == ["second", "first"])
    await consumer.stop()


async def test_a_restart_takes_up_what_was_left(tmp_path: Path) -> None:
    url, stub = f"sqlite:///{tmp_path}/gateway.db", Stub()
    received(opened(stub, url), ANNA, "left behind")
    consumer = Consumer(conversations(stub, Clock(), url), Bells())
    consumer.start()
    await until(lambda: stub.texts == ["left behind"])
    await consumer.stop()


async def test_a_failing_message_does_not_stop_the_next() -> None:
    def script(message: Message) -> Answer:
        if "bad" in message.text:
            raise RuntimeError
        return Answer([Reply("fine", "utter_fine")])

    stub, pauses = Stub(script), Pauses()
    made = opened(stub)
    received(made, ANNA, "bad", "good")
    consumer = Consumer(made, Bells(), pauses)
    consumer.start()
    for number in (1, 2):
        await until(lambda: len(pauses.asked) == number)  # noqa: B023
        pauses.go.set()
    await until(lambda: made.store.counts() == {"waiting": 0, "failed": 1})
    await consumer.stop()
    said = [row.message["response"] for row in made.store.outbound_after(ANNA, 0)]
    assert said == ["utter_assistant_failed", "utter_fine"]
