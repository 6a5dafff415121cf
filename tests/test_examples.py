"""One wording must not stand under two labels: the classifier reads folded text, in which "đúng" and "dừng" are one."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
import yaml

from spa.text import fold, normalise
from tests.labelled import development_texts

DATA = Path(__file__).resolve().parents[1] / "data"


def _examples() -> Iterator[tuple[str, str]]:
    for path in sorted(DATA.rglob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8")).get("nlu") or []:
            for line in block["examples"].splitlines():
                yield block["intent"], normalise(line.removeprefix("- "))


EXAMPLES = list(_examples())


def test_no_wording_has_two_labels() -> None:
    labels: dict[str, set[str]] = {}
    for label, text in EXAMPLES:
        labels.setdefault(fold(text), set()).add(label)
    assert {text: found for text, found in labels.items() if len(found) > 1} == {}


def test_no_wording_stands_twice_as_written() -> None:
    counted = Counter((label, text.casefold()) for label, text in EXAMPLES)
    assert [entry for entry, times in counted.items() if times > 1] == []


LABELS = sorted({label for label, _ in EXAMPLES})


def is_detail(label: str) -> bool:
    """Chitchat, and what a topic of its own name is asked about in more detail: faq/procedure_shower."""
    named_after = any(label.startswith(f"{topic}_") for topic in LABELS)
    return label.startswith("chitchat/") or (named_after and label != "faq/what_is_acupoints")


@pytest.mark.parametrize("label", LABELS)
def test_every_label_is_taught_in_both_languages(label: str) -> None:
    texts = [text for found, text in EXAMPLES if found == label]
    vietnamese = sum(fold(text) != text.casefold() for text in texts)
    least = 15 if is_detail(label) else 40
    assert vietnamese >= least and len(texts) - vietnamese >= least


NEAR, FEWEST = 0.85, 5  # share of words in common; shorter sentences are alike by nature


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", fold(normalise(text))))


def near_copies(ours: Iterable[str], theirs: Iterable[str]) -> list[str]:
    """Our sentences that have nearly all words in common with one of theirs."""
    index: dict[str, list[frozenset[str]]] = {}
    for words in set(map(_words, theirs)):
        for word in words if len(words) >= FEWEST else ():
            index.setdefault(word, []).append(words)
    return [text for text in ours if _is_near(_words(text), index)]


def _is_near(words: frozenset[str], index: dict[str, list[frozenset[str]]]) -> bool:
    shared = Counter(other for word in words for other in index.get(word, ()))
    return any(count / len(words | other) >= NEAR for other, count in shared.items())


def test_a_near_copy_is_found() -> None:
    theirs = ["Could I please have a massage on Sunday evening"]
    assert near_copies(["could I have a massage on Sunday evening", "a massage please"], theirs) == [
        "could I have a massage on Sunday evening"
    ]


def test_no_example_is_a_near_copy_of_the_development_data() -> None:
    """Where that data is not there, nothing can be compared and nothing is found."""
    assert near_copies((text for _, text in EXAMPLES), development_texts()) == []
