"""Reads a short answer to a question of the screening, such as yes, no or unsure; anything else is none of them."""

import re
from pathlib import Path
from typing import Any, Mapping

import yaml

from spa.text import fold, normalise

LONGEST = 8  # words: what is longer says more than an answer, and is read for what it says
LONGEST_READ = 40

WHO = ("me", "companion", "both", "we", "not_me", "nobody")
_NAMED = {
    frozenset({"nobody"}): "no",
    frozenset({"we"}): "both",
    frozenset({"me"}): "yes",
    frozenset({"companion"}): "companion",
    frozenset({"not_me", "companion"}): "companion",
    **dict.fromkeys((frozenset({"both"}), frozenset({"both", "me"}), frozenset({"me", "companion"})), "both"),
    **dict.fromkeys((frozenset({"both", "companion"}), frozenset({"both", "me", "companion"})), "both"),
}
_WORD = re.compile(r"[\w']+")


class ShortAnswers:
    """The word lists of knowledge/answers.yml."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        kinds = ("yes", "no", "no_more", "yes_fact", "unsure", "refused")
        self._answers = {phrase: kind for kind in kinds for phrase in raw[kind]}
        self._exact = dict(raw["exact"])
        self._polite = frozenset(raw["polite"])
        self._who = {phrase: kind for kind in WHO for phrase in raw["who"][kind]}
        self._alone = dict.fromkeys(raw["alone"], "alone")
        self._around = self._polite | set(raw["who"]["around"])

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
        words = _words(text)
        if not words or len(words) > LONGEST:
            return None
        if " ".join(words) in self._answers:
            return self._answers[" ".join(words)]
        found, rest = _kinds(words, self._answers)
        if not found or set(rest) - self._polite:
            return None
        return found.pop() if len(found) == 1 else "unsure"

    def lean(self, text: str) -> str | None:
        """The doubt in a longer message, if there is any."""
        found, _ = _kinds(_words(text), self._answers)
        return next((doubt for doubt in ("refused", "unsure") if doubt in found), None)

    def speaks_of_oneself(self, text: str) -> bool:
        """Whether a word for the speaker stands in it: of several guests that answers for one."""
        return bool({"me", "i", "em", "minh", "toi", "myself"} & set(_words(text)))

    def speaks_of(self, text: str) -> set[str]:
        """Of whom of a party a message of any length speaks: me, not_me, companion, both, we, nobody."""
        return _kinds(_words(text), self._who)[0]

    def read_of_all(self, text: str) -> str | None:
        """As `read`, of an answer that is given for all: "we both agree"."""
        found, rest = _kinds(_words(text), self._who)
        return self.read(" ".join(rest)) if found and found <= {"both", "we"} else None

    def speaks_alone(self, text: str) -> bool:
        """Whether somebody speaks for themselves alone: "only me", and nobody else is named."""
        return bool(_kinds(_words(text), self._alone)[0]) and "companion" not in self.speaks_of(text)

    def who(self, text: str) -> str | None:
        """Whom of a party a short answer names: yes (who writes), companion, both, or no; None: it is no such answer."""
        words = _words(text)
        if not words or len(words) > LONGEST:
            return None
        found, rest = _kinds(words, self._who)
        if set(rest) - self._around:
            return None
        return _NAMED.get(frozenset(found))


def _words(text: str) -> list[str]:
    return _WORD.findall(fold(normalise(text).replace("’", "'")))


def _kinds(words: list[str], phrases: Mapping[str, str]) -> tuple[set[str], list[str]]:
    """The kinds of phrases among the words, the longest first, and the words that are no part of one."""
    rest, found = " ".join(words[:LONGEST_READ]), set()
    for phrase in sorted(phrases, key=len, reverse=True):
        pattern = rf"(?<![\w']){re.escape(phrase)}(?![\w'])"
        if re.search(pattern, rest):
            found.add(phrases[phrase])
            rest = re.sub(pattern, " ", rest)
    return found, rest.split()
