"""Cuts a text into words and clauses, in a spelling that can be compared."""

import re
from dataclasses import dataclass

from spa.text import fold, latin, normalise

# A number with its decimals, a word with its apostrophes ("don't"), or a mark that ends a clause or a sentence.
# Scripts without spaces are cut into their signs, and a picture is a word too.
SIGNS = r"\u3005\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\U0001f930\U0001fac3\U0001fac4"
_LETTER = r"[A-Za-z\u00c0-\u052f\u1e00-\u1ef9]"
_PIECE = re.compile(
    r"(?P<number>\d+(?:[.,:]\d+)*)"
    rf"|(?P<apart>(?<!\w){_LETTER}(?:[ .*_-]{_LETTER}){{4,}}(?![\w'’]))"  # "p r e g n a n t"
    rf"|(?P<word>%|[{SIGNS}]|[^\W\d_{SIGNS}]+(?:['’][^\W\d_{SIGNS}]+)*)"
    r"|(?P<mark>[,;:()\[\]\n!?，。、！？；：]|\.+(?=\s|$)|\s[-–—]+\s)"
)
_NOT_LETTERS = re.compile(r"[ .*_-]")
_MARKS = str.maketrans("，。、！？；：", ",.,!?;:")
_LONGEST_CLAUSE = 60  # words; people who use no marks at all are cut here, so that time stays in proportion
_SENTENCE_END = frozenset(".!?\n")
# Vietnamese writes the tone of oa, oe and uy on either letter ("khoẻ", "khỏe"); both sides are made the first letter.
_OLD = ["oá", "oà", "oả", "oã", "oạ", "oé", "oè", "oẻ", "oẽ", "oẹ", "uý", "uỳ", "uỷ", "uỹ", "uỵ"]
_NEW = ["óa", "òa", "ỏa", "õa", "ọa", "óe", "òe", "ỏe", "õe", "ọe", "úy", "ùy", "ủy", "ũy", "ụy"]
_TONE = re.compile("|".join(_OLD))
_MOVED = dict(zip(_OLD, _NEW, strict=True))


@dataclass(frozen=True)
class Token:
    """One word; `exact` keeps its diacritics, `bare` has none, `number` is its value if it is digits."""

    exact: str
    bare: str
    start: int
    end: int
    number: float | None = None


@dataclass(frozen=True)
class Clause:
    """The words between two marks, `mark` being the one after them; `sentence` counts sentences from 0."""

    tokens: tuple[Token, ...]
    sentence: int
    mark: str

    @property
    def accented(self) -> bool:
        return any(token.exact != token.bare for token in self.tokens)


def plain(word: str) -> str:
    """A word in lower case with its tone where new spelling puts it, and "don't" as the hurried write it."""
    lower = "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in latin(word))
    return _TONE.sub(lambda found: _MOVED[found.group()], _apostrophe(lower))


def bare(word: str) -> str:
    """A word in lower case without diacritics."""
    return _apostrophe(fold(word))


def _apostrophe(word: str) -> str:
    word = word.replace("’", "'")
    return word.removesuffix("n't") + "nt" if word.endswith("n't") else word


def clauses(text: str) -> tuple[str, list[Clause]]:
    """The normalised text and its clauses; a line ends a clause, an empty clause is left out."""
    lines = [line for line in map(normalise, text.split("\n")) if line]
    found: list[Clause] = []
    tokens: list[Token] = []
    sentence = 0
    for piece in _PIECE.finditer("\n".join(lines)):
        if piece.lastgroup != "mark":
            tokens.append(_token(piece))
            if len(tokens) < _LONGEST_CLAUSE:
                continue
        mark = piece.group().strip(" ")[:1].translate(_MARKS) if piece.lastgroup == "mark" else ""
        if tokens:
            found.append(Clause(tuple(tokens), sentence, mark))
            tokens = []
        sentence += mark in _SENTENCE_END
    if tokens:
        found.append(Clause(tuple(tokens), sentence, ""))
    return " ".join(lines), found


def _token(piece: re.Match[str]) -> Token:
    word = piece.group()
    number = _value(word) if piece.lastgroup == "number" else None
    if piece.lastgroup == "apart":
        word = _NOT_LETTERS.sub("", word)
    word = "percent" if word == "%" else word
    return Token(plain(word), bare(word), piece.start(), piece.end(), number)


def _value(digits: str) -> float | None:
    try:
        return float(digits.replace(",", "."))
    except ValueError:  # "1.000.000" or "25.12.2026" is no single number
        return None
