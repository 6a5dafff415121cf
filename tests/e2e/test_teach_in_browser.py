"""A customer asks what nobody has taught yet, a colleague at the desk answers it, and the next message gets the answer."""

from datetime import datetime, timezone

import pytest
from playwright.async_api import Browser, Page, expect

from desk.passwords import Argon2
from settings import Settings
from spa.sealing import MasterKeys
from spa.staff import accounts, sessions
from spa.staff.accounts import Access
from spa.store.database import connect, writing
from tests.e2e.customer import Customer, visit

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.browser]
ASKED = "Have you got a piano in the lobby?"


async def colleague(browser: Browser, installation: Settings) -> Page:
    """Somebody of the front desk, signed in."""
    engine = connect(installation.database_url, MasterKeys(installation.data_keys))
    now, given = datetime.now(timezone.utc), Access(("desk",))
    with writing(engine) as db:
        account = accounts.create(db, "front", "Hoa", given, "four plain words together", Argon2(), "en", now)
        token = sessions.begin(db, account.id, now)
    engine.dispose()
    page = await browser.new_page(locale="en-GB", viewport={"width": 1280, "height": 860})
    await page.context.add_cookies([{"name": "desk", "value": token, "url": installation.public_url}])
    return page


async def teach(page: Page, address: str) -> None:
    await page.goto(f"{address}/desk/answers/not-answered")
    await page.get_by_role("link", name=ASKED).click()
    assert await page.get_by_label("How customers ask in English").input_value() == ASKED
    await page.get_by_label("How customers ask in Vietnamese").fill("Sảnh có đàn piano không em?")
    await page.get_by_label("Answer in English").fill("Yes, and you may play it at {venue}.")
    await page.get_by_label("Answer in Vietnamese").fill("Dạ có, anh/chị cứ đàn ở {venue} nhé.")
    await page.get_by_role("button", name="Teach it").click()
    await expect(page.get_by_role("status")).to_contain_text("next message")


async def test_what_staff_teach_is_answered_on_the_next_message(browser: Browser, installation: Settings) -> None:
    customer: Customer = await visit(browser, f"{installation.public_url}/lee_spa", "en-GB", 390)
    await customer.type(ASKED)
    await expect(customer.told("I did not get that")).to_be_visible()
    page = await colleague(browser, installation)
    await teach(page, installation.public_url)
    await customer.type("have you got a piano in your lobby?")
    await expect(customer.told("you may play it at LEE SPA")).to_be_visible()
    await customer.type("thank you, bye")
    await expect(customer.told("did my answer help you")).to_be_visible()
    await customer.press("Yes, it did")
    await expect(customer.told("Thank you for telling me")).to_be_visible()
    await customer.picture("taught")
    await page.goto(f"{installation.public_url}/desk/answers/helped")
    await expect(page.get_by_role("row", name=ASKED)).to_contain_text("100 %")
    for one in (customer.page, page):
        await one.context.close()
    assert customer.strangers == []
