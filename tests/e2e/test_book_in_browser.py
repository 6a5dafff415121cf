"""Somebody opens the page and leaves with a booking in the database: every process, a browser, nothing in between."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, Page, expect
from sqlalchemy import create_engine, text

from settings import Settings

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.browser]

OUTPUT = Path(__file__).parents[1] / "output"
BOOKED = "SELECT venue_id, service_id, status, party, language, customer_id IS NOT NULL AS named FROM booking"


class Customer:
    """Presses and types as people do: only what is to be seen and can be pressed."""

    def __init__(self, page: Page, called: str) -> None:
        self.page = page
        self._called = called

    async def press(self, *names: str) -> None:
        """One after the other. A service's name is followed by its length and price."""
        for name in names:
            whole = re.compile(rf"^{re.escape(name)}( · .*)?$")
            await self.page.get_by_role("button", name=whole, disabled=False).last.click()

    async def press_first_time(self) -> None:
        """The first free time that is offered."""
        await self.page.locator("spa-chat .choices button:enabled", has_text=":").first.click()

    async def type(self, words: str) -> None:
        await self.page.get_by_role("textbox").fill(words)
        await self.page.keyboard.press("Enter")

    def told(self, words: str) -> Locator:
        return self.page.locator("spa-chat .assistant", has_text=words).last

    async def picture(self, name: str) -> None:
        OUTPUT.mkdir(exist_ok=True)
        await self.page.screenshot(path=OUTPUT / f"{self._called}-{name}.png")


async def visit(browser: Browser, address: str, locale: str, width: int) -> Customer:
    page = await browser.new_page(locale=locale, viewport={"width": width, "height": 844})
    page.set_default_timeout(20_000)
    await page.goto(address)
    return Customer(page, f"booking-{locale}-{width}")


def booked(installation: Settings, venue: str) -> list[dict[str, object]]:
    engine = create_engine(installation.database_url, future=True)
    with engine.connect() as connection:
        rows = connection.execute(text(f"{BOOKED} WHERE venue_id = :venue"), {"venue": venue}).mappings().all()
    engine.dispose()
    return [dict(row) for row in rows]


async def test_in_english_by_buttons(browser: Browser, installation: Settings) -> None:
    customer = await visit(browser, f"{installation.public_url}/lee_spa", "en-GB", 1280)
    await customer.press("Book a massage")
    await customer.picture("1-service")
    await customer.press("Back massage", "1")
    await customer.press_first_time()
    await expect(customer.told("questions about health")).to_be_visible()
    await customer.picture("2-consent")
    await customer.press("Yes, I agree", "None of these")
    await customer.press("No", "No", "No", "No", "No", "No")
    await expect(customer.told("None of these")).to_be_visible()
    await customer.picture("3-conditions")
    await customer.press("None of these", "No", "No", "Yes, that is right")
    await customer.type("Anna Berg")
    await expect(customer.told("phone number")).to_be_visible()
    await customer.type("0905 123 456")
    await expect(customer.told("Shall I book it?")).to_be_visible()
    await customer.picture("4-read-back")
    await customer.press("Yes, book it")
    await expect(customer.told("It is booked, Anna Berg")).to_be_visible()
    await customer.picture("5-booked")
    await customer.page.context.close()
    assert booked(installation, "lee_spa") == [
        {
            "venue_id": "lee_spa",
            "service_id": "back_massage",
            "status": "confirmed",
            "party": 1,
            "language": "en",
            "named": 1,
        }
    ]


async def test_in_vietnamese_on_a_telephone(browser: Browser, installation: Settings) -> None:
    customer = await visit(browser, f"{installation.public_url}/danang_reviews", "vi-VN", 390)
    await customer.press("Đặt lịch massage")
    await customer.picture("1-service")
    await customer.type("massage lưng cho 1 người")
    await customer.press_first_time()
    await expect(customer.told("xin phép hỏi")).to_be_visible()
    await customer.picture("2-consent")
    await customer.press("Tôi đồng ý", "Không có dấu hiệu nào")
    await customer.press("Không", "Không", "Không", "Không", "Không", "Không")
    await expect(customer.told("Không có mục nào")).to_be_visible()
    await customer.picture("3-conditions")
    await customer.press("Không có mục nào", "Không", "Không", "Đúng rồi")
    await customer.type("Nguyễn Thị Hoa")
    await expect(customer.told("số điện thoại")).to_be_visible()
    await customer.type("0905 123 456")
    await expect(customer.told("Em đặt lịch này")).to_be_visible()
    await customer.picture("4-read-back")
    await customer.press("Đúng rồi, đặt đi")
    await expect(customer.told("Mã đặt lịch")).to_be_visible()
    await customer.picture("5-booked")
    await customer.page.context.close()
    assert booked(installation, "danang_reviews") == [
        {
            "venue_id": "danang_reviews",
            "service_id": "back_massage",
            "status": "confirmed",
            "party": 1,
            "language": "vi",
            "named": 1,
        }
    ]
