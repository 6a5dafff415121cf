"""Taking over and giving back in a real browser on each channel: what the customer gets there, and who stays silent."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from gateway.channels.setup import Setup
from gateway.channels.zalo.seal import Pair
from tests.desk.parts import ROOT, Office
from tests.desk.test_looks import check, enter
from tests.e2e.customer import visit
from tests.fakes import platforms as fakes
from tests.fakes.platforms import Platforms, fb_text, page_batch, serving, zalo_text
from tests.gateway.channels.parts import channel_settings
from tests.gateway.parts import running
from tests.gateway.staff.test_pictures import file
from tests.spa.house import House
from tests.widget.conftest import browser as browser
from tests.widget.conftest import page as page

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
PATIENCE = 20  # seconds
PICTURE = {"name": "door.png", "mimeType": "image/png", "buffer": file("PNG", (300, 200))}


@dataclass
class Street:
    """The desk, the platforms before it, and its address."""

    office: Office
    fake: Platforms
    address: str

    async def post(self, path: str, body: object) -> None:
        raw = json.dumps(body).encode()
        sign = fakes.zalo_signed if path == "zalo" else fakes.meta_signed
        address = f"{self.address}/webhooks/{path}"
        async with aiohttp.ClientSession() as session, session.post(address, data=raw, headers=sign(raw)) as answer:
            assert answer.status == 200

    async def until(self, is_so: Callable[[], bool]) -> None:
        """Let the time pass until it is so."""

        async def wait() -> None:
            while not is_so():
                self.office.clock.go_on(seconds=0.1)
                await asyncio.sleep(0.01)

        await asyncio.wait_for(wait(), PATIENCE)


@pytest_asyncio.fixture(loop_scope="session")
async def street(sqlite_house: House, tmp_path: Path) -> AsyncIterator[Street]:
    fake, engine = Platforms(), sqlite_house.engine
    async with serving(fake) as base:
        known = channel_settings(base, FB_PAGES=f"{fakes.PAGE}=house", ZALO_ACCOUNTS=f"{fakes.OA}=house")
        setup = Setup(known, "secret", "https://spa.example", engine, lambda *_: None, ROOT / "widget")
        office = Office(engine, tmp_path, setup)
        office.app.state.channels.tokens.seed(fakes.OA, Pair("access-1", "refresh-1"), timedelta(hours=25))
        async with running(office.app) as address:
            yield Street(office, fake, address)


@dataclass
class Customer:
    say: Callable[[str], Awaitable[None]]
    gets: Callable[[str], Awaitable[None]]
    gets_picture: Callable[[], Awaitable[None]]


async def on_page(browser: Browser, street: Street) -> Customer:
    one = await visit(browser, f"{street.address}/house", "en-GB", 390)

    async def gets(text: str) -> None:
        await expect(one.told(text).last).to_be_visible()

    async def gets_picture() -> None:
        await expect(one.page.locator('spa-chat img[src*="/sent/"]')).to_have_js_property("naturalWidth", 300)
        await one.picture("staff-picture")

    return Customer(one.type, gets, gets_picture)


async def on_platform(channel: str, street: Street) -> Customer:
    async def say(text: str) -> None:
        if channel == "fb":
            return await street.post("messenger", page_batch(fb_text(text, uuid4().hex)))
        await street.post("zalo", zalo_text(text, uuid4().hex))

    async def gets(text: str) -> None:
        await street.until(lambda: any(text in one for one in street.fake.texts()))

    async def gets_picture() -> None:
        await street.until(lambda: any("attachment" in message for _, _, message in street.fake.sent))

    return Customer(say, gets, gets_picture)


@pytest.mark.parametrize("channel", ["web", "fb", "zalo"])
async def test_a_conversation_is_taken_over_and_given_back(
    page: Page, browser: Browser, street: Street, channel: str
) -> None:
    customer = await (on_page(browser, street) if channel == "web" else on_platform(channel, street))
    await customer.say("hello")
    await customer.gets("You said: hello")
    await enter(page, street.office, street.address, "desk")
    await page.goto(f"{street.address}/desk/inbox?section=assistant")
    await page.get_by_role("link", name="Guest").click()
    await page.get_by_label("Your answer").fill("Good morning")
    await page.get_by_label("Or a picture of your own").set_input_files(files=[PICTURE])
    await page.get_by_role("button", name="Take over and send").click()
    await customer.gets("Desk-1")
    await customer.gets_picture()
    await customer.gets("Good morning")
    await customer.say("thank you")
    await expect(page.locator(".entries .guest").last).to_contain_text("thank you")
    wrong = await check(page, f"/conversation-{channel}")
    await page.get_by_role("button", name="Give back to the assistant").click()
    await customer.gets("is back with you" if channel == "web" else "tiếp tục hỗ trợ")
    await customer.say("how much?")
    await customer.gets("You said: how much?")
    assert street.office.stub.texts == ["hello", "how much?"]
    assert wrong == []


async def test_of_two_colleagues_who_press_at_once_one_is_heard(page: Page, browser: Browser, street: Street) -> None:
    customer = await on_platform("fb", street)
    await customer.say("hello")
    await customer.gets("You said: hello")
    other = await browser.new_page(locale="en-GB")
    for number, one in enumerate((page, other)):
        await enter(one, street.office, street.address, "desk")
        await one.goto(f"{street.address}/desk/conversations/fb:{fakes.PAGE}:222")
        await one.get_by_label("Your answer").fill(f"I am {number}")
    for one in (page, other):
        await one.get_by_role("button", name="Take over and send").click()
    await customer.gets("I am 0")
    await expect(other.get_by_role("alert")).to_contain_text("Nothing was sent")
    await expect(other.get_by_text("is answering here")).to_be_visible()
    assert [text for text in street.fake.texts() if text.startswith("I am")] == ["I am 0"]
    await other.context.close()
