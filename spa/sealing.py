"""Seals what people write, and what they say about health, under a key of their conversation: to delete it is to erase.

A conversation's key is random and lies in a table, itself sealed under the newest master key of the configuration.
"""

import base64
import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Column, MetaData, String, Table, Text, bindparam, delete, select, text, update
from sqlalchemy.engine import Connection

from spa.errors import KeyNotKnown

_NONCE = 12  # bytes
_IN_MEMORY = 2000  # unsealed keys of conversations


class Key:
    """The key of one conversation; what it seals begins with a name of the key."""

    def __init__(self, secret: bytes) -> None:
        self._cipher = AESGCM(secret)
        self._name = base64.urlsafe_b64encode(hashlib.sha256(b"name of " + secret).digest()[:6]).decode()

    def seal(self, value: Any) -> str:
        """Seal anything that JSON can hold."""
        nonce = os.urandom(_NONCE)
        sealed = self._cipher.encrypt(nonce, json.dumps(value, ensure_ascii=False).encode(), None)
        return f"{self._name}.{base64.b64encode(nonce + sealed).decode()}"

    def open(self, sealed: str | None) -> Any | None:
        """What was sealed; None where that was under a key that is gone. Raises InvalidTag where it was changed."""
        name, _, rest = (sealed or "").partition(".")
        if name != self._name:
            return None
        raw = base64.b64decode(rest)
        return json.loads(self._cipher.decrypt(raw[:_NONCE], raw[_NONCE:], None))


class MasterKeys:
    """The keys of the configuration, newest first: any long random words."""

    def __init__(self, words: Sequence[str]) -> None:
        self._fernet = MultiFernet([Fernet(_derived(one)) for one in words])
        self.key = lru_cache(_IN_MEMORY)(self._key)

    def new(self) -> str:
        """A new key of a conversation, sealed."""
        return self._fernet.encrypt(AESGCM.generate_key(256)).decode()

    def renewed(self, sealed: str) -> str:
        """The same key, sealed under the newest. Raises KeyNotKnown."""
        try:
            return self._fernet.rotate(sealed.encode()).decode()
        except InvalidToken:
            raise KeyNotKnown() from None

    def _key(self, sealed: str) -> Key:
        """Raises KeyNotKnown."""
        try:
            return Key(self._fernet.decrypt(sealed.encode()))
        except InvalidToken:
            raise KeyNotKnown() from None


def _derived(words: str) -> bytes:
    # The words are long and random, not a password that somebody could guess: one hash is enough.
    return base64.urlsafe_b64encode(hashlib.sha256(b"data key: " + words.encode()).digest())


def key_table(name: str, metadata: MetaData) -> Table:
    return Table(
        name,
        metadata,
        Column("conversation", String(255), primary_key=True),
        Column("sealed", Text, nullable=False),
    )


@dataclass(frozen=True)
class Keys:
    """The keys of conversations in one table; the connection's engine was opened with the master keys."""

    table: Table
    # Read once for each opened connection, which lives as long as its transaction.
    _seen: WeakKeyDictionary[Connection, dict[str, Key]] = field(default_factory=WeakKeyDictionary, repr=False)

    def __post_init__(self) -> None:
        mine = self.table.c.conversation == bindparam("whose")
        built = {
            "_of": select(self.table.c.sealed).where(mine),
            # Another may have been faster; SQLite and PostgreSQL spell this alike.
            "_make": text(f"INSERT INTO {self.table.name} VALUES (:whose, :sealed) ON CONFLICT DO NOTHING"),
            "_forget": delete(self.table).where(mine),
        }
        for name, statement in built.items():
            object.__setattr__(self, name, statement)

    def of(self, db: Connection, conversation: str) -> Key | None:
        """The key; None where there was none yet, or it is gone."""
        seen = self._seen.setdefault(db, {})
        if conversation not in seen:
            sealed = db.execute(self._of, {"whose": conversation}).scalar()  # type: ignore[attr-defined]
            if sealed is None:
                return None
            seen[conversation] = masters(db).key(sealed)
        return seen[conversation]

    def made(self, db: Connection, conversation: str) -> Key:
        """The key, made where there is none."""
        found = self.of(db, conversation)
        if found is None:
            db.execute(self._make, {"whose": conversation, "sealed": masters(db).new()})  # type: ignore[attr-defined]
            found = self.of(db, conversation)
        assert found is not None
        return found

    def forget(self, db: Connection, conversation: str) -> None:
        """Erase all that was sealed for the conversation."""
        self._seen.pop(db, None)
        db.execute(self._forget, {"whose": conversation})  # type: ignore[attr-defined]

    def renew(self, db: Connection) -> int:
        """Seal every key under the newest master key, and return how many there are."""
        rows = db.execute(select(self.table)).all()
        change = update(self.table).where(self.table.c.conversation == bindparam("whose"))
        for row in rows:
            db.execute(change, {"whose": row.conversation, "sealed": masters(db).renewed(row.sealed)})
        return len(rows)


def masters(db: Connection) -> MasterKeys:
    """The keys that the engine was opened with."""
    keys = db.get_execution_options().get("master_keys")
    if keys is None:
        raise KeyNotKnown("the database was opened without DATA_KEYS")
    return keys  # type: ignore[no-any-return]
