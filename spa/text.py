"""What a customer typed, made comparable in one place; what they wrote itself is kept by the caller."""

import re
import unicodedata
from functools import lru_cache

# Direction marks, zero-width characters and other controls carry no words but break patterns.
_INVISIBLE = re.compile(r"[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_SPACES = re.compile(r"\s+")
_WORD = re.compile(r"[^\W\d_]+")
# Letters of other scripts that look Latin, and those of them which are written for their looks.
_ALIKE = str.maketrans(
    "авсԁеһіјӏорԛѕԝхукмтАВСЕНІЈКМОРЅТХУԚԜαεικνορτυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "abcdehijlopqswxykmtABCEHIJKMOPSTXYQWaeikvoptuxABEZHIKMNOPTYX",
)
_OTHER_SCRIPT = re.compile(r"[\u0370-\u052f\uff21-\uff5a\U0001d400-\U0001d6a3]")
_LATIN = re.compile(r"[A-Za-z]")


def normalise(text: str) -> str:
    """Return the text in NFC, without control characters, with every run of white space as one space."""
    visible = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    return _SPACES.sub(" ", visible).strip()


def latin(text: str) -> str:
    """Return the text with letters that only look Latin made Latin, inside words which have a Latin one; as long."""
    if not _OTHER_SCRIPT.search(text):
        return text
    plain = _OTHER_SCRIPT.sub(_plain_shape, text)
    return _WORD.sub(lambda word: word[0].translate(_ALIKE) if _LATIN.search(word[0]) else word[0], plain)


def _plain_shape(letter: re.Match[str]) -> str:
    """A wide or a bold letter as the ordinary one."""
    plain = unicodedata.normalize("NFKC", letter[0])
    return plain if len(plain) == 1 else letter[0]


def fold(text: str) -> str:
    """Return the text in lower case without diacritics, as many Vietnamese type it: "Đau lưng" -> "dau lung".

    The length is that of the NFC text, so that a place found in the folded text is the same place in the original.
    """
    return "".join(_base(letter) for letter in latin(unicodedata.normalize("NFC", text)))


@lru_cache(maxsize=4096)
def _base(letter: str) -> str:
    if letter in "đĐ":
        return "d"
    base = unicodedata.normalize("NFD", letter)[0]
    if not base.isascii():  # a Korean syllable or a kana is no letter with a mark
        base = letter
    return base.lower() if len(base.lower()) == 1 else letter
