"""`make rotate-keys` on the three databases: afterwards the old word is not needed."""

from pathlib import Path

import pytest

import keys
import settings
from gateway.database import connect as connect_gateway
from gateway.secrecy import KEYS as CHATS
from spa.errors import KeyNotKnown
from spa.sealing import MasterKeys
from spa.store import dialogue
from spa.store.database import reading, writing


def chosen(folder: Path, words: str) -> settings.Settings:
    urls = {name: f"sqlite:///{folder}/{name}.db" for name in ("DATABASE_URL", "GATEWAY_DATABASE_URL")}
    return settings.read({**urls, "DIALOGUE_DATABASE_URL": f"sqlite:///{folder}/dialogue.db", "DATA_KEYS": words})


def test_keys_are_rotated(tmp_path: Path) -> None:
    old = chosen(tmp_path, "old")
    with connect_gateway(old.gateway_database_url, MasterKeys(["old"])).begin() as db:
        closed = CHATS.made(db, "web:1").seal("hello")
    with writing(dialogue.opened(old.dialogue_database_url, MasterKeys(["old"]))) as connection:
        dialogue.keep(connection, "web:1", [{"event": "user"}])
    assert keys.rotate(chosen(tmp_path, "new,old")) == {"answers": 0, "chats": 1, "dialogues": 1}
    with connect_gateway(old.gateway_database_url, MasterKeys(["new"])).connect() as db:
        key = CHATS.of(db, "web:1")
        assert key and key.open(closed) == "hello"
    with reading(dialogue.opened(old.dialogue_database_url, MasterKeys(["new"]))) as connection:
        assert dialogue.read(connection, "web:1") == [{"event": "user"}]
    with pytest.raises(KeyNotKnown):
        keys.rotate(old)
