"""No text for people claims to treat, cure, heal, detoxify or prevent, nor that a person is safe; in both languages."""

import unicodedata

import pytest

from spa.knowledge.claims import claim_in
from tests.texts import all_texts


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
