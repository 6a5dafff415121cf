"""Who is visiting: the server makes the identity, signs it, and derives the conversation from it.

A visitor holds one signed token, in a cookie or as a bearer, which ends and is renewed with each visit; nothing that a
visitor sends can name a conversation.
"""

import hmac
import secrets
from collections.abc import Callable
from datetime import datetime

COOKIE = "spa_visitor"
TOKEN_LIVES = 30 * 24 * 3600  # seconds


class Identity:
    def __init__(self, secret: str, now: Callable[[], datetime]) -> None:
        self._secret = secret.encode()
        self._now = now

    def token(self, visitor: str | None = None) -> str:
        """A token for this visitor, or for a new one."""
        named = f"{visitor or secrets.token_hex(16)}.{int(self._now().timestamp()) + TOKEN_LIVES}"
        return f"{named}.{self._sign('visitor', named)}"

    def visitor(self, token: str | None) -> str | None:
        """The visitor whom this token was made for; None when it was not made here, or is over."""
        named, _, signature = (token or "").rpartition(".")
        if not hmac.compare_digest(signature.encode(), self._sign("visitor", named).encode()):
            return None
        visitor, _, ends = named.partition(".")
        return visitor if ends and self._now().timestamp() < int(ends) else None

    def conversation(self, visitor: str, venue: str) -> str:
        """A visitor has one conversation with each venue."""
        return f"web:{self._sign('conversation', f'{visitor} {venue}')[:32]}"

    def _sign(self, purpose: str, value: str) -> str:
        return hmac.new(self._secret, f"{purpose}:{value}".encode(), "sha256").hexdigest()
