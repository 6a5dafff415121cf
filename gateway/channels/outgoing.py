"""One description of a message for every platform, what a platform shows at once, and what goes out to it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any

from gateway.messages import More


@dataclass(frozen=True)
class Choice:
    """`title` says all of it; `name`, `detail` and `picture` are those of a card."""

    title: str
    token: str
    name: str = ""
    detail: str = ""
    picture: str = ""
    alone: bool = False  # of several that may be chosen, one that goes with no other


@dataclass(frozen=True)
class Link:
    """Something to open: `kind` is link, file or phone; `url` is whole, or a path below the public address."""

    kind: str
    title: str
    url: str


@dataclass(frozen=True)
class Outgoing:
    """A message as the assistant means it; `picture` is a path below the public address."""

    text: str = ""
    choices: tuple[Choice, ...] = ()
    picture: str | None = None
    asking: bool = False  # the choices answer the question that is open
    response: str | None = None
    person: str | None = None  # who of the staff wrote it
    shape: str | None = None  # multi, times, cards; none: one of the choices is pressed
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Limits:
    """What a platform shows at once. `pages`: choices beyond the limit go into further messages, not into a list."""

    text: int
    choices: int  # 0: none, always a numbered list
    title: int
    pages: bool
    links: int = 0  # buttons that open something; 0: links are words
    links_text: int = 0  # of the message above them
    cards: int = 0  # 0: cards are choices
    card: int = 0  # letters of a card's name, and of its detail


@dataclass(frozen=True)
class Words:
    """What is said around a message, in the customer's language."""

    choose: str  # where the assistant has no text of its own
    further: str  # above a further page of choices
    number: str  # below a numbered list
    several: str  # below a numbered list of which several may be chosen
    take: str  # on the button of a card
    share: str  # on the card that asks for name and number
    venue: str  # the name of the house
    picture: str  # of the house, a path below the public address


@dataclass(frozen=True)
class Card:
    """Asks for name and number with one press, where a platform can."""

    title: str
    text: str
    picture: str


@dataclass(frozen=True)
class Part:
    """What goes out at once. `numbered` are the tokens that a typed 1, 2 ... stands for after it; `several`: or 1, 3."""

    text: str = ""
    choices: tuple[Choice, ...] = ()
    picture: str | None = None
    card: Card | None = None
    numbered: tuple[str, ...] = ()
    several: bool = False
    links: tuple[Link, ...] = ()
    cards: tuple[Choice, ...] = ()
    take: str = ""  # on the button of each card


def outgoing(message: Mapping[str, Any]) -> Outgoing:
    """What stands in the outbox, as a description."""
    choices = tuple(_choice(one) for one in message["buttons"])
    more: More = message.get("custom") or More()
    links = tuple(Link(one["kind"], one["title"], one["url"]) for one in more.get("links", ()))
    return Outgoing(
        message["text"],
        choices,
        message.get("image"),
        bool(message.get("asking")),
        message.get("response"),
        more.get("person"),
        more.get("choices"),
        links,
    )


def _choice(told: Mapping[str, Any]) -> Choice:
    known = {name: told[name] for name in ("name", "detail", "picture", "alone") if told.get(name)}
    return Choice(told["title"], told["token"], **known)


def below(message: Outgoing, address: str) -> Outgoing:
    """With links that lead somewhere from outside the page too: paths are below this address."""
    links = (one if ":" in one.url else replace(one, url=f"{address}/{one.url.lstrip('/')}") for one in message.links)
    return replace(message, links=tuple(links))


def drawing(picture: str) -> str:
    """A drawing of the house as PNG: no platform shows SVG. What is no drawing stays as it is."""
    return str(PurePosixPath(picture).with_suffix(".png")) if picture.endswith(".svg") else picture
