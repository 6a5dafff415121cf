"""What is counted for the statistics: conversations, messages, questions, how long an answer took, who was handed over."""

from datetime import timedelta
from typing import Any

import pytest

from gateway import tally
from gateway.conversations import Conversations
from gateway.database import connect
from gateway.messages import Answer, Reply, Said
from gateway.modes import Modes
from tests.gateway.parts import Clock, Stub, conversations
from tests.keys import KEYS

LAN = "web:lan"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def url(tmp_path: Any) -> str:
    return f"sqlite:///{tmp_path}/gateway.db"


@pytest.fixture
def talk(clock: Clock, url: str) -> Conversations:
    return conversations(
        Stub(lambda _: Answer([Reply("…", "utter_faq/price"), Reply("…", "utter_what_next")])), clock, url
    )


def counts(url: str, clock: Clock) -> dict[str, int]:
    return {one.what: one.number for one in tally.counted(connect(url, KEYS), clock.now - timedelta(days=9), clock.now)}


async def say(talk: Conversations, clock: Clock, kind: str = "text", seconds: float = 0.5) -> None:
    talk.receive(LAN, Said(f"{kind}{clock.now}", kind, "how much?"))
    clock.go_on(seconds=seconds)
    await talk.drain(LAN)


async def test_a_page_that_is_opened_is_no_conversation(talk: Conversations, clock: Clock, url: str) -> None:
    talk.open(LAN, "lee_spa", "en")
    await talk.drain(LAN)
    clock.go_on(hours=1)
    assert counts(url, clock) == {}


async def test_an_answer_that_staff_have_taught_is_an_answer(clock: Clock, url: str) -> None:
    talk = conversations(Stub(lambda _: Answer([Reply("At the back", "utter_taught")])), clock, url)
    talk.open(LAN, "lee_spa", "en")
    await say(talk, clock)
    clock.go_on(hours=1)
    assert counts(url, clock)["faq/taught"] == 1


@pytest.mark.parametrize("topic", ["pregnancy", "heart_kidney", "cancer", "bleeding", "injured_area", "children_age"])
async def test_which_illness_was_asked_about_is_not_counted(clock: Clock, url: str, topic: str) -> None:
    """In a quiet hour it would say who has it, and it outlives what the customer has erased."""
    talk = conversations(Stub(lambda _: Answer([Reply("…", f"utter_faq/{topic}")])), clock, url)
    talk.open(LAN, "lee_spa", "en")
    await say(talk, clock)
    clock.go_on(hours=1)
    assert counts(url, clock)["faq/contraindications"] == 1
    assert not [what for what in counts(url, clock) if topic in what]


async def test_what_is_said_is_counted_and_how_fast_it_is_answered(talk: Conversations, clock: Clock, url: str) -> None:
    talk.open(LAN, "lee_spa", "en")
    await say(talk, clock)
    await say(talk, clock, seconds=4)
    clock.go_on(hours=9)
    await say(talk, clock, seconds=90)
    clock.go_on(hours=1)
    assert counts(url, clock) == {
        "conversation": 2,
        "message": 3,
        "faq/price": 3,
        "seconds/1": 1,
        "seconds/5": 1,
        "seconds/more": 1,
    }
    assert (
        sum(
            number
            for _, number in tally.hours(connect(url, KEYS), clock.now - timedelta(days=1), clock.now, ["lee_spa"])
        )
        == 3
    )


def test_who_was_handed_over_and_when_somebody_came(talk: Conversations, clock: Clock, url: str) -> None:
    talk.open(LAN, "lee_spa", "vi", greet=False)
    talk.open("zalo:1:2", "lee_spa", "en", greet=False)
    engine = connect(url, KEYS)
    modes, begun = Modes(engine, timedelta(hours=1)), clock.now
    modes.ask(LAN, clock.now)
    clock.go_on(minutes=5)
    modes.take(LAN, "7", clock.now)
    modes.hand_on(LAN, "7", "8", clock.now)
    modes.give_back(LAN, "8", clock.now)
    modes.ask("zalo:1:2", clock.now)
    clock.go_on(minutes=5)
    assert tally.handed(engine, begun, clock.now) == [
        tally.Handed("lee_spa", "web", "vi", begun, begun + timedelta(minutes=5)),
        tally.Handed("lee_spa", "zalo", "en", begun + timedelta(minutes=5), None),
    ]
