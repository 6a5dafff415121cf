"""What nobody asked for reaches the page: written by another process, once, and it is known whether it was seen."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from gateway.database import connect
from gateway.messages import Reply, Said
from gateway.pushes import Pushes
from tests.gateway.parts import Clock, Stub, Visitor, application, choices, conversations, running
from tests.keys import KEYS

REMINDER = Reply("See you tomorrow", "utter_reminder", choices(Same='/confirm_visit{"chosen": "K7M4PQ"}'))
ME = "web:me"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/gateway.db"


def push(pushes: Pushes, clock: Clock, conversation: str = ME, key: str = "reminder:1") -> bool:
    return pushes.push(key, conversation, REMINDER, "en", clock() + timedelta(hours=30), clock())


def test_the_same_key_is_said_once(url: str, clock: Clock) -> None:
    chat = conversations(Stub(), clock, url)
    chat.open(ME, "lee_spa", "en", greet=False)
    pushes = Pushes(connect(url, KEYS))
    assert push(pushes, clock) and push(pushes, clock)
    assert [row.message["text"] for row in chat.store.outbound_after(ME, 0)] == ["See you tomorrow"]


def test_a_conversation_that_nobody_opened_gets_nothing(url: str, clock: Clock) -> None:
    pushes = Pushes(connect(url, KEYS))
    assert not push(pushes, clock, "staff:desk")
    assert pushes.language("staff:desk") is None and pushes.last_inbound("staff:desk") is None


async def test_its_button_means_what_it_says_whatever_is_asked_meanwhile(url: str, clock: Clock) -> None:
    stub = Stub()
    chat = conversations(stub, clock, url)
    chat.open(ME, "lee_spa", "en", greet=False)
    push(Pushes(connect(url, KEYS)), clock)
    chat.receive(ME, Said("1", "text", "hello"))
    await chat.drain(ME)
    clock.go_on(hours=25)
    (button,) = chat.store.outbound_after(ME, 0)[0].message["buttons"]
    chat.receive(ME, Said("2", "button", button["title"], button["token"]))
    await chat.drain(ME)
    parse = stub.got[-1].parse
    assert parse and parse.intent == "confirm_visit"
    assert parse.entities == [{"entity": "chosen", "value": "K7M4PQ"}]


async def test_an_open_page_hears_it_and_it_counts_as_seen_once_it_is_looked_at(url: str, clock: Clock) -> None:
    """The page listens at one process, the message is written by what could be another."""
    async with running(application(Stub(), clock, gateway_database_url=url)) as address, Visitor(address) as visitor:
        await visitor.start()
        (greeting,) = await visitor.hear(1)
        listening = asyncio.create_task(visitor.hear(1, after=greeting["id"]))
        other = Pushes(connect(url, KEYS))
        assert push(other, clock, _conversation(url))
        (heard,) = await listening
        state = await visitor.start()
        assert [heard["text"], state["history"][0]["text"]] == ["See you tomorrow"] * 2
        assert not other.seen("reminder:1")
        assert push(other, clock, _conversation(url), "reminder:2")
        assert (await visitor.post_seen(heard["id"])) == 204
        assert other.seen("reminder:1") and not other.seen("reminder:2")


@pytest.mark.parametrize("last", [None, "1", -1, 2**64, 1.5, {}])
async def test_only_a_number_says_what_was_seen(url: str, clock: Clock, last: object) -> None:
    async with running(application(Stub(), clock, gateway_database_url=url)) as address, Visitor(address) as visitor:
        assert await visitor.post_seen(1) == 401
        await visitor.start()
        assert await visitor.post_seen(last) == 400


def _conversation(url: str) -> str:
    with connect(url, KEYS).connect() as db:
        return str(db.exec_driver_sql("SELECT id FROM conversation").scalar())
