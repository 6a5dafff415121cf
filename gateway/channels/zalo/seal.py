"""Keeps tokens unreadable in the database: whoever has a copy of it cannot write to customers."""

import base64
import json
from dataclasses import dataclass
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken

from gateway.channels.problems import Stopped


@dataclass(frozen=True)
class Pair:
    access: str
    refresh: str


class Seal:
    """Opens with the same secret key alone."""

    def __init__(self, secret_key: str) -> None:
        self._fernet = Fernet(base64.urlsafe_b64encode(sha256(f"platform tokens:{secret_key}".encode()).digest()))

    def close(self, pair: Pair) -> str:
        return self._fernet.encrypt(json.dumps([pair.access, pair.refresh]).encode()).decode()

    def open(self, sealed: str) -> Pair:
        """Raises Stopped where the secret key is another one now."""
        try:
            return Pair(*json.loads(self._fernet.decrypt(sealed.encode())))
        except InvalidToken as error:
            raise Stopped("tokens not readable") from error
