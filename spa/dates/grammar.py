"""Finds the pieces of a text that a grammar knows, in one pass over the text."""

import itertools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from spa.dates.said import Said

Build = Callable[[dict[str, str]], Said | None]
Rule = tuple[str, Build]

_NAME = re.compile(r"(?<!\?P)<(\w+)>")
_NAMED_GROUP = re.compile(r"\(\?P<\w+>")


@dataclass(frozen=True)
class Clue:
    """A piece of text and what it says; one that says nothing only keeps its text from other rules."""

    start: int
    end: int
    said: Said


class Grammar:
    """Rules in order of precedence. `<name>` in a pattern stands for a word of the grammar, kept under that name."""

    def __init__(self, words: Mapping[str, str], rules: Sequence[Rule]) -> None:
        spelled = [_spell(pattern, words) for pattern, _ in rules]
        self._patterns = [re.compile(rf"(?:{pattern})(?!\w)") for pattern in spelled]
        self._builds = [build for _, build in rules]
        branches = "|".join(f"({_NAMED_GROUP.sub('(?:', pattern)})" for pattern in spelled)
        self._any = re.compile(rf"(?<!\w)(?:{branches})(?!\w)")

    def clues(self, text: str) -> list[Clue]:
        found = []
        for match in self._any.finditer(text):
            number = (match.lastindex or 1) - 1
            again = self._patterns[number].match(text, match.start())
            said = self._builds[number](_found(again)) if again else None
            if said is not None:
                found.append(Clue(match.start(), match.end(), said))
        return found


def _spell(pattern: str, words: Mapping[str, str]) -> str:
    """Replace `<hour>` by a group of that name; a name may stand in several branches, so groups are numbered."""
    number = itertools.count()

    def group(match: re.Match[str]) -> str:
        return f"(?P<{match[1]}__{next(number)}>{words[match[1]]})" if match[1] in words else match[0]

    return _NAME.sub(group, pattern)


def _found(match: re.Match[str]) -> dict[str, str]:
    return {name.split("__")[0]: text for name, text in match.groupdict().items() if text is not None}


def options(words: Mapping[str, object]) -> str:
    """Return a pattern for any of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def apart(clues: list[Clue]) -> list[Clue]:
    """Of pieces that overlap keep the longest; the first of equals. In the order of the text."""
    kept: list[Clue] = []
    taken: set[int] = set()
    for clue in sorted(clues, key=lambda c: (c.start - c.end, c.start)):
        places = range(clue.start, clue.end)
        if taken.isdisjoint(places):
            kept.append(clue)
            taken.update(places)
    return sorted(kept, key=lambda c: c.start)
