"""What a platform tells, in words of ours: each kind has one effect, whatever the platform calls it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

# Effects: words, a pressed button, an entry of the menu, the beginning, something that is not words,
# name and number from a card, a person of the staff answering, the customer leaving, a wish to be erased.
TEXT, BUTTON, MENU, START, NOT_READ, CONTACT, STAFF, GONE, ERASE = (
    "text", "button", "menu", "start", "not_read", "contact", "staff", "gone", "erase"
)  # fmt: skip
NOTED = "noted"  # receipts, reactions, own echoes: counted, without effect
FOREIGN = "foreign"  # of a page or an account that is not ours
UNKNOWN = "unknown"  # its shape is kept, to be looked at
KINDS = (TEXT, BUTTON, MENU, START, NOT_READ, CONTACT, STAFF, GONE, ERASE, NOTED, FOREIGN, UNKNOWN)
SPOKEN = frozenset({TEXT, BUTTON, MENU, START, NOT_READ, CONTACT})  # the customer did something: the window is open


@dataclass(frozen=True)
class Event:
    """`name` is the platform's own name for it, the same when it comes again; `customer` none where it is nobody's."""

    name: str
    kind: str
    account: str
    customer: str | None = None
    text: str = ""
    token: str = ""
    platform_id: str = ""  # of the message that an echo repeats
    body: Mapping[str, Any] = field(default_factory=dict)  # of UNKNOWN and STAFF alone


def key(channel: str, name: str) -> str:
    """One length for every platform's names; also what a message is called in the inbox."""
    return sha256(f"{channel}:{name}".encode("utf-8", "replace")).hexdigest()
