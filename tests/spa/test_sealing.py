"""What is sealed can be read with the key alone, and not at all without it."""

import pytest
from cryptography.exceptions import InvalidTag

from spa.errors import KeyNotKnown
from spa.sealing import MasterKeys
from spa.store import sealed
from spa.store.database import reading, writing
from tests.spa.house import House

WORDS = {"answers": {"pregnancy": "yes"}, "words": "em đang có bầu"}


def test_what_is_sealed_comes_back_and_shows_nothing() -> None:
    keys = MasterKeys(["one"])
    key = keys.key(keys.new())
    closed = key.seal(WORDS)
    assert key.open(closed) == WORDS
    assert "pregnancy" not in closed and closed != key.seal(WORDS)


def test_a_changed_letter_is_noticed_and_another_key_opens_nothing() -> None:
    keys = MasterKeys(["one"])
    key, other = keys.key(keys.new()), keys.key(keys.new())
    closed = key.seal(WORDS)
    assert other.open(closed) is None and key.open("") is None and key.open(None) is None
    with pytest.raises(InvalidTag):
        key.open(closed[:-6] + ("A" if closed[-6] != "A" else "B") + closed[-5:])


def test_a_rotated_key_needs_only_the_newest() -> None:
    old = MasterKeys(["old"])
    wrapped = old.new()
    closed = old.key(wrapped).seal(WORDS)
    renewed = MasterKeys(["new", "old"]).renewed(wrapped)
    assert MasterKeys(["new"]).key(renewed).open(closed) == WORDS
    with pytest.raises(KeyNotKnown):
        MasterKeys(["new"]).key(wrapped)
    with pytest.raises(KeyNotKnown):
        MasterKeys(["new"]).renewed(wrapped)


def test_the_keys_in_a_table(house: House) -> None:
    with writing(house.engine) as connection:
        closed = sealed.seal(connection, "web:1", WORDS)
        assert sealed.KEYS.renew(connection) == 1
        assert sealed.opened(connection, "web:1", closed) == WORDS
        sealed.KEYS.forget(connection, "web:1")
        assert sealed.opened(connection, "web:1", closed) is None
        sealed.seal(connection, "web:1", WORDS)
        assert sealed.opened(connection, "web:1", closed) is None


def test_without_the_master_keys_nothing_is_written(house: House) -> None:
    house.engine.update_execution_options(master_keys=None)
    with pytest.raises(KeyNotKnown), writing(house.engine) as connection:
        sealed.seal(connection, "web:1", WORDS)
    with reading(house.engine) as connection:
        assert sealed.opened(connection, "web:1", None) is None
