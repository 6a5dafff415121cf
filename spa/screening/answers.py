"""Reads a short answer to a question of the screening, such as yes, no or unsure; anything else is none of them."""

import re
from pathlib import Path
from typing import Any, Mapping

import yaml

from spa.text import fold, normalise

LONGEST = 8  # words: what is longer says more than an answer, and is read for what it says
LONGEST_READ = 40

_WORD = re.compile(r"[\w']+")


class ShortAnswers:
    """The word lists of knowledge/answers.yml."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        kinds = ("yes", "no", "no_more", "yes_fact", "unsure", "refused")
        self._answers = {phrase: kind for kind in kinds for phrase in raw[kind]}
        self._exact = dict(raw["exact"])
        self._polite = frozenset(raw["polite"])
        self._by_length = sorted(self._answers, key=len, reverse=True)

    @classmethod
    def load(cls, path: Path) -> "ShortAnswers":
        return cls(yaml.safe_load(path.read_text(encoding="utf-8")))

    def read(self, text: str) -> str | None:
        """Return a kind of knowledge/answers.yml (yes, no, unsure ...), or None. Two kinds in one message are unsure.

        "unclear" is a word that may mean the opposite: nothing may be concluded from it.
        """
        typed = " ".join(_WORD.findall(normalise(text).lower()))
        if typed in self._exact:
            return str(self._exact[typed])
        words = _WORD.findall(fold(normalise(text).replace("’", "'")))
        if not words or len(words) > LONGEST:
            return None
        if " ".join(words) in self._answers:
            return self._answers[" ".join(words)]
        found, rest = self._kinds(words)
        if not found or set(rest) - self._polite:
            return None
        return found.pop() if len(found) == 1 else "unsure"

    def lean(self, text: str) -> str | None:
        """The doubt in a longer message, if there is any."""
        found, _ = self._kinds(_WORD.findall(fold(normalise(text).replace("’", "'"))))
        return next((doubt for doubt in ("refused", "unsure") if doubt in found), None)

    def speaks_of_oneself(self, text: str) -> bool:
        """Whether a word for the speaker stands in it: of several guests that answers for one."""
        return bool({"me", "i", "em", "minh", "toi", "myself"} & set(_WORD.findall(fold(normalise(text)))))

    def _kinds(self, words: list[str]) -> tuple[set[str], list[str]]:
        """The kinds of answers among the words, and the words that are no part of one."""
        rest, found = " ".join(words[:LONGEST_READ]), set()
        for phrase in self._by_length:
            pattern = rf"(?<![\w']){re.escape(phrase)}(?![\w'])"
            if re.search(pattern, rest):
                found.add(self._answers[phrase])
                rest = re.sub(pattern, " ", rest)
        return found, rest.split()
