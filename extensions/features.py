"""What the classifier looks at in a message: words and letter groups without diacritics, words with them, and concepts.

Typed with diacritics, "dừng" (stop) and "đúng" (right) stay apart; typed without, nothing is lost that was ever there.
"""

import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from scipy.sparse import csr_matrix
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


class Rows:
    """The row of one text at a time, as the transformer makes it, without its checks, which take ten times as long."""

    def __init__(self, features: ColumnTransformer) -> None:
        self._parts = [(column, _Words(part)) for _, part, column in features.transformers_]

    def of(self, text: str) -> csr_matrix:
        cells = columns([text])[0]
        places, weights, width = [], [], 0
        for column, words in self._parts:
            found, weighed = words.weigh(cells[column])
            places.append(found + width)
            weights.append(weighed)
            width += len(words.known)
        row = np.concatenate(places)
        return csr_matrix((np.concatenate(weights), row, [0, len(row)]), shape=(1, width))


class _Words:
    """One vectoriser, for one text at a time."""

    def __init__(self, vectoriser: TfidfVectorizer) -> None:
        self.known: dict[str, int] = vectoriser.vocabulary_
        self._split, self._rarity, self._sublinear = (
            vectoriser.build_analyzer(),
            vectoriser.idf_,
            vectoriser.sublinear_tf,
        )

    def weigh(self, text: str) -> "tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]":
        """The places of the words that are known, and the weight of each; the squares of all add up to one."""
        counts = Counter(self.known[word] for word in self._split(text) if word in self.known)
        places = np.array(sorted(counts), dtype=np.int32)
        weights: np.ndarray[Any, Any] = np.array([counts[place] for place in places.tolist()], dtype=np.float32)
        if self._sublinear:
            weights = np.log(weights) + 1
        weights *= self._rarity[places]
        return places, weights / (np.sqrt(weights @ weights) or 1)


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
