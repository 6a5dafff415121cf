"""The small language in which knowledge/health writes phrases.

A phrase is words in a row. `(a|b c)` is one of several, `[a]` may be left out, `..` is up to three words,
`...` up to six, `#` a number, `#37.6-42` a number in that range, `<name>` a group of phrases, `^` the beginning and
`$` the end of a clause.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from spa.health.tokens import SIGNS

_PART = re.compile(r"\.\.\.?|[()\[\]|^$]|<\w+>|#(?:\d+(?:\.\d+)?-\d+(?:\.\d+)?)?|[^\W_]+(?:['’][^\W_]+)*|\S")
_PIECES = re.compile(rf"\d+|[{SIGNS}]|[^\W\d{SIGNS}]+(?:'[^\W\d{SIGNS}]+)*")
_GAPS = {"..": 3, "...": 6}


@dataclass(frozen=True)
class Word:
    text: str


@dataclass(frozen=True)
class Number:
    low: float
    high: float


@dataclass(frozen=True)
class Gap:
    most: int


@dataclass(frozen=True)
class Edge:
    last: bool  # the end of a clause, otherwise its beginning


@dataclass(frozen=True)
class Choice:
    ways: tuple["Sequence", ...]


Element = Word | Number | Gap | Edge | Choice


@dataclass(frozen=True)
class Sequence:
    elements: tuple[Element, ...] = field(default=())


Groups = Mapping[str, Choice]


def parse(phrase: str, groups: Groups) -> Sequence:
    """Read one phrase; a mistake in it is a ValueError that says what is wrong."""
    parts = _PART.findall(phrase.replace("’", "'"))
    reader = _Reader(parts, groups)
    sequence = reader.sequence()
    if reader.at < len(parts):
        raise ValueError(f"'{parts[reader.at]}' is not expected in '{phrase}'")
    if not sequence.elements:
        raise ValueError("an empty phrase")
    return sequence


class _Reader:
    def __init__(self, parts: list[str], groups: Groups) -> None:
        self.parts, self.groups, self.at = parts, groups, 0

    def sequence(self) -> Sequence:
        elements: list[Element] = []
        while self.at < len(self.parts) and self.parts[self.at] not in (")", "]", "|"):
            elements.extend(self._element(self.parts[self.at]))
        return Sequence(tuple(elements))

    def _element(self, part: str) -> Iterator[Element]:
        self.at += 1
        if part in ("(", "["):
            yield self._choice(")" if part == "(" else "]")
        elif part in _GAPS:
            yield Gap(_GAPS[part])
        elif part in ("^", "$"):
            yield Edge(part == "$")
        elif part.startswith("#"):
            yield _number(part)
        elif part.startswith("<"):
            yield self._group(part[1:-1])
        else:
            yield from _words(part)

    def _choice(self, closing: str) -> Choice:
        ways = [self.sequence()]
        while self.at < len(self.parts) and self.parts[self.at] == "|":
            self.at += 1
            ways.append(self.sequence())
        if self.at >= len(self.parts) or self.parts[self.at] != closing:
            raise ValueError(f"'{closing}' is missing")
        self.at += 1
        return Choice((*ways, Sequence()) if closing == "]" else tuple(ways))

    def _group(self, name: str) -> Choice:
        if name not in self.groups:
            raise ValueError(f"there is no group '{name}'")
        return self.groups[name]


def _number(part: str) -> Number:
    low, _, high = part[1:].partition("-")
    return Number(float(low), float(high)) if high else Number(float("-inf"), float("inf"))


def _words(part: str) -> Iterator[Element]:
    pieces = _PIECES.findall(part)
    if not pieces:
        raise ValueError(f"'{part}' is neither a word nor a sign of the phrase language")
    yield from (Word(piece) for piece in pieces)
