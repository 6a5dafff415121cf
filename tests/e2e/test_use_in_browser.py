"""What happens to people while they book: two of them come, the page is reloaded, the network goes, there is no mouse."""

from datetime import timedelta
from typing import Any
from urllib.parse import unquote

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, expect

from bootstrap import utc_now
from gateway.database import connect
from gateway.identity import COOKIE, Identity
from gateway.messages import Reply
from gateway.pushes import Pushes
from settings import Settings
from spa.sealing import MasterKeys
from tests.e2e.customer import Customer, visit
from tests.e2e.test_book_in_browser import booked

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.browser]


COUPLE = {
    "en": {
        "locale": "en-GB",
        "greeting": "automated assistant",
        "wish": "the back massage for two",
        "agree": "Yes, we both agree",
        "nobody": "Nobody",
        "pregnancy": "pregnant",
        "kidneys": "kidney",
        "unsent": "Not sent yet",
        "conditions": ("diabetes or reduced feeling", "varicose veins"),
        "whose": "Who is it about?",
        "companion": "My companion",
        "read back": "your companion: diabetes or reduced feeling, varicose veins",
        "right": "Yes, that is right",
        "name": "Anna Berg",
        "phone": "0905 123 461",
        "skip": "Skip",
        "book": "Yes, book it",
        "booked": "It is booked, Anna Berg",
        "calendar": "Add to my calendar",
    },
    "vi": {
        "locale": "vi-VN",
        "greeting": "trợ lý tự động",
        "wish": "massage lưng cho 2 người",
        "agree": "Cả hai đồng ý",
        "nobody": "Không ai",
        "pregnancy": "mang thai",
        "kidneys": "suy thận",
        "unsent": "Chưa gửi được",
        "conditions": ("tiểu đường hoặc giảm cảm giác", "giãn tĩnh mạch"),
        "whose": "Đó là của ai",
        "companion": "Người đi cùng",
        "read back": "người đi cùng: tiểu đường hoặc giảm cảm giác, giãn tĩnh mạch",
        "right": "Đúng rồi",
        "name": "Nguyễn Thị Hoa",
        "phone": "0905 123 463",
        "skip": "Bỏ qua",
        "book": "Đúng rồi, đặt đi",
        "booked": "em đặt xong rồi ạ, cảm ơn anh/chị Nguyễn Thị Hoa",
        "calendar": "Thêm vào lịch của tôi",
    },
}


@pytest.mark.parametrize("language", ["en", "vi"])
async def test_a_couple_is_screened_over_a_reload_and_a_lost_network(
    browser: Browser, installation: Settings, language: str
) -> None:
    said: dict[str, Any] = COUPLE[language]
    customer = await visit(browser, f"{installation.public_url}/lee_spa", said["locale"], 390)
    page = customer.page
    await expect(customer.told(said["greeting"])).to_be_visible()
    await customer.type(said["wish"])
    await page.locator("spa-chat .day").nth(1).click()
    await customer.picture("couple-1-days")
    await page.locator("spa-chat .hours button").nth(2).click()
    await customer.press(said["agree"], said["nobody"])
    await expect(customer.told(said["pregnancy"])).to_be_visible()
    await page.reload()
    await customer.press(*[said["nobody"]] * 2)
    await expect(customer.told(said["kidneys"])).to_be_visible()
    await page.context.set_offline(True)
    await customer.press(said["nobody"])
    await expect(page.get_by_text(said["unsent"])).to_be_visible()
    await page.context.set_offline(False)
    await customer.press(*[said["nobody"]] * 3)
    await expect(page.locator("spa-chat .list")).to_be_visible()
    await customer.picture("couple-2-list")
    await customer.tick(*said["conditions"])
    await expect(customer.told(said["whose"])).to_be_visible()
    await customer.press(said["companion"], *[said["nobody"]] * 2)
    await expect(customer.told(said["read back"])).to_be_visible()
    await customer.press(said["right"])
    for words in (said["name"], said["phone"]):
        await customer.type(words)
    await customer.press(said["skip"], said["book"])
    await expect(customer.told(said["booked"])).to_be_visible()
    await expect(page.get_by_role("link", name=said["calendar"])).to_be_visible()
    await customer.picture("couple-3-booked")
    assert [one["party"] for one in booked(installation, "lee_spa", language)][-1] == 2
    assert customer.strangers == []
    await page.context.close()


async def test_the_keyboard_alone_books_on_a_screen_enlarged_to_the_double(
    browser: Browser, installation: Settings
) -> None:
    """1280 x 860 points at 200 %: the page has 640 x 430 of them."""
    screen = {"device_scale_factor": 2, "reduced_motion": "reduce"}
    customer = await visit(browser, f"{installation.public_url}/danang_reviews", "en-GB", 640, 430, **screen)
    page = customer.page
    await customer.reach("Book a massage")
    await expect(page.get_by_role("textbox")).to_be_focused()
    await page.keyboard.type("back massage for 1 person")
    await page.keyboard.press("Enter")
    await expect(page.locator("spa-chat .hours")).to_be_visible()
    await customer.picture("keyboard-1-hours")
    await customer.reach(str(await page.locator("spa-chat .hours button").first.text_content()))
    for answer in ("Yes, I agree", "None of these", *["No"] * 6, "None of these", "No", "No", "Yes, that is right"):
        await customer.reach(answer)
    for words, asked in (("Kim", "phone number"), ("0905 123 462", "Shall I book it?")):
        await page.keyboard.type(words)
        await page.keyboard.press("Enter")
        await expect(customer.told(asked)).to_be_visible()
    await customer.picture("keyboard-2-read-back")
    await customer.reach("Yes, book it")
    await expect(customer.told("It is booked, Kim")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") <= 640
    await page.context.close()


async def test_two_pages_and_a_person_of_the_staff_at_320_points(browser: Browser, installation: Settings) -> None:
    customer = await visit(browser, f"{installation.public_url}/lee_spa", "vi-VN", 320, 720)
    await expect(customer.told("trợ lý tự động")).to_be_visible()
    other = Customer(await customer.page.context.new_page(), installation.public_url, "other")
    await other.page.goto(customer.page.url)
    await customer.press("Đặt lịch massage")
    for one in (customer, other):
        await expect(one.page.locator("spa-chat .card").first).to_be_visible()
        await expect(one.page.locator("spa-chat .guest", has_text="Đặt lịch massage")).to_be_visible()
    await customer.picture("services-320")
    await _push(customer, installation, "Dạ em là Lan, em giúp được gì cho mình ạ?")
    for one in (customer, other):
        await expect(one.page.locator("spa-chat .person .by", has_text="Lan · nhân viên")).to_be_visible()
    found = await Axe().run(other.page)
    assert [one["id"] for one in found.response["violations"]] == []
    assert await customer.page.evaluate("document.documentElement.scrollWidth") <= 320
    await customer.picture("person-320")
    await customer.page.context.close()


async def _push(customer: Customer, installation: Settings, words: str) -> None:
    """What a person of the staff writes, by the gateway's own function and from another process."""
    cookies = await customer.page.context.cookies()
    identity = Identity(installation.secret_key, utc_now)
    visitor = identity.visitor(unquote(next(one["value"] for one in cookies if one["name"] == COOKIE)))
    pushes = Pushes(connect(installation.gateway_database_url, MasterKeys(installation.data_keys)))
    now = utc_now()
    conversation, reply = identity.conversation(str(visitor), "lee_spa"), Reply(words, custom={"person": "Lan"})
    assert pushes.push("from-lan", conversation, reply, "vi", now + timedelta(hours=1), now)
