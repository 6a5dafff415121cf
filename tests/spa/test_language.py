"""English, Vietnamese with and without diacritics, and anything else."""

from pathlib import Path

import pytest

from spa.language import Languages

LANGUAGES = Languages.load(Path(__file__).resolve().parents[2] / "knowledge" / "language.yml")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("how much is a back massage", "en"),
        ("massage lưng giá bao nhiêu", "vi"),
        ("massage lung gia bao nhieu vay em", "vi"),
        ("나는 임신했어요", "other"),
        ("สวัสดี", "other"),
        ("Bonjour, je voudrais un massage pour demain", "other"),
        ("où est l'hôtel, s'il vous plaît", "other"),
        ("Guten Tag, haben Sie heute Zeit?", "other"),
        ("estoy embarazada", "other"),
        ("vorrei prenotare per domani", "other"),
        ("merci, how much is it", "en"),
        ("Juan de los Santos", None),
        ("the tub soak is fully booked?", "en"),
        ("ok", None),
        ("back massage", None),
        ("Neck and back", None),
        ("back massage please", "en"),
        ("dat back massage nha em", "vi"),
        ("0905123456", None),
        ("🙏", None),
    ],
)
def test_language(text: str, language: str | None) -> None:
    assert LANGUAGES.detect(text) == language
