"""Who is visiting: the server makes the identity, signs it, and derives the conversation from it.

A visitor holds one signed token in a cookie; nothing that a visitor sends can name a conversation.
"""

import hmac
import secrets

COOKIE = "spa_visitor"
COOKIE_LIVES = 30 * 24 * 3600


class Identity:
    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()

    def new_token(self) -> str:
        visitor = secrets.token_hex(16)
        return f"{visitor}.{self._sign('visitor', visitor)}"

    def visitor(self, token: str | None) -> str | None:
        """The visitor whom this token was made for; None when it was not made here."""
        visitor, _, signature = (token or "").partition(".")
        signed = self._sign("visitor", visitor)
        return visitor if hmac.compare_digest(signature.encode(), signed.encode()) else None

    def conversation(self, visitor: str, venue: str) -> str:
        """A visitor has one conversation with each venue."""
        return f"web:{self._sign('conversation', f'{visitor} {venue}')[:32]}"

    def _sign(self, purpose: str, value: str) -> str:
        return hmac.new(self._secret, f"{purpose}:{value}".encode(), "sha256").hexdigest()
