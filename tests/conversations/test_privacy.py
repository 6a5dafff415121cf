"""A screening leaves no readable trace in any file, and after "delete my data" none that could be read again."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from actions.services import current
from gateway.secrecy import KEYS as CHATS
from spa.store import dialogue, sealed
from spa.store.database import connect, reading
from spa.store.schema import unanswered_question
from tests.assistant import Assistant
from tests.conftest import Wait
from tests.keys import KEYS
from worker.forgetting import Forgetting

WORDS = ("quetzal", "pregnan", "warfarin", "Marcoumar", "có bầu", "co bau")
TABLES = {"spa.db": sealed.KEYS, "gateway.db": CHATS, "dialogue.db": dialogue.KEYS}


@pytest.fixture
def copies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("copies")


def told() -> Iterator[str]:
    """What would tell what somebody has: our words, names of conditions, and the ids that stand for them."""
    rules = current().rules
    yield from WORDS
    yield from rules.conditions
    yield from (name for one in rules.conditions.values() for name in one.name.values())


def found(folder: Path, wanted: set[str]) -> set[str]:
    """Those of the words that stand in a file, in whatever spelling a database would have them."""
    everything = b"\n".join(file.read_bytes() for file in folder.iterdir()).lower()
    spelled = {word: (word.encode(), word.encode("utf-16-le"), ascii(word)[1:-1].encode()) for word in wanted}
    return {word for word, ways in spelled.items() if any(_stands(way.lower(), everything) for way in ways)}


def _stands(word: bytes, where: bytes) -> bool:
    return re.search(rb"(?<![a-z0-9])" + re.escape(word), where) is not None


def keys(folder: Path) -> set[str]:
    """The sealed keys of conversations, as they stand in the tables."""
    kept: set[str] = set()
    for name, rows in TABLES.items():
        with connect(f"sqlite:///{folder / name}", KEYS).connect() as db:
            kept |= set(db.execute(select(rows.table.c.sealed)).scalars())
    return kept


def round_of_the_worker(assistant: Assistant, folder: Path) -> None:
    dialogues, chats = (connect(f"sqlite:///{folder / name}", KEYS) for name in ("dialogue.db", "gateway.db"))
    month = timedelta(days=30)
    Forgetting(assistant.engine, dialogues, chats, timedelta(hours=48), month, current().now).round()


def back_up(folder: Path, copies: Path) -> None:
    """As whoever runs the house would, while everything goes on."""
    for name in TABLES:
        with closing(sqlite3.connect(folder / name)) as database, closing(sqlite3.connect(copies / name)) as copy:
            database.backup(copy)


def test_a_screening_leaves_nothing_readable(
    assistant: Assistant, wait_for: Wait, tmp_path: Path, caplog: pytest.LogCaptureFixture, copies: Path
) -> None:
    wait_for(assistant.start(files=tmp_path))
    before = found(tmp_path, set(told()))  # names of services and steps that are words of health as well
    wait_for(assistant.say("back massage on Friday at 3pm for one"))
    asked = wait_for(assistant.say("yes I agree"))
    assert asked[-1]["response"] == "utter_ask_screening_red_flags"
    wait_for(assistant.press("no", asked))
    stopped = wait_for(assistant.say("yes, I am pregnant and take warfarin, Dr Quetzal said"))
    assert stopped[0]["response"] == "utter_consult"
    wait_for(assistant.say("em đang có bầu, bác sĩ cho uống Marcoumar"))
    asked = wait_for(assistant.say("Is a massage safe during pregnancy?"))
    assert "utter_faq/pregnancy" in [reply["response"] for reply in asked]
    back_up(tmp_path, copies)
    assert found(copies, set(told())) <= before
    assert found(tmp_path, set(told())) <= before
    assert not any(word in caplog.text for word in WORDS)
    old = keys(tmp_path)
    assert len(old) == 3

    wait_for(assistant.say("delete my data"))
    round_of_the_worker(assistant, tmp_path)
    assert found(tmp_path, set(told())) <= before
    assert not found(tmp_path, old)
    said, sent = assistant.conversations.store.history(assistant.conversation)
    assert said == [] or [row.text for row in said] == [""]
    assert [row.message["response"] for row in sent] == ["utter_data_deleted"]


def test_after_a_month_of_silence_the_words_are_gone(assistant: Assistant, wait_for: Wait, tmp_path: Path) -> None:
    wait_for(assistant.start(files=tmp_path))
    wait_for(assistant.say("what does it cost?"))
    assert len(keys(tmp_path)) == 2
    assistant.wait(days=31)
    round_of_the_worker(assistant, tmp_path)
    assert keys(tmp_path) == set()
    replies = wait_for(assistant.say("what does it cost?"))
    assert replies[0]["response"] == "utter_faq/price"


def test_a_question_without_an_answer_is_sealed_and_gone_after_a_month(
    assistant: Assistant, wait_for: Wait, tmp_path: Path
) -> None:
    wait_for(assistant.start(files=tmp_path))
    wait_for(assistant.say("Have you got a quetzal in the lobby?"))
    assert not found(tmp_path, {"quetzal"})
    for days, left in ((29, 1), (2, 0)):
        assistant.wait(days=days)
        round_of_the_worker(assistant, tmp_path)
        with reading(assistant.engine) as connection:
            assert len(connection.execute(select(unanswered_question)).all()) == left
