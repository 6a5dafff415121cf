"""No text for people claims to treat, cure, heal, detoxify or prevent, nor that a person is safe; in both languages."""

import re
import unicodedata
from pathlib import Path

import pytest
import yaml

from tests.texts import all_texts

ALLOWED = yaml.safe_load((Path(__file__).parent / "data" / "allowed_phrases.yml").read_text(encoding="utf-8"))
FORBIDDEN = re.compile(
    r"\b(treat(s|ed|ing|ments?)?|therapeutic\w*|cur(e|es|ed|ing|ative)|heal(s|ed|ing|er|ers)?|detox\w*)\b"
    r"|\b(prevent(s|ed|ing|ion|ive)?|guards? against|guarantee\w*|risk-free|no risk)\b"
    r"|\byou( are|['’]re|['’]ll be| will be)( completely| perfectly| all| totally)? safe\b|\b(completely|100 ?%) safe\b"
    r"|chữa|(?<!\w)trị(?!\w)|(thải|giải|khử) độc|(phòng|ngăn) (bệnh|ngừa|chống|cúm|cảm)|khỏi (bệnh|hẳn)"
    r"|hoàn toàn an toàn|(anh/chị|quý khách|bạn) (sẽ |rất |vẫn |đang )?an toàn|cam kết khỏi|đặc trị",
    re.IGNORECASE,
)
INNOCENT = re.compile("|".join(f"(?:{phrase})" for phrases in ALLOWED.values() for phrase in phrases), re.IGNORECASE)


def claim_in(text: str) -> str | None:
    """The first forbidden claim of a text, or None."""
    rest = INNOCENT.sub(" ", re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)))
    found = FORBIDDEN.search(rest)
    return found.group() if found else None


def test_no_text_claims_what_a_spa_may_not() -> None:
    claims = [f"{place}: {claim} in {text.strip()[:200]!r}" for place, text in all_texts() if (claim := claim_in(text))]
    assert claims == []


def test_the_texts_are_found() -> None:
    places = {place for place, _ in all_texts()}
    assert {"utter_faq/what_is", "lee_spa.yml", "danang_reviews.yml", "technique_acupressure.svg"} <= places


@pytest.mark.parametrize(
    "text",
    [
        "The wooden bath treats sciatica.",
        "Our massage is a treatment for the back.",
        "It cures back pain.",
        "Healing hands since 2010.",
        "The saunas detoxify the body.",
        "It prevents colds and flu.",
        "Good news: you are safe to come.",
        "A therapeutic massage.",
        "Massage chữa đau lưng.",
        "Giúp điều trị đau thần kinh tọa.",
        "Bài massage TRỊ LIỆU cho lưng.",
        "Xông hơi thải độc cơ thể.",
        "Phòng cảm cúm.",
        "Giúp phòng bệnh.",
        "Anh/chị an toàn khi massage ạ.",
        unicodedata.normalize("NFD", "Massage trị đau lưng."),
    ],
)
def test_a_claim_is_found(text: str) -> None:
    assert claim_in(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "If you are having cancer treatment, please ask your doctor first.",
        "Massage does not treat or cure any illness.",
        "A gift voucher of any value; a secure page for your safety.",
        "The herbs are traditionally used to ease tiredness.",
        "Anh/chị đang điều trị ung thư thì hỏi bác sĩ điều trị trước nhé.",
        "Phiếu quà tặng có giá trị sáu tháng. Phòng đơn và phòng nhóm.",
        "Massage không thay thế việc điều trị, không chữa bệnh.",
    ],
)
def test_an_innocent_phrase_is_not(text: str) -> None:
    assert claim_in(text) is None
