"""One wording must not stand under two labels: the classifier reads folded text, in which "đúng" and "dừng" are one."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from spa.text import fold, normalise

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


@pytest.mark.parametrize("label", sorted({label for label, _ in EXAMPLES if not label.startswith("faq/")}))
def test_every_label_is_taught_in_both_languages(label: str) -> None:
    texts = [text for found, text in EXAMPLES if found == label]
    vietnamese = sum(fold(text) != text.casefold() for text in texts)
    least = 15 if "/" in label else 40
    assert vietnamese >= least and len(texts) - vietnamese >= least
