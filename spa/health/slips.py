"""Finds the word that was meant by one with a typing slip: "preganant", "hemofilia"."""

from collections.abc import Iterable, Iterator

_SHORTEST = 6  # below this a slip of one letter is too often another word
_TWO_SLIPS = 9
_LONGEST = 20


class Slips:
    """Words are found by what is left of them when letters are taken out, which needs no search through all words."""

    def __init__(self, words: Iterable[str], never: Iterable[str]) -> None:
        self._never = frozenset(never)
        self._known: dict[str, list[str]] = {}
        for word in sorted(set(words)):
            if _SHORTEST <= len(word) <= _LONGEST and word.isascii() and word.isalpha():
                for rest in _without(word, _allowed(word)):
                    self._known.setdefault(rest, []).append(word)

    def meant(self, word: str) -> str | None:
        """The nearest known word that begins alike, if it is near enough."""
        if not _SHORTEST - 1 <= len(word) <= _LONGEST or word in self._never or not word.isascii():
            return None
        near = {known for rest in _without(word, _allowed(word)) for known in self._known.get(rest, ())}
        ranked = sorted((distance(word, known), known) for known in near if known[0] == word[0])
        return ranked[0][1] if ranked and ranked[0][0] <= _allowed(ranked[0][1]) else None


def _allowed(word: str) -> int:
    return 2 if len(word) >= _TWO_SLIPS else 1


def _without(word: str, letters: int) -> Iterator[str]:
    yield word
    shorter = {word}
    for _ in range(letters):
        shorter = {rest[:i] + rest[i + 1 :] for rest in shorter for i in range(len(rest))}
        yield from shorter


def distance(one: str, other: str) -> int:
    """Letters put in, left out, changed or swapped with a neighbour."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, wanted in enumerate(other, 1):
            row.append(min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted)))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                row[j] = min(row[j], last[j - 2] + 1)
    return row[-1]
