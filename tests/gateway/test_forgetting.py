"""A reply can say that words are erased: of the whole chat, or of the message that it answers."""

from datetime import timedelta
from pathlib import Path

import pytest

from gateway import forgetting
from gateway.conversations import Conversations
from gateway.database import connect
from gateway.history import history
from gateway.messages import Answer, Message, Reply, Said
from tests.gateway.parts import Clock, Stub, choices, conversations
from tests.keys import KEYS

ID = "web:1"


def script(message: Message) -> Answer:
    marks = {"delete my data": {"erase": True}, "talk_to_human": {"erase": True}, "chest pain": {"forget": True}}
    buttons = choices(Yes="/affirm") if message.text == "buttons" else []
    return Answer([Reply(f"heard {message.text}", "utter_echo", buttons, custom=marks.get(message.text))])


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/gateway.db"


async def said(talk: Conversations, *texts: str) -> None:
    for number, text in enumerate(texts):
        talk.receive(ID, Said(f"{text}-{number}", "text", text))
        await talk.drain(ID)


def shown(talk: Conversations) -> list[str]:
    return [entry["text"] for entry in history(*talk.store.history(ID))]


def opened(url: str, clock: Clock) -> Conversations:
    talk = conversations(Stub(script), clock, url)
    talk.open(ID, "lee_spa", "en", greet=False)
    return talk


def raw(url: str, sql: str) -> list[tuple[object, ...]]:
    with connect(url, KEYS).connect() as db:
        return [tuple(row) for row in db.exec_driver_sql(sql)]


async def test_what_is_written_is_sealed(url: str) -> None:
    talk = opened(url, Clock())
    await said(talk, "buttons")
    assert shown(talk) == ["buttons", "heard buttons"]
    rows = raw(
        url,
        "SELECT text, '' FROM inbound UNION SELECT message, '' FROM outbound UNION SELECT title, payload FROM button",
    )
    assert len(rows) == 3 and not any("eard" in str(row) or "affirm" in str(row) or "Yes" in str(row) for row in rows)


async def test_only_the_confirmation_is_left(url: str) -> None:
    talk = opened(url, Clock())
    await said(talk, "buttons", "I am pregnant")
    (before,) = raw(url, "SELECT sealed FROM chat_key")
    await said(talk, "delete my data")
    assert shown(talk) == ["heard delete my data"]
    assert raw(url, "SELECT * FROM button") == []
    (after,) = raw(url, "SELECT sealed FROM chat_key")
    assert after != before
    await said(talk, "hello")
    assert shown(talk)[1:] == ["hello", "heard hello"]


async def test_what_was_said_after_the_wish_is_still_answered(url: str) -> None:
    talk = opened(url, Clock())
    talk.receive(ID, Said("wish", "person"))
    talk.receive(ID, Said("more", "text", "and book a massage"))
    await talk.drain(ID)
    assert shown(talk)[-1] == "heard and book a massage"


async def test_an_emergency_leaves_no_words(url: str) -> None:
    talk = opened(url, Clock())
    await said(talk, "hello", "chest pain")
    assert shown(talk) == ["hello", "heard hello", "heard chest pain"]


async def test_a_silent_chat_loses_its_key_and_can_go_on(url: str) -> None:
    clock = Clock()
    talk = opened(url, clock)
    await said(talk, "hello")
    engine = connect(url, KEYS)
    with engine.begin() as db:
        assert forgetting.silent(db, clock.now) == []
        silent = forgetting.silent(db, clock.now + timedelta(seconds=1))
        assert silent == [ID]
        forgetting.erase(db, silent)
    assert shown(talk) == [] and raw(url, "SELECT * FROM chat_key") == []
    await said(talk, "again")
    assert shown(talk) == ["again", "heard again"]
