"""Somebody opens the page and leaves with a booking in the database: every process, a browser, nothing in between."""

import pytest
from playwright.async_api import Browser, expect
from sqlalchemy import create_engine, text

from settings import Settings
from tests.e2e.customer import visit

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.browser]

BOOKED = (
    "SELECT service_id, status, party, customer_id IS NOT NULL AS named FROM booking"
    " WHERE venue_id = :venue AND language = :language ORDER BY id"
)
ENGLISH = {
    "book": "Book a massage",
    "what": "back massage for 1 person",
    "asks consent": "questions about health",
    "agree": "Yes, I agree",
    "no red flags": "None of these",
    "no": "No",
    "none": "None of these",
    "right": "Yes, that is right",
    "name": "Anna Berg",
    "asks phone": "phone number",
    "asks to confirm": "Shall I book it?",
    "confirm": "Yes, book it",
    "booked": "It is booked, Anna Berg",
}
VIETNAMESE = {
    "book": "Đặt lịch massage",
    "what": "massage lưng cho 1 người",
    "asks consent": "xin phép hỏi",
    "agree": "Tôi đồng ý",
    "no red flags": "Không có dấu hiệu nào",
    "no": "Không",
    "none": "Không có mục nào",
    "right": "Đúng rồi",
    "name": "Nguyễn Thị Hoa",
    "asks phone": "số điện thoại",
    "asks to confirm": "Em đặt lịch này",
    "confirm": "Đúng rồi, đặt đi",
    "booked": "Mã đặt lịch",
}
SAID = {"en": ("en-GB", 1280, ENGLISH), "vi": ("vi-VN", 390, VIETNAMESE)}  # on a screen, and on a telephone


def booked(installation: Settings, venue: str, language: str) -> list[dict[str, object]]:
    engine = create_engine(installation.database_url, future=True)
    with engine.connect() as connection:
        rows = connection.execute(text(BOOKED), {"venue": venue, "language": language}).mappings().all()
    engine.dispose()
    return [dict(row) for row in rows]


@pytest.mark.parametrize(
    ("language", "venue", "phone"),
    [
        ("en", "lee_spa", "0905 123 451"),
        ("vi", "lee_spa", "0905 123 452"),
        ("en", "danang_reviews", "0905 123 453"),
        ("vi", "danang_reviews", "0905 123 454"),
    ],
)
async def test_a_massage_is_booked(
    browser: Browser, installation: Settings, language: str, venue: str, phone: str
) -> None:
    locale, width, said = SAID[language]
    before = booked(installation, venue, language)
    customer = await visit(browser, f"{installation.public_url}/{venue}", locale, width)
    await customer.press(said["book"])
    await customer.picture("1-service")
    await customer.type(said["what"])
    await customer.press_first_time()
    await expect(customer.told(said["asks consent"])).to_be_visible()
    await customer.picture("2-consent")
    await customer.press(said["agree"], said["no red flags"], *[said["no"]] * 6)
    await expect(customer.told(said["none"])).to_be_visible()
    await customer.picture("3-conditions")
    await customer.press(said["none"], said["no"], said["no"], said["right"])
    await customer.type(said["name"])
    await expect(customer.told(said["asks phone"])).to_be_visible()
    await customer.type(phone)
    await expect(customer.told(said["asks to confirm"])).to_be_visible()
    await customer.picture("4-read-back")
    await customer.press(said["confirm"])
    await expect(customer.told(said["booked"])).to_be_visible()
    await customer.picture("5-booked")
    await customer.page.context.close()
    assert customer.strangers == []
    assert booked(installation, venue, language)[len(before) :] == [
        {"service_id": "back_massage", "status": "confirmed", "party": 1, "named": 1}
    ]
