"""Prices, opening hours and telephone numbers stand in the venues' files and the database alone, in no text."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from spa.knowledge import claims
from tests.texts import LANGUAGES, ROOT, responses

KNOWN = yaml.safe_load((Path(__file__).parent / "data" / "response_values.yml").read_text(encoding="utf-8"))
INNOCENT = re.compile("|".join([*KNOWN["digits"], r"(?m:(?:^|  )\d\. )"]))  # a line of a list begins with its number
CONTACTS = ("contact", "phone", "hours", "place")  # where such facts belong


def fact_in(text: str) -> str | None:
    return claims.fact_in(INNOCENT.sub(" ", text))


def policies() -> Iterator[tuple[str, str]]:
    """What a venue file says in sentences."""
    for path in sorted((ROOT / "knowledge" / "venues").glob("*.yml")):
        for section, content in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            if section not in CONTACTS:
                yield from ((f"{path.stem}.{section}", text) for text in _spoken(content))


def page() -> Iterator[tuple[str, str]]:
    yield "page.html", (ROOT / "widget" / "page.html").read_text(encoding="utf-8")
    yield "strings.js", (ROOT / "widget" / "strings.js").read_text(encoding="utf-8")
    for drawing in sorted((ROOT / "widget" / "pictures").glob("*.svg")):
        yield from ((drawing.name, text) for text in re.findall(r">([^<>]+)</text>", drawing.read_text("utf-8")))


def answers() -> Iterator[tuple[str, str]]:
    for name, variations in responses("responses", "data").items():
        for variation in variations:
            titles = " ".join(button["title"] for button in variation.get("buttons", []))
            yield name, f"{variation['text']} {titles}"


def _spoken(content: Any) -> Iterator[str]:
    if isinstance(content, dict):
        for key, value in content.items():
            yield from [value] if key in LANGUAGES and isinstance(value, str) else _spoken(value)
    elif isinstance(content, list):
        for part in content:
            yield from _spoken(part)


@pytest.mark.parametrize("texts", [answers, policies, page])
def test_no_price_hour_or_telephone_number_stands_in_a_text(texts: Any) -> None:
    read = list(texts())
    assert len(read) > 10
    assert [(place, fact) for place, text in read if (fact := fact_in(text))] == []


def test_an_answer_to_a_question_has_no_digit_at_all() -> None:
    """What differs from venue to venue comes in braces; of what staff have taught, prices and hours alone."""
    written = ((n, text) for n, text in answers() if n.startswith("utter_faq/") and "_taught_" not in n)
    assert [name for name, text in written if re.search(r"\d", INNOCENT.sub("", text))] == []


@pytest.mark.parametrize(
    "text",
    [
        "Only 350,000 VND.",
        "Chỉ 350.000đ ạ",
        "from 350k",
        "$20 an hour",
        "We open at 9 am.",
        "Open 09:00 to 22:00",
        "Bên em mở cửa từ 9h30",
        "Mở cửa 9 giờ sáng",
        "Call +84 236 000 0101",
        "Gọi 0905 123 456",
        "Tổng đài 1900",
    ],
)
def test_a_fact_is_found(text: str) -> None:
    assert fact_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "In an emergency call 115.",
        "We keep your room for 15 minutes.",
        "1. Stroke  2. Press",
        "valid for 12 months",
        "100 m away",
    ],
)
def test_another_number_is_not(text: str) -> None:
    assert fact_in(text) is None
