"""Takes the names out of a list of medicines as people write it: "metformin 500mg twice a day and Eliquis"."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from spa.health.tokens import bare
from spa.text import normalise

_SIGNS_BETWEEN = r"[,;+/]"
_DIGITS = r"\b\d+\w*"
_NAME = re.compile(r"[^\W\d_]{3}")


@dataclass(frozen=True)
class MedicineLists:
    """`between` are words that part two medicines; `beside` are doses, times and other words that name none."""

    between: frozenset[str] = frozenset()
    beside: frozenset[str] = frozenset()

    def named(self, listed: str) -> list[str]:
        """The parts in which a name is left, each as it was written."""
        between = re.compile(f"{_SIGNS_BETWEEN}|{_any_of(self.between)}", re.IGNORECASE)
        parts = [part for line in listed.split("\n") for part in between.split(normalise(line))]
        beside = re.compile(f"{_DIGITS}|{_any_of(self.beside)}", re.IGNORECASE)
        return [part for part in parts if _NAME.search(beside.sub(" ", part))]


def _any_of(words: Iterable[str]) -> str:
    """A pattern of one of these words, typed with diacritics or without."""
    forms = sorted({re.escape(form) for word in words for form in (word, bare(word))})
    return rf"\b(?:{'|'.join(forms) or '(?!)'})\b"
