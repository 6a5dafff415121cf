"""Reads a short answer to a question of the screening, such as yes, no or unsure; anything else is none of them."""

import re
from pathlib import Path
from typing import Any, Iterable, Mapping

import yaml

from spa.text import fold, normalise

LONGEST = 8  # words: what is longer says more than an answer, and is read for what it says
LONGEST_READ = 40
FEW = 4

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
        self._denials = {phrase: kind for phrase, kind in self._answers.items() if kind not in ("yes", "yes_fact")}
        self._denials |= dict.fromkeys(raw["who"]["nobody"], "nobody")
        self._beside = self._around | set(raw["denial"]["beside"])
        self._except = dict.fromkeys(raw["denial"]["except"], "except")
        self._topics = set(raw["denial"]["topics"])
        self._narrows, self._claims = set(raw["denial"]["narrows"]), set(raw["denial"]["claims"])
        self._agreeing = self._polite | set(raw["agreeing"])

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

    def denies(self, text: str, told: Iterable[str] = (), asked: Iterable[str] = (), party: bool = False) -> str | None:
        """What a message of any length that denies says as a whole: no, or unsure where more stands in it than a no.

        `told` are its words that name conditions, `asked` the words of the question. None: it denies nothing.
        """
        words = _words(text)
        found, rest = _kinds(_without(words, told), self._denials)
        named = self.speaks_of(text)
        if not (found & {"no", "no_more", "nobody"} or "not_me" in named or told):
            return None
        left = set(_kinds(rest, self._who)[1]) - self._beside - set(_words(" ".join(asked)))
        theirs = {"companion", "both", "me"} if party or "nobody" in found else {"companion", "both"}
        narrowed = bool(self._narrows & set(words)) and bool(named & theirs or left)
        doubts = found & {"unsure", "refused"} or _kinds(words, self._except)[0] or narrowed
        ends_with_no = self._answers.get(" ".join(words[-2:-1])) == "no"
        claims = "nobody" not in found and words[-1] in self._claims and rest[-1:] == words[-1:] and not ends_with_no
        return "unsure" if left - self._topics or doubts or claims else "no"

    def points_at(self, text: str) -> str | None:
        """Whom of a party a short remark names that says more than whom ("just him, mild"): yes, companion or both."""
        words = _words(text)
        found, rest = _kinds(words, self._who)
        more = bool(set(rest) - self._beside)
        few = len(words) <= FEW or len(words) <= LONGEST and self._narrows & set(words)
        return _NAMED.get(frozenset(found - {"we"})) if more and few else None

    def only_agrees(self, text: str) -> bool:
        """Whether nothing stands in it but words of agreement: "looks good, book it"."""
        found, rest = _kinds(_words(text), self._answers)
        return found <= {"yes", "no_more"} and not set(rest) - self._agreeing

    def agrees_with_more(self, text: str) -> bool:
        """Whether a yes stands in it, and something that is no part of one."""
        return "yes" in _kinds(_words(text), self._answers)[0] and not self.only_agrees(text)

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


def _without(words: list[str], told: Iterable[str]) -> list[str]:
    """The words less those phrases."""
    return _kinds(words, {" ".join(_words(phrase)): "told" for phrase in told})[1]
