"""Words that were perhaps meant by one which no phrase knows: another tone, a slip of a finger, words run together."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache

from spa.health.slips import distance
from spa.health.tokens import Token, bare

# A Vietnamese syllable without its marks; what is none is either foreign or mistyped.
_SYLLABLE = re.compile(
    r"(?:ngh?|nh|gh?|gi|kh|ph|qu|th|tr|ch|[bcdhklmnprstvx])?"
    r"(?:[aeiouy]|[ou]?a[iouy]?|[iu]?e[uo]?|[iy]eu?|i[aueo]u?|o[aeio][iyo]?|u[aeioy]{1,2}|uu|[ou]i|ey)"
    r"(?:ch|ng|nh|[cmnpt])?"
)
# Letters that sound alike to many; the left side is written as the right one.
_ALIKE = (
    ("ngh", "ng"), ("gh", "g"), ("tr", "ch"), ("ph", "f"), ("ae", "e"), ("oe", "e"), ("gi", "d"),
    ("z", "d"), ("x", "s"), ("k", "c"), ("q", "c"), ("y", "i"),
)  # fmt: skip
_TWICE = re.compile(r"(.)\1+")
_LAST = re.compile(r"(?:ng|nh)$")
_SHORTEST = 3
_SHORTEST_PART = 2
_SHORTEST_JOINED = 5
_ENGLISH_SHORTEST, _ENGLISH_LONGEST = 4, 8


class Spelling:
    """`vietnamese` and `english` are words without marks; `marked` are all words that phrases know, as written."""

    def __init__(
        self, vietnamese: Iterable[str], english: Iterable[str], marked: Iterable[str], never: Collection[str]
    ) -> None:
        self._vietnamese = frozenset(vietnamese)
        self._never = frozenset(never)
        self._sounds: dict[str, list[str]] = {}
        self._near: dict[str, list[str]] = {}
        self._marked: dict[str, list[str]] = {}
        english = frozenset(word for word in english if _ENGLISH_SHORTEST < len(word) <= _ENGLISH_LONGEST)
        self._english = english
        for word in sorted(self._vietnamese | english):
            self._sounds.setdefault(_sound(word), []).append(word)
            for rest in {word, *_shorter(word)}:
                self._near.setdefault(rest, []).append(word)
        for word in sorted(set(marked)):
            self._marked.setdefault(bare(word), []).append(word)

    def plain(self, word: str) -> tuple[str, ...]:
        """Words without marks that `word`, also without, may stand for."""
        return _remembered(self, word)

    def marked(self, written: str, word: str, known: bool) -> tuple[str, ...]:
        """The same with every way to put the marks, for a text that uses them; `word` is the `written` one without.

        A `known` word lacks at most its marks.
        """
        if written in self._never:
            return ()
        near = (word,) if known else (word, *self.plain(word))
        return tuple(found for one in near for found in self._marked.get(one, ()) if found != written)

    def look_up(self, word: str) -> tuple[str, ...]:
        if len(word) < _SHORTEST or word in self._never or not word.isascii():
            return ()
        found = [known for known in self._sounds.get(_sound(word), ()) if known != word]
        foreign = not _SYLLABLE.fullmatch(word)
        for rest in (word, *_shorter(word)):
            found += [known for known in self._near.get(rest, ()) if self._slipped(word, known, foreign)]
        return tuple(dict.fromkeys(found))

    def _slipped(self, word: str, known: str, foreign: bool) -> bool:
        english = known in self._english and word[0] == known[0] and len(word) >= _ENGLISH_SHORTEST
        vietnamese = foreign and known in self._vietnamese and len(known) >= _SHORTEST
        return (english or vietnamese) and distance(word, known) == 1


@lru_cache(maxsize=4096)
def _remembered(spelling: Spelling, word: str) -> tuple[str, ...]:
    return spelling.look_up(word)


def apart(token: Token, parts: Collection[str], keys: frozenset[str]) -> Sequence[Token]:
    """The token, or two where it is two of the `parts` without a space; one of these must be in `keys`."""
    word = token.bare
    if token.number is not None or not _SHORTEST_JOINED <= len(word) == token.end - token.start:
        return [token]
    places = range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1)
    cuts = [(word[:at], word[at:]) for at in places if word[:at] in parts and word[at:] in parts]
    best = max(cuts, key=lambda cut: (cut[0] in keys) + (cut[1] in keys), default=("", ""))
    if not keys.intersection(best):
        return [token]
    at, middle = len(best[0]), token.start + len(best[0])
    return [Token(token.exact[:at], best[0], token.start, middle), Token(token.exact[at:], best[1], middle, token.end)]


def chat(tokens: Iterable[Token], meant: Mapping[str, str]) -> list[Token]:
    """The tokens, those that are a short spelling of chats ("đg" for "đang") as the word they stand for."""
    return [_meant(token, meant.get(token.exact)) for token in tokens]


def _meant(token: Token, word: str | None) -> Token:
    if word is None:
        return token
    exact = word if token.exact != token.bare else bare(word)
    return Token(exact, bare(word), token.start, token.end, token.number)


def _shorter(word: str) -> set[str]:
    return {word[:i] + word[i + 1 :] for i in range(len(word))}


def _sound(word: str) -> str:
    for written, sounded in _ALIKE:
        word = word.replace(written, sounded)
    return _LAST.sub("n", _TWICE.sub(r"\1", word))
