"""What the sender needs of a platform; Messenger and Zalo each fulfil it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from gateway.channels.outgoing import Outgoing, Part, Words


@dataclass(frozen=True)
class To:
    """Whom a message is for. `by_staff`: a person wrote it. `heard_at`: the customer's last sign of life."""

    account: str
    customer: str
    heard_at: datetime | None
    now: datetime
    by_staff: bool = False


class Platform(Protocol):
    async def close(self) -> None: ...

    def parts(self, message: Outgoing, words: Words, plain: bool = False) -> list[Part]:
        """What has to be sent, in its order; the same message gives the same parts. `plain`: without buttons."""

    def check(self, to: To) -> None:
        """Raises Unreachable where the rules of the platform's window forbid a message now."""

    async def send(self, to: To, part: Part) -> str:
        """Return the platform's name for it. Raises a Problem."""

    async def show_seen(self, account: str, customer: str) -> None:
        """Show that the message has arrived and an answer is on its way; what goes wrong does not matter."""
