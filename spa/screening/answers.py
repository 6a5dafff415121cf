"""Reads a short answer to a question of the screening, such as yes, no or unsure; anything else is none of them."""

import re
from pathlib import Path
from typing import Any, Iterable, Mapping

import yaml

from spa.screening.negation import Negation
from spa.text import fold, normalise

LONGEST = 8  # words: what is longer says more than an answer, and is read for what it says
LONGEST_READ = 40
FEW = 4

KINDS = ("yes", "no", "no_alone", "no_more", "yes_fact", "yes_perhaps", "fine", "fine_bare", "unsure", "refused")
DENIAL = ("no", "no_alone", "no_more", "nobody")
# What kinds mean together; any other two are unsure.
_TOGETHER = {
    frozenset({"no", "no_alone"}): "no",
    frozenset({"no_alone"}): "no",
    frozenset({"no", "fine"}): "no",
    frozenset({"no", "no_more"}): "no_more",
    frozenset({"no", "fine_bare"}): "unclear",
    frozenset({"yes", "yes_fact"}): "yes_fact",
    frozenset({"yes", "yes_perhaps"}): "yes_perhaps",
    **dict.fromkeys((frozenset({"yes", "fine"}), frozenset({"yes", "fine_bare"}), frozenset({"fine_bare"})), "fine"),
}
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
        self._answers = {phrase: kind for kind in KINDS for phrase in raw[kind]}
        self._negation = Negation(raw["negation"])
        self._exact = dict(raw["exact"])
        self._polite = frozenset(raw["polite"])
        self._who = {phrase: kind for kind in WHO for phrase in raw["who"][kind]}
        self._alone = dict.fromkeys(raw["alone"], "alone")
        self._comes_alone = self._alone | dict.fromkeys(raw["comes_alone"], "alone")
        self._not_coming = dict.fromkeys(raw["not_coming"], "not coming")
        self._companion_alone = dict.fromkeys(raw["companion_alone"], "companion alone")
        self._replaces = dict.fromkeys(raw["replaces"], "replaces")
        self._agrees_alone = dict.fromkeys(raw["agrees_alone"], "alone")
        self._why = dict.fromkeys(raw["why"], "why")
        self._takes_back = dict.fromkeys(raw["takes_back"], "taken back")
        self._not_about = dict.fromkeys(raw["not_about"], "not about")
        self._comforts = dict.fromkeys(raw["comforts"], "comfort")
        self._man = dict.fromkeys(raw["man"], "man")
        self._dying = dict.fromkeys(raw["dying"], "dying")
        self._around = self._polite | set(raw["who"]["around"])
        self._denials = {
            phrase: kind for phrase, kind in self._answers.items() if kind in (*DENIAL, "unsure", "refused")
        }
        self._denials |= dict.fromkeys(self._negation.words, "no")
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
        if not words or len(words) > LONGEST or self._negation.is_double(text):
            return None
        said = self._answers.get(" ".join(words)) or self._negation.read(text) or self._of_parts(words)
        said = _TOGETHER.get(frozenset({said}), said) if said else None
        return "unclear" if said == "no" and "?" in text else said

    def _of_parts(self, words: list[str]) -> str | None:
        """What the phrases say together, where nothing else than politeness stands around them."""
        found, rest = _kinds(words, {**dict.fromkeys(self._negation.words, "no"), **self._answers})
        if not found or set(rest) - self._polite:
            return None
        return found.pop() if len(found) == 1 else _TOGETHER.get(frozenset(found), "unsure")

    def denies(self, text: str, told: Iterable[str] = (), asked: Iterable[str] = (), party: bool = False) -> str | None:
        """What a message of any length that denies says as a whole: no, or unsure where more stands in it than a no.

        `told` are its words that name conditions, `asked` the words of the question. None: it denies nothing.
        """
        words = _words(self._negation.without_lookalikes(text))
        found, rest = _kinds(_without(words, told), self._denials)
        named = self.speaks_of(text)
        if not (found & {*DENIAL} or "not_me" in named or told):
            return None
        left = set(_kinds(rest, self._who)[1]) - self._beside - set(_words(" ".join(asked)))
        theirs = {"companion", "both", "me"} if party or "nobody" in found else {"companion", "both"}
        narrowed = bool(self._narrows & set(words)) and bool(named & theirs or left)
        doubts = found & {"unsure", "refused"} or _kinds(words, self._except)[0] or narrowed
        doubts = doubts or "?" in text or self._negation.is_unwell(text) or self._negation.is_double(text)
        ends_with_no = self._denials.get(" ".join(words[-2:-1])) in DENIAL
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

    def is_man(self, text: str) -> bool:
        """Whether a short message says that it is a man who writes, and nothing else: no pregnancy is asked of him."""
        found, rest = _kinds(_words(text), {**self._answers, **self._man})
        return "man" in found and found <= {"man", "no"} and not set(rest) - self._polite - self._negation.words

    def is_of_another(self, text: str) -> bool:
        """Whether it says that something is not about who comes, and nothing else: "not me", "không phải"."""
        found, rest = _kinds(_words(text), self._not_about)
        return bool(found) and "?" not in text and not set(rest) - self._polite - {"no"}

    def comforts(self, text: str) -> bool:
        """Whether it says that something does not matter: "no worries", "không sao đâu"."""
        return bool(_kinds(_words(text), self._comforts)[0])

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

    def agrees_for_one(self, text: str) -> bool:
        """Whether somebody agrees, and says so of themselves: "I agree", but not "we agree"."""
        for_one = bool(_kinds(_words(text), self._agrees_alone)[0])
        return for_one and not self.speaks_of(text) & {"both", "we", "companion"}

    def companion_agrees(self, text: str) -> bool:
        """Whether it is said of a companion that they agree, and nothing else: "she agrees too"."""
        words = _words(text)
        found, rest = _kinds(words, self._who)
        denied = _kinds(words, self._denials)[0]
        return found == {"companion"} and not denied and self.read(" ".join(rest)) == "yes"

    def companion_refuses(self, text: str) -> bool:
        """Whether a no stands in what is said of a companion."""
        return "companion" in self.speaks_of(text) and bool(_kinds(_words(text), self._denials)[0] & {*DENIAL})

    def speaks_alone(self, text: str) -> bool:
        """Whether somebody speaks for themselves alone: "only me", and nobody else is named."""
        return bool(_kinds(_words(text), self._alone)[0]) and "companion" not in self.speaks_of(text)

    def comes_alone(self, text: str) -> bool:
        """Whether somebody wants to come alone: no companion is named, or one who does not come."""
        words = _words(text)
        others = "companion" in self.speaks_of(text) and not _kinds(words, self._not_coming)[0]
        return bool(_kinds(words, self._comes_alone)[0]) and not others

    def companion_comes_alone(self, text: str) -> bool:
        """Whether only a companion is to come: "book it only for my wife"."""
        return bool(_kinds(_words(text), self._companion_alone)[0]) and "companion" in self.speaks_of(text)

    def replaces(self, text: str) -> bool:
        """Whether somebody else comes in the place of who was asked."""
        return bool(_kinds(_words(text), self._replaces)[0])

    def asks_why(self, text: str) -> bool:
        """Whether a short message asks for a reason."""
        words = _words(text)
        return len(words) <= LONGEST and bool(_kinds(words, self._why)[0])

    def takes_back(self, text: str) -> bool:
        """Whether a short message would take back what was an emergency: "I was only joking"."""
        words = _words(text)
        return len(words) <= LONGEST and bool(_kinds(words, self._takes_back)[0])

    def tells_of_dying(self, text: str) -> bool:
        """Whether somebody may not want to live: read only where the message was an emergency."""
        return bool(_kinds(_words(text), self._dying)[0])

    def who(self, text: str) -> str | None:
        """Whom of a party a short answer names: yes (who writes), companion, both, or no; None: it is no such answer."""
        words = _words(text)
        if not words or len(words) > LONGEST or self._negation.is_double(text):
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
