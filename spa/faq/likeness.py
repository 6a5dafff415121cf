"""How alike questions are: words and groups of three letters in common, without diacritics, the rare ones weigh more."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable

from spa.text import fold, normalise

_WORD = re.compile(r"\w+")
_HYPHEN = re.compile(r"(?<=\w)[-‐](?=\w)")  # "Wi-Fi" is "wifi"
_LONGEST = 300  # characters that are compared
_WORD_WEIGHS = 1.5  # as much as a group of letters


class Rarity:
    """What a word or a group of letters weighs: the less, the more of these texts have it."""

    def __init__(self, texts: Iterable[str]) -> None:
        counted, number = Counter[str](), 0
        for text in texts:  # all their parts at once would be tens of megabytes
            counted.update(parts(text))
            number += 1
        self._most = math.log(1 + number) + 1
        self._weights = {part: _weight(part, self._most - math.log(1 + times)) for part, times in counted.items()}

    def of(self, part: str) -> float:
        return self._weights.get(part) or _weight(part, self._most)


class Index:
    """Texts in the order in which they were added; finds those that are most like another one."""

    def __init__(self, rarity: Rarity, texts: Iterable[str] = ()) -> None:
        self._rarity = rarity
        self._having: dict[str, list[int]] = defaultdict(list)  # by part, the numbers of the texts
        self._lengths: list[float] = []
        for text in texts:
            self.add(text)

    def add(self, text: str) -> int:
        """Return the number of the text."""
        number, found = len(self._lengths), parts(text)
        for part in found:
            self._having[part].append(number)
        self._lengths.append(self._length(found))
        return number

    def nearest(self, text: str, least: float) -> list[tuple[int, float]]:
        """The numbers of the texts that are at least so much like it, with how much, from 0 to 1; the nearest first."""
        found = parts(text)
        shared: dict[int, float] = defaultdict(float)
        for part in found:
            weight = self._rarity.of(part) ** 2
            for number in self._having.get(part, ()):
                shared[number] += weight
        length = self._length(found)
        alike = ((number, weight / (length * self._lengths[number])) for number, weight in shared.items())
        return sorted((pair for pair in alike if pair[1] >= least), key=lambda pair: (-pair[1], pair[0]))

    def _length(self, found: Iterable[str]) -> float:
        return math.sqrt(sum(self._rarity.of(part) ** 2 for part in found)) or 1.0


def parts(text: str) -> frozenset[str]:
    """The words of a text and their groups of three letters: "hi" -> {"=hi", " hi", "hi "}."""
    words = set(_WORD.findall(_HYPHEN.sub("", fold(normalise(text)[:_LONGEST]))))
    letters = {f" {word} "[place : place + 3] for word in words for place in range(len(word))}
    return frozenset(letters.union(f"={word}" for word in words))


def _weight(part: str, rarity: float) -> float:
    return rarity * _WORD_WEIGHS if part.startswith("=") else rarity
