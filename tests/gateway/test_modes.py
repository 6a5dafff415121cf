"""Whose a conversation is, on every channel: one winner, silence but for an emergency, and nothing answered twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from gateway.attention import Attention
from gateway.conversations import Conversations
from gateway.database import connect
from gateway.handover import HandOver
from gateway.messages import Answer, Message, Reply, Said
from gateway.modes import CLOCK, CUSTOMER, ELSEWHERE, Mode, Modes
from gateway.pushes import Pushes
from gateway.store import Store
from gateway.texts import Texts
from tests.gateway.parts import ROOT, Alarm, Clock, Stub, venues
from tests.keys import KEYS

ID, HOUR = "web:anna", timedelta(hours=1)


def script(message: Message) -> Answer:
    if "chest" in message.text:
        return Answer([Reply("Call 115", "utter_emergency"), Reply("And then", "utter_go_on")])
    if message.text == "person":
        return Answer([Reply("Somebody will come", "utter_talk_to_human")])
    return Answer([Reply(f"You said: {message.text}")], {"slot": "party"})


class House:
    """One conversation of the page, and those who may take it."""

    def __init__(self, url: str = "sqlite://") -> None:
        self.clock, self.stub = Clock(), Stub(script)
        engine = connect(url, KEYS)
        self.modes, self.pushes = Modes(engine, HOUR), Pushes(engine)
        texts = Texts(ROOT / "responses" / "gateway.yml")
        attention = Attention(self.modes, Alarm())
        self.talk = Conversations(Store(engine), self.stub, texts, venues(), self.clock, attention)
        self.hand_over = HandOver(self.modes, self.pushes, self.talk.store.conversation, self.talk.text, self.clock)
        self.talk.open(ID, "lee_spa", "en", greet=False)

    def say(self, text: str) -> None:
        self.clock.go_on(seconds=1)
        self.talk.receive(ID, Said(uuid4().hex, "text", text))

    async def heard(self, text: str = "") -> list[str]:
        """What is sent in answer."""
        if text:
            self.say(text)
        return [message["text"] for message in await self.talk.drain(ID)]

    def take(self, who: str = "lan") -> bool:
        self.clock.go_on(seconds=1)
        return self.modes.take(ID, who, self.clock())

    def give_back(self) -> bool:
        self.clock.go_on(seconds=1)
        return self.hand_over.give_back(ID, "lan")

    def shown(self) -> list[str]:
        return [row.message["text"] for row in self.talk.store.outbound_after(ID, 0)]


async def test_a_person_has_the_page_and_only_an_emergency_is_answered() -> None:
    house = House()
    assert house.modes.of(ID) == Mode() and house.take()
    assert await house.heard("hello") == []
    assert await house.heard("my chest hurts") == ["Call 115"]
    assert house.give_back()
    assert await house.heard() == [] and await house.heard("thanks") == ["You said: thanks"]
    assert house.stub.texts == ["my chest hurts", "thanks"]
    said, _ = house.talk.store.history(ID)
    assert [row.text for row in said] == ["hello", "my chest hurts", "thanks"]


async def test_what_was_written_to_a_person_is_not_answered_when_it_is_given_back() -> None:
    house = House()
    house.take()
    house.say("for Lan")  # nothing has looked at it yet
    house.give_back()
    house.say("for the assistant")
    assert await house.heard() == ["You said: for the assistant"]


async def test_whoever_took_over_while_the_assistant_was_thinking_is_not_talked_over() -> None:
    house = House()

    def taken(message: Message) -> Answer:
        house.take()
        return Answer([Reply("late", custom={"erase": True})], {"slot": "pregnancy"})

    house.stub.script = taken
    assert await house.heard("delete my data") == []
    assert house.talk.store.history(ID) == ([], [])  # what was asked for is done all the same
    house.stub.script = script
    house.give_back()
    await house.heard("yes")
    assert house.stub.got[-1].metadata["early"]  # nobody has seen that question


def test_of_two_at_once_one_has_it(tmp_path: Path) -> None:
    house = House(f"sqlite:///{tmp_path}/gateway.db")
    colleagues = [f"colleague {number}" for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        winners = [who for who, won in zip(colleagues, pool.map(house.take, colleagues), strict=True) if won]
    assert len(winners) == 1 and house.modes.of(ID).who == winners[0]
    assert [(row.mode, row.who, row.by) for row in house.modes.changes(ID)] == [("person", winners[0], winners[0])]


def test_a_colleagues_cannot_be_taken_but_is_handed_on() -> None:
    house = House()
    assert house.take("lan") and house.take("lan") and not house.take("minh") and not house.take(ELSEWHERE)
    assert not house.modes.hand_on(ID, "minh", "minh", house.clock())
    assert house.modes.hand_on(ID, "lan", "minh", house.clock()) and house.modes.of(ID).who == "minh"
    assert not house.modes.keep(ID, "lan", house.clock())
    assert house.give_back() and not house.give_back()


def test_whoever_answers_elsewhere_can_be_relieved() -> None:
    house = House()
    assert house.take(ELSEWHERE) and house.take(ELSEWHERE) and house.take("lan")
    assert [row.who for row in house.modes.changes(ID)] == [ELSEWHERE, "lan"]


async def test_what_nobody_writes_in_goes_back_by_itself_with_a_word() -> None:
    house = House()
    house.take()
    house.clock.go_on(minutes=50)
    assert house.modes.keep(ID, "lan", house.clock())
    house.clock.go_on(minutes=50)
    house.hand_over.round()
    assert house.modes.of(ID).who == "lan"
    house.clock.go_on(minutes=20)
    for _ in range(2):
        house.hand_over.round()
    assert house.modes.of(ID).mode == "assistant" and len(house.shown()) == 1 and "back with you" in house.shown()[0]
    assert [(row.mode, row.by) for row in house.modes.changes(ID)] == [("person", "lan"), ("assistant", CLOCK)]


@pytest.mark.parametrize("text", ["person", "my chest hurts"])
async def test_a_customer_who_is_to_get_a_person_waits_and_is_answered_meanwhile(text: str) -> None:
    house = House()
    await house.heard(text)
    assert house.modes.of(ID).mode == "waiting"
    assert await house.heard("and the price?") == ["You said: and the price?"]
    assert [(row.mode, row.by) for row in house.modes.changes(ID)] == [("waiting", CUSTOMER)]
    assert house.take() and not house.modes.ask(ID, house.clock())
