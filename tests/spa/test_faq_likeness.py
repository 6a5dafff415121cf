"""Like questions are found whatever their spelling, others are not, and it is fast enough for every message."""

import time
from pathlib import Path

import pytest

from spa.faq.likeness import Index, Rarity
from spa.faq.rules import FaqRules
from spa.faq.written import examples

ROOT = Path(__file__).parents[2]
EXAMPLES = examples(ROOT / "data" / "faq")
RARITY = Rarity(EXAMPLES)
ALIKE = FaqRules.load(ROOT / "knowledge" / "faq.yml").alike
TAUGHT = (
    "Do you have Wi-Fi for guests?",
    "Quán có wifi không em?",
    "Can I leave my luggage with you?",
    "Gửi vali ở quán được không em?",
    "Do you have a swimming pool?",
    "Ở đó có hồ bơi không",
)


def nearest(text: str, least: float) -> str | None:
    found = Index(RARITY, TAUGHT).nearest(text, least)
    return TAUGHT[found[0][0]] if found else None


@pytest.mark.parametrize("text", TAUGHT)
def test_the_same_question_is_near_exact_however_it_is_typed(text: str) -> None:
    assert nearest(text.upper(), ALIKE["near_exact"]) == text
    assert nearest(f"{text.rstrip('?')} ạ" if "ô" in text else f"{text} please", ALIKE["near"]) == text


@pytest.mark.parametrize(
    "text, meant",
    [
        ("quan co wifi khong", 1),
        ("co wifi ko em", 1),
        ("have you got wifi for the guests", 0),
        ("can we leave luggage with you please", 2),
        ("gui vali o do duoc ko", 3),
        ("is there a swiming pool", 4),
        ("bên mình có hồ bơi k ạ", 5),
    ],
)
def test_another_wording_is_near(text: str, meant: int) -> None:
    assert nearest(text, ALIKE["near"]) == TAUGHT[meant]


@pytest.mark.parametrize(
    "text", ["Do you have a sauna?", "Quán có phòng riêng không em?", "Can I pay with you by card?", "…", "hello", ""]
)
def test_words_that_every_question_has_are_not_enough(text: str) -> None:
    assert nearest(text, ALIKE["near"]) is None


def test_the_questions_that_were_trained_are_hardly_ever_taken_for_taught_ones() -> None:
    index = Index(RARITY, TAUGHT)
    taken = [text for text in EXAMPLES if index.nearest(text, ALIKE["near_exact"])]
    assert len(taken) <= len(EXAMPLES) // 1000


def test_five_hundred_questions_take_less_than_two_milliseconds() -> None:
    index = Index(RARITY, EXAMPLES[::10][:500])
    began = time.process_time()
    for text in EXAMPLES[1:1001:10]:
        index.nearest(text, ALIKE["near"])
    assert (time.process_time() - began) / 100 < 0.002
