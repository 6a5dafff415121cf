"""What passes through the gateway: what a customer says, what the assistant gets, what it answers."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, TypedDict

LANGUAGES = ("en", "vi")
# What the page may ask for without words of the customer, and the intent that each one means.
PRESETS = {"start": "greet", "person": "talk_to_human", "language": "change_language"}
KINDS = ("text", "button", "ticks", *PRESETS)
# What a choice may say of itself beside its title, which says all of it in words: day and time (2026-11-28, 15:00) of one
# of "times"; name, detail and picture of one of "cards"; "alone": of "multi" one that goes with no other, as "none of these".
TOLD_OF_CHOICE = ("day", "time", "name", "detail", "picture", "alone")

_PAYLOAD = re.compile(r"/(?P<intent>\w+)(?P<key>/\w+)?(?P<entities>\{.*\})?", re.DOTALL)


class PayloadNotValid(ValueError):
    """A button's payload is not of the form `/intent{"entity": "value"}`."""


class Link(TypedDict):
    """Something to open beside the text: a page, a file to keep, or a number to call (its url is tel:+84...)."""

    kind: Literal["link", "file", "phone"]
    title: str
    url: str


class More(TypedDict, total=False):
    """What a message says beside text, buttons and picture: `custom` of a Reply, whoever writes it.

    A channel that cannot show it so shows plain choices, in words or as a list, and links as words.
    """

    choices: Literal["multi", "times", "cards"]  # how the buttons are to be shown; without it one of them is pressed
    links: list[Link]
    person: str  # the name of whoever of the staff wrote it
    alt: str  # the picture in words
    erase: bool  # what was said so far is erased
    forget: bool  # what this answers is erased


@dataclass(frozen=True)
class Said:
    """One thing that a customer said: typed words, a pressed button (its token), several ticked, or one of PRESETS."""

    client_id: str
    kind: str
    text: str = ""
    token: str | None = None
    tokens: tuple[str, ...] = ()  # those ticked in one list and sent at once


@dataclass(frozen=True)
class Parse:
    """An understanding that the server itself vouches for."""

    intent: str
    response_key: str | None = None
    entities: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Message:
    """What the assistant gets; without `parse` it has to understand the text by itself.

    `covers` are the names of all that was typed in one go, `message_id` first.
    """

    conversation: str
    message_id: str
    text: str
    parse: Parse | None
    metadata: dict[str, Any]
    covers: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Reply:
    text: str = ""
    response: str | None = None
    buttons: list[dict[str, Any]] = field(default_factory=list)  # {"title", "payload"} and of TOLD_OF_CHOICE
    image: str | None = None
    custom: More | None = None


@dataclass(frozen=True)
class Answer:
    """All that one message brought about; `question` is what the assistant waits for afterwards.

    `covers` are the names of what was answered: of a repeat, what had been typed when it was first heard. None: all of it.
    """

    replies: list[Reply]
    question: dict[str, Any] | None = None
    language: str | None = None
    covers: Sequence[str] | None = None

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Answer":
        replies = [_reply(reply) for reply in data["replies"]]
        return cls(replies, data.get("question"), data.get("language"), data.get("covers"))


def _reply(data: Mapping[str, Any]) -> Reply:
    return Reply(
        data.get("text") or "",
        data.get("response"),
        data.get("buttons") or [],
        data.get("image") or None,
        data.get("custom"),
    )


def parse_payload(payload: str) -> Parse:
    """Read `/intent{"entity": "value"}`; `/faq/price` is the intent faq with the response key faq/price."""
    match = _PAYLOAD.fullmatch(payload.strip())
    if not match:
        raise PayloadNotValid(payload)
    intent, key = match["intent"], match["key"]
    return Parse(intent, intent + key if key else None, _entities(match["entities"] or "{}"))


def _entities(text: str) -> list[dict[str, Any]]:
    try:
        values = json.loads(text)
    except ValueError as error:
        raise PayloadNotValid(text) from error
    return [{"entity": name, "value": one} for name, value in values.items() for one in _each(value)]


def _each(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
