"""One visitor on several pages, a person of the staff who writes, a network that goes away: nothing is lost or doubled."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from gateway.bells import Bells
from gateway.database import connect
from gateway.identity import COOKIE, Identity
from gateway.messages import Reply
from gateway.pushes import Pushes
from tests.gateway.parts import Clock, PlainSettings, Stub, application, running
from tests.keys import KEYS
from tests.widget.conftest import picture, script
from tests.widget.test_chat import said, write

pytestmark = pytest.mark.asyncio(loop_scope="session")

SHOWN = "document.querySelector('spa-chat').shadowRoot.querySelector('.log').innerText"
LAN = {"person": "Lan"}
# As if the customer turned to another page of the browser, and back.
TURNING = """
let isAway = false;
Object.defineProperty(document, "hidden", { get: () => isAway });
Object.defineProperty(document, "visibilityState", { get: () => (isAway ? "hidden" : "visible") });
window.turn = (away) => {
  isAway = away;
  document.dispatchEvent(new Event("visibilitychange"));
};
"""


class House:
    """A running gateway whose database another process, as the staff's desk, writes into."""

    def __init__(self, address: str, url: str, clock: Clock, bells: Bells) -> None:
        self.address, self._bells = address, bells
        self.pushes, self._clock = Pushes(connect(url, KEYS)), clock
        self._number = 0

    async def tell(self, page: Page, words: str) -> None:
        """Lan of the staff writes to whoever has this page open."""
        conversation = await self._conversation(page)
        self._number += 1
        self._clock.go_on(seconds=1)
        now = self._clock()
        terms = ("en", now + timedelta(hours=1), now)
        assert self.pushes.push(f"lan-{self._number}", conversation, Reply(words, custom=LAN), *terms)

    async def until_listening(self, page: Page, number: int) -> None:
        """Until so many pages of whoever has this one open are listening."""
        conversation = await self._conversation(page)
        while self._bells.listeners(conversation) != number:
            await asyncio.sleep(0.01)

    async def _conversation(self, page: Page) -> str:
        cookies = await page.context.cookies()
        token = unquote(next(cookie["value"] for cookie in cookies if cookie["name"] == COOKIE))
        identity = Identity(PlainSettings.secret_key, self._clock)
        return identity.conversation(str(identity.visitor(token)), "lee_spa")


@pytest_asyncio.fixture(loop_scope="session")
async def house(tmp_path: Path) -> AsyncIterator[House]:
    clock, url = Clock(), f"sqlite:///{tmp_path}/gateway.db"
    app = application(Stub(script), clock, gateway_database_url=url)
    async with running(app) as address:
        yield House(address, url, clock, app.state.bells)


async def test_two_pages_of_one_visitor_show_the_same(page: Page, house: House) -> None:
    await page.goto(house.address)
    await expect(said(page, "I am not a doctor")).to_be_visible()
    other = await page.context.new_page()
    await other.goto(house.address)
    await write(page, "hello from the first")
    await other.get_by_role("button", name="Prices").click()
    for one in (page, other):
        await expect(said(one, "» hello from the first")).to_be_visible()
        await expect(said(one, "= faq/price")).to_be_visible()
        await expect(one.locator("spa-chat .chosen")).to_have_text("Prices")
        await expect(one.get_by_role("button", name="Book a massage")).to_be_disabled()
    assert await page.evaluate(SHOWN) == await other.evaluate(SHOWN)


async def test_many_pages_leave_the_browser_its_connections(page: Page, house: House) -> None:
    """A browser has six for a host: of the pages that nobody sees one goes on listening, and its title counts."""
    await page.context.add_init_script(TURNING)
    pages = [page, *[await page.context.new_page() for _ in range(8)]]
    for one in pages:
        await one.goto(house.address)
        await expect(said(one, "I am not a doctor")).to_be_visible()
        await one.evaluate("turn(true)")
    await house.until_listening(page, 1)
    title = await page.title()
    await house.tell(page, "Are you still there?")
    await expect(pages[-1]).to_have_title(f"(1) {title}")
    assert await page.title() == title
    await pages[-1].close()  # another one takes its place
    await house.until_listening(page, 1)
    for one in pages[:-1]:
        await one.evaluate("turn(false)")
        await expect(said(one, "Are you still there?")).to_have_count(1)
        await one.evaluate("turn(true)")
    await page.evaluate("turn(false)")
    await write(page, "yes")
    await expect(said(page, "» yes")).to_be_visible()
    await house.until_listening(page, 2)


