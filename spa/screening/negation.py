"""Reads the no of Vietnamese, where one word more turns it round: "không có" is a no, "không khỏe" is none."""

import re
from collections.abc import Mapping, Sequence

from spa.text import fold, normalise

# One letter for each kind of word; "." for a mark that ends a clause, "x" for any other word.
_LETTERS = {"word": "N", "of": "V", "what": "F", "at_all": "H", "polite": "P", "well": "S"}
_TOKEN = re.compile(r"[\w']+|[.,;!?\n]+")
_OF = "[VF][VFH]*"
_NO = f"N+(?:{_OF})?"
_DENIES = f"(?:N+{_OF}[P.]*)+"
# A no, also with "I am well" after it, but not close to it: "không khỏe" is not well.
_PATTERN = re.compile(rf"[P.]*(?:{_NO}[P.]*)+(?:(?<=[P.])S[PS.]*)?|[P.]*S+[P.]*{_DENIES}")
_CLAUSE = re.compile(r"[.,;!?\n]+")
_UNWELL = (("not", "well_words"), ("word", "well_words"), ("no", "good"))
_FINE = re.compile(r"[P.]*S[PSH.]*")


class Negation:
    """The lists of knowledge/answers.yml under `negation`: {"word": ["không", ...], ...}."""

    def __init__(self, raw: Mapping[str, Sequence[str]]) -> None:
        self._kinds: dict[str, str] = {}
        for kind in reversed(_LETTERS):
            for phrase in raw[kind]:
                self._kinds |= dict.fromkeys((phrase, fold(phrase)), _LETTERS[kind])
        self._longest = max(len(phrase.split()) for phrase in self._kinds)
        self.words = frozenset(fold(word) for word in raw["word"])
        self._asked = frozenset(fold(word) for word in (*raw["of"], *raw["well"]))
        self._marked = frozenset(raw["word"])
        unwell = [
            rf"(?:{_any(raw[before])})(?: (?:{_any(raw['around'])}))* (?:{_any(raw[after])})"
            for before, after in _UNWELL
        ]
        no = _any(raw["word"])
        self._double = re.compile(
            rf"(?<![\w'])(?:{no})(?: \w+){{0,2}} (?:ai|nguoi nao)(?: \w+){{0,2}} (?:{no})(?![\w'])"
        )
        self._unwell = re.compile(rf"(?<![\w'])(?:{'|'.join(unwell)})(?![\w'])")

    def read(self, text: str) -> str | None:
        """Return "no", "fine" (how one feels, with no answer), or None.

        A word that has diacritics has to have those of the list: "chữa" (treated) is not "chưa" (not yet).
        """
        if self.is_double(text):
            return None
        tokens = _TOKEN.findall(normalise(text).lower())
        shape = self._shape(tokens)
        if _PATTERN.fullmatch(shape):
            return "no"
        return "fine" if _FINE.fullmatch(shape) else None

    def is_double(self, text: str) -> bool:
        """Whether a no of nobody is denied: "không ai không có" is everybody."""
        clauses = (fold(" ".join(clause.split())) for clause in _CLAUSE.split(normalise(text).lower()))
        return any(self._double.search(clause) for clause in clauses)

    def is_unwell(self, text: str) -> bool:
        """Whether it is denied that somebody is well ("không khỏe", "not so good"), or only asked ("có không")."""
        clauses = [fold(" ".join(clause.split())) for clause in _CLAUSE.split(normalise(text).lower())]
        return any(self._unwell.search(clause) or self._is_asked(clause.split()) for clause in clauses)

    def _is_asked(self, words: Sequence[str]) -> bool:
        """Whether the no comes last, behind what it would be of."""
        first = next((at for at, word in enumerate(words) if word in self.words), 0)
        return first > 0 and first == len(words) - 1 and bool(self._asked & {*words[:first]})

    def without_lookalikes(self, text: str) -> str:
        """The text with another word for each that is a no only without its diacritics: "chữa" is not "chưa"."""
        return re.sub(r"[\w']+", self._less_lookalike, normalise(text).lower())

    def _less_lookalike(self, found: re.Match[str]) -> str:
        word = found[0]
        return "other" if word != fold(word) and fold(word) in self.words and word not in self._marked else word

    def _shape(self, tokens: Sequence[str]) -> str:
        """One letter for each phrase, the longest that fits at each place."""
        shape, at = "", 0
        while at < len(tokens):
            sizes = range(min(self._longest, len(tokens) - at), 0, -1)
            size = next((n for n in sizes if " ".join(tokens[at : at + n]) in self._kinds), 0)
            shape += self._kinds[" ".join(tokens[at : at + size])] if size else _other(tokens[at])
            at += size or 1
        return shape


def _other(token: str) -> str:
    return "x" if token[0].isalnum() or token[0] in "_'" else "."


def _any(phrases: Sequence[str]) -> str:
    return "|".join(re.escape(fold(phrase)) for phrase in phrases)
