"""Phrases of one meaning, and what only looks like them."""

from pathlib import Path

import pytest

from extensions.phrases import Phrases

PHRASES = Phrases.load(Path("knowledge/phrases.yml"))


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Why do you need my phone?", "ask_why"),
        ("Is it mandatory?", "ask_why"),
        ("có bắt buộc không", "ask_why"),
        ("sao can so dien thoai vay", "ask_why"),
        ("can I bring my dog?", "faq/rooms_pets"),
        ("mang chó theo được không", "faq/rooms_pets"),
        ("That's too expensive", "faq/price_too_high"),
        ("đắt quá em ơi", "faq/price_too_high"),
        ("co cho do oto ko", "faq/location"),
        ("em muon xem lich da dat", "booking_status"),
        ("đặt chỗ cho em", None),
        ("đặt qua điện thoại", None),
        ("why is massage good for sleep", None),
        ("do I have to undress", None),
        ("mặc gì có bắt buộc không vậy em", None),
    ],
)
def test_phrases(text: str, label: str | None) -> None:
    assert PHRASES.label(text) == label
