"""What a customer typed, made comparable in one place; what they wrote itself is kept by the caller."""

import re
import unicodedata

# Direction marks, zero-width characters and other controls carry no words but break patterns.
_INVISIBLE = re.compile(r"[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_SPACES = re.compile(r"\s+")


def normalise(text: str) -> str:
    """Return the text in NFC, without control characters, with every run of white space as one space."""
    visible = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    return _SPACES.sub(" ", visible).strip()


def fold(text: str) -> str:
    """Return the text in lower case without diacritics, as many Vietnamese type it: "Đau lưng" -> "dau lung".

    The length is that of the NFC text, so that a place found in the folded text is the same place in the original.
    """
    return "".join(_base(letter) for letter in unicodedata.normalize("NFC", text))


def _base(letter: str) -> str:
    if letter in "đĐ":
        return "d"
    base = unicodedata.normalize("NFD", letter)[0].lower()
    return base if len(base) == 1 else letter
