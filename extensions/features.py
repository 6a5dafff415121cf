"""What the classifier looks at in a message: words and letter groups without diacritics, words with them, and concepts.

Typed with diacritics, "dừng" (stop) and "đúng" (right) stay apart; typed without, nothing is lost that was ever there.
"""

import re
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from sklearn.compose import ColumnTransformer
from sklearn.feature_extraction.text import TfidfVectorizer

from spa.text import fold, normalise

LONGEST = 400  # characters that are looked at: more words say no more about what is wanted
_CONCEPTS = Path(__file__).with_name("concepts.yml")
_DIGIT = re.compile(r"\d")
_MARKED = re.compile(r"\w*[^\W\da-z_]\w*")


def columns(texts: list[str]) -> "np.ndarray[Any, Any]":
    """For each text: folded with every digit as 0, its words with diacritics, its concepts."""
    table = np.empty((len(texts), 3), dtype=object)
    for row, text in enumerate(texts):
        shown = normalise(text)[:LONGEST].lower()
        plain = fold(shown)
        table[row] = (_DIGIT.sub("0", plain), " ".join(_MARKED.findall(shown)), " ".join(concepts(plain)))
    return table


def vectoriser() -> ColumnTransformer:
    """From the columns to one sparse row; a part that is missing in a text is just zeros."""
    shared = {"token_pattern": r"\w+", "lowercase": False, "dtype": np.float32}
    return ColumnTransformer(
        [
            ("words", TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, **shared), 0),
            (
                "letters",
                TfidfVectorizer(
                    analyzer="char_wb",
                    ngram_range=(3, 4),
                    sublinear_tf=True,
                    min_df=3,
                    lowercase=False,
                    dtype=np.float32,
                ),
                0,
            ),
            ("marked", TfidfVectorizer(ngram_range=(1, 2), min_df=2, **shared), 1),
            ("concepts", TfidfVectorizer(**shared), 2),
        ]
    )


def slim(features: ColumnTransformer) -> None:
    """Drop what only learning needed, and numbers that would be stored one file each."""
    for part in features.named_transformers_.values():
        del part.stop_words_
        part.vocabulary_ = {word: int(place) for word, place in part.vocabulary_.items()}


def concepts(plain: str) -> list[str]:
    """The concepts that a folded text speaks of."""
    return [name for name, pattern in _patterns() if pattern.search(plain)]


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    words: dict[str, list[str]] = yaml.safe_load(_CONCEPTS.read_text(encoding="utf-8"))
    return [
        (name, re.compile(rf"(?<!\w)(?:{'|'.join(map(_pattern, listed))})(?!\w)")) for name, listed in words.items()
    ]


def _pattern(phrase: str) -> str:
    return re.escape(phrase).replace(r"\*", r"\w*")
