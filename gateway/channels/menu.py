"""The lasting menu of a page or an account: its entries mean the same at any time and for everybody."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.engine import Connection

from gateway import inbox
from gateway.buttons import issue
from gateway.texts import Texts

_NAME = "utter_channel_menu"
LIVES = timedelta(hours=24)
PREFIX = "m:"
START = "start"


@dataclass(frozen=True)
class Menu:
    texts: Texts

    def entries(self, language: str) -> list[tuple[str, str]]:
        """Title and payload of each entry."""
        choices = self.texts.buttons(_NAME, language, {})
        return [(choice["title"], f"{PREFIX}{number}") for number, choice in enumerate(choices)]

    def token(self, db: Connection, id: str, number: str, now: datetime) -> str:
        """A button of this conversation that means the entry; for a number that is none, what nobody issued."""
        known = inbox.state(db, id)
        choices = self.texts.buttons(_NAME, known.language, {}) if known else []
        if known is None or not number.isascii() or not number.isdigit() or int(number[:3]) >= len(choices):
            return "none"
        terms = {"conversation": id, "asking": False, "asked": known.asked, "expires_at": now + LIVES}
        return issue(db, [choices[int(number[:3])]], terms)[0]["token"]