async def test_what_a_person_writes_looks_different_and_is_called_by_name(page: Page, house: House) -> None:
    await page.goto(house.address)
    await expect(said(page, "I am not a doctor")).to_be_visible()
    await house.tell(page, "Hi, this is Lan. <b>How</b> may I help?")
    by_lan = page.locator("spa-chat .person", has_text="this is Lan. <b>How</b>")
    await expect(by_lan).to_be_visible()
    await expect(by_lan.locator(".by")).to_contain_text("Lan · our team")
    await expect(page.get_by_text("Lan is answering you")).to_be_visible()
    colour = "(one) => getComputedStyle(one).backgroundColor"
    assistants = said(page, "I am not a doctor").locator(".bubble")
    assert await by_lan.locator(".bubble").evaluate(colour) != await assistants.evaluate(colour)
    await picture(page, "person")
    await page.reload()
    await expect(page.get_by_text("Lan is answering you")).to_be_visible()
    await write(page, "thank you")
    await expect(page.get_by_text("Automated assistant", exact=True)).to_be_visible()


async def test_what_comes_while_nobody_looks_is_shown_and_counted_in_the_title(page: Page, house: House) -> None:
    await page.goto(house.address)
    await expect(said(page, "I am not a doctor")).to_be_visible()
    title = await page.title()
    view = await page.context.new_cdp_session(page)
    await view.send("Emulation.setFocusEmulationEnabled", {"enabled": False})
    elsewhere = await page.context.new_page()
    await elsewhere.bring_to_front()
    assert not await page.evaluate("document.hasFocus()")
    await house.tell(page, "Are you still there?")
    await house.tell(page, "We have a free room now.")
    await expect(page).to_have_title(f"(2) {title}")
    await expect(said(page, "We have a free room now.")).to_have_count(1)
    assert not house.pushes.seen("lan-1")
    async with page.expect_response("**/chat/seen"):
        await elsewhere.close()
        await page.bring_to_front()
        await view.send("Emulation.setFocusEmulationEnabled", {"enabled": True})
        await page.evaluate("dispatchEvent(new Event('focus'))")
    await expect(page).to_have_title(title)
    assert house.pushes.seen("lan-1") and house.pushes.seen("lan-2")


async def test_what_came_while_the_network_was_gone_comes_once_afterwards(page: Page, house: House) -> None:
    await page.goto(house.address)
    await expect(said(page, "I am not a doctor")).to_be_visible()
    await page.context.set_offline(True)
    await write(page, "first")
    await write(page, "second")
    await expect(said(page, "Not sent yet").first).to_be_visible()
    await house.tell(page, "I am here now")
    await page.context.set_offline(False)
    for words in ("» first", "» second", "I am here now"):
        await expect(said(page, words)).to_have_count(1, timeout=20_000)
    await expect(page.locator("spa-chat .guest")).to_have_text(["You: first", "You: second"])
    await page.reload()
    await expect(page.locator("spa-chat .message")).to_have_count(6)


async def test_nothing_moves_while_somebody_reads_back(page: Page, house: House) -> None:
    await page.set_viewport_size({"width": 390, "height": 700})
    await page.goto(house.address)
    for number in range(8):
        await write(page, f"line {number}")
        await expect(said(page, f"» line {number}")).to_be_in_viewport()
    log = page.locator("spa-chat .log")
    await log.evaluate("log => { log.scrollTop = 0 }")
    await house.tell(page, "A word from Lan")
    pill = page.get_by_role("button", name="New message")
    await expect(pill).to_be_visible()
    assert await log.evaluate("log => log.scrollTop") == 0
    await picture(page, "reading-back")
    await pill.click()
    await expect(said(page, "A word from Lan")).to_be_in_viewport(ratio=1)
    await expect(pill).to_be_hidden()


@pytest.mark.parametrize("width", [390, 320])
@pytest.mark.parametrize("asked", ["conditions", "when", "services"])
async def test_on_a_phone_the_newest_question_and_its_choices_are_in_view(
    page: Page, house: House, width: int, asked: str
) -> None:
    await page.set_viewport_size({"width": width, "height": 740})
    await page.goto(house.address)
    await write(page, "hello")
    await expect(said(page, "» hello")).to_be_visible()
    await write(page, asked)
    choices = page.locator("spa-chat .choices.asking")
    await expect(choices.locator("button:enabled").first).to_be_in_viewport(ratio=1)
    await expect(page.locator("spa-chat .message.assistant").last.locator(".bubble")).to_be_in_viewport(ratio=1)
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
    await page.set_viewport_size({"width": width, "height": 420})  # as when the keyboard opens
    await expect(page.get_by_role("textbox")).to_be_in_viewport(ratio=1)
    await expect(page.locator("spa-chat .message.assistant").last.locator(".bubble")).to_be_in_viewport(ratio=1)
    await picture(page, f"keyboard-{asked}-{width}")
