"""One description of a message, and the parts that a platform can show of it within its limits: nothing is dropped."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from gateway.messages import Link, More

SHORTENED = "…"
# Where a long text may end, the best place first; a place in the first half of what fits is not taken.
_ENDS = tuple(map(re.compile, (r"\n\s*\n", r"\n", r"(?<=[.!?…。！？])\s+", r"\s+")))
_JOINED = ("\u200d", "\ufe0e", "\ufe0f")


@dataclass(frozen=True)
class Choice:
    title: str
    token: str


@dataclass(frozen=True)
class Outgoing:
    """A message as the assistant means it; `picture` is a path below the public address."""

    text: str = ""
    choices: tuple[Choice, ...] = ()
    picture: str | None = None
    asking: bool = False  # the choices answer the question that is open
    response: str | None = None
    person: str | None = None  # who of the staff wrote it


@dataclass(frozen=True)
class Limits:
    """What a platform shows at once. `pages`: choices beyond the limit go into further messages, not into a list."""

    text: int
    choices: int  # 0: none, always a numbered list
    title: int
    pages: bool


@dataclass(frozen=True)
class Words:
    """What is said around a message, in the customer's language."""

    choose: str  # where the assistant has no text of its own
    further: str  # above a further page of choices
    number: str  # below a numbered list
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
    """What goes out at once. `numbered` are the tokens that a typed 1, 2 ... stands for after it."""

    text: str = ""
    choices: tuple[Choice, ...] = ()
    picture: str | None = None
    card: Card | None = None
    numbered: tuple[str, ...] = ()


def outgoing(message: Mapping[str, Any]) -> Outgoing:
    """What stands in the outbox, as a description."""
    choices = tuple(Choice(one["title"], one["token"]) for one in message["buttons"])
    more: More = message.get("custom") or More()
    asking, response = bool(message.get("asking")), message.get("response")
    text = "\n".join((message["text"], *(f"{one['title']}: {_plain(one)}" for one in more.get("links", ()))))
    return Outgoing(text, choices, message.get("image"), asking, response, more.get("person"))


def _plain(link: Link) -> str:
    return link["url"].removeprefix("tel:")


def parts(message: Outgoing, limits: Limits, words: Words) -> list[Part]:
    """The message in the order in which it is sent: picture, text, and the choices below the last of the text."""
    text = unicodedata.normalize("NFC", message.text).strip()
    pictures = [Part(picture=message.picture)] if message.picture else []
    if not message.choices:
        return [*pictures, *map(Part, split(text, limits.text))]
    choices = tuple(Choice(unicodedata.normalize("NFC", one.title), one.token) for one in message.choices)
    return [*pictures, *_with_choices(text or words.choose, choices, limits, words)]


def _as_list(text: str, choices: Sequence[Choice], limits: Limits, words: Words) -> list[Part]:
    """The choices as a numbered list in the text; a number that is typed chooses."""
    pieces = split("\n".join((f"{text}\n", *_numbered(choices), words.number)), limits.text)
    tokens = tuple(one.token for one in choices)
    return [*map(Part, pieces[:-1]), Part(pieces[-1], numbered=tokens)]


def drawing(picture: str) -> str:
    """The picture as PNG: no platform shows SVG."""
    return str(PurePosixPath(picture).with_suffix(".png")) if picture else ""


def split(text: str, most: int) -> list[str]:
    """The text in pieces of at most so many characters, at ends of paragraphs, lines, sentences or words."""
    pieces, rest = [], text.strip()
    while len(rest) > most:
        end = _end(rest, most)
        pieces.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return [*pieces, rest] if rest else pieces


def _with_choices(text: str, choices: tuple[Choice, ...], limits: Limits, words: Words) -> list[Part]:
    if len(choices) > limits.choices and not (limits.pages and limits.choices):
        *before, last = split(text, limits.text)
        return [*map(Part, before), *_as_list(last, choices, limits, words)]
    numbered: tuple[str, ...] = ()
    if any(len(one.title) > limits.title for one in choices):
        text = "\n".join((f"{text}\n", *_numbered(choices)))
        numbered = tuple(one.token for one in choices)
        choices = tuple(_short(one, number, limits.title) for number, one in enumerate(choices, start=1))
    pieces = split(text, limits.text)
    pages = [choices[start : start + limits.choices] for start in range(0, len(choices), limits.choices)]
    first = Part(pieces[-1], pages[0], numbered=numbered)
    further = (Part(words.further, page, numbered=numbered) for page in pages[1:])
    return [*map(Part, pieces[:-1]), first, *further]


def _numbered(choices: Sequence[Choice]) -> Iterator[str]:
    return (f"{number}. {one.title}" for number, one in enumerate(choices, start=1))


def _short(choice: Choice, number: int, most: int) -> Choice:
    """`3. Six steps, 90…`: the number leads to the full title in the text."""
    title = f"{number}. {choice.title}"
    if len(title) > most:
        title = title[: _whole(title, most - len(SHORTENED))].rstrip(" ,.;:–-") + SHORTENED
    return Choice(title, choice.token)


def _end(text: str, most: int) -> int:
    for pattern in _ENDS:
        places = [found.start() for found in pattern.finditer(text, 0, most + 1)]
        if places and places[-1] > most // 2:
            return places[-1]
    return _whole(text, most)


def _whole(text: str, at: int) -> int:
    """The place, or the nearest before it that cuts no letter from its marks."""
    end = at
    while end > 1 and (unicodedata.combining(text[end]) or text[end] in _JOINED or text[end - 1] == "\u200d"):
        end -= 1
    return end if end > 1 else at
