"""Tells English, Vietnamese and anything else apart, message by message, also short or typed without diacritics."""

import re
from pathlib import Path
from typing import Any, Mapping

import yaml

from spa.text import fold, normalise

_WORD = re.compile(r"[^\W\d_]+")
_VIETNAMESE_LETTER = re.compile(r"[ăâđêôơưĂÂĐÊÔƠƯ\u1ea0-\u1ef9]")
_TONED = re.compile(r"[àáãèéìíĩòóõùúũý]", re.I)
_LATIN = re.compile(r"[a-zà-ɏḀ-ỿ]", re.I)
SENTENCE = 5  # unknown words that make a sentence of another language; fewer may be a name or a slip
TELLING = 2  # frequent words of another language; one may be a name or a courtesy
CLEAR = 0.7  # how much more must speak for one language than for the other


class Languages:
    """The word lists of knowledge/language.yml."""

    def __init__(self, words: Mapping[str, Any]) -> None:
        self._vietnamese, self._shared, self._english, self._other = (
            frozenset(words[name].split()) for name in ("vietnamese", "shared", "english", "other")
        )
        self._borrowed = re.compile(rf"\b(?:{'|'.join(words['borrowed'])})\b", re.I)

    @classmethod
    def load(cls, path: Path) -> "Languages":
        return cls(yaml.safe_load(path.read_text(encoding="utf-8")))

    def detect(self, text: str) -> str | None:
        """Return "en", "vi", "other" (a script or language we do not read), or None where a message tells too little.

        None ("ok", "3h", a name) leaves the conversation in the language it is in.
        """
        text = normalise(text)
        words = [word.lower() for word in _WORD.findall(self._borrowed.sub(" ", text))]
        if not words:
            return None
        if not _mostly_latin(words):
            return "other"
        folded = [fold(word) for word in words]
        other = sum(word in self._other for word in folded)
        vietnamese = sum((word in self._vietnamese) * (0.3 if word in self._shared else 1.0) for word in folded)
        english = sum((word in self._english) * (0.3 if word in self._vietnamese else 1.0) for word in folded)
        if other >= TELLING and other > max(vietnamese, english):
            return "other"  # "hôtel" has a letter that is Vietnamese as well
        if _VIETNAMESE_LETTER.search(text):
            return "vi"
        return _ours(folded, vietnamese + 0.5 * bool(_TONED.search(text)), english)


def _ours(words: list[str], vietnamese: float, english: float) -> str | None:
    """Which of our two languages speaks louder; a whole sentence in which neither does is of another one."""
    if max(vietnamese, english) == 0:
        return "other" if len(words) >= SENTENCE else None
    if abs(vietnamese - english) < CLEAR:
        return None
    return "vi" if vietnamese > english else "en"


def _mostly_latin(words: list[str]) -> bool:
    letters = "".join(words)
    return sum(bool(_LATIN.match(letter)) for letter in letters) * 2 >= len(letters)
