"""The page and its chat in a browser, as a customer uses them."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.gateway.parts import Clock, Stub, application, running
from tests.widget.conftest import GREETING, picture, script

pytestmark = pytest.mark.asyncio(loop_scope="session")

VIETNAMESE = "Tôi bị đau lưng, massage được không ạ?"


def said(page: Page, words: str):  # type: ignore[no-untyped-def]
    return page.locator("spa-chat .message", has_text=words)


async def write(page: Page, words: str) -> None:
    await page.get_by_role("textbox").fill(words)
    await page.keyboard.press("Enter")


async def test_the_page_opens_with_the_greeting_and_its_facts(page: Page, address: str) -> None:
    await page.goto(address)
    await expect(said(page, "I am not a doctor")).to_be_visible()
    await expect(page.get_by_role("button", name="Book a massage")).to_be_enabled()
    await expect(page.get_by_role("link", name="Call +84 236 000 0101")).to_have_attribute("href", "tel:+842360000101")
    await expect(page.get_by_text("350,000 VND").first).to_be_visible()
    await expect(page.get_by_role("heading", name="Giờ mở cửa")).to_be_hidden()
    await picture(page, "desktop")


async def test_words_in_vietnamese_turn_everything_vietnamese_and_stay_after_a_reload(page: Page, address: str) -> None:
    await page.goto(address)
    await write(page, VIETNAMESE)
    await expect(said(page, f"» {VIETNAMESE}")).to_be_visible()
    await expect(page.get_by_role("button", name="Gặp nhân viên")).to_be_visible()
    await expect(page.get_by_role("heading", name="Giờ mở cửa")).to_be_visible()
    await page.reload()
    await expect(page.locator("spa-chat .message")).to_have_count(3)
    await expect(said(page, f"» {VIETNAMESE}")).to_be_visible()
    await expect(page.get_by_role("button", name="Gặp nhân viên")).to_be_visible()


async def test_a_choice_is_made_once_and_stays_marked(page: Page, address: str, stub: Stub) -> None:
    await page.goto(address)
    await page.get_by_role("button", name="Prices").click()
    await expect(said(page, "= faq/price")).to_be_visible()
    for _ in range(2):
        chosen = page.locator("spa-chat .choices button.chosen")
        await expect(chosen).to_have_text("Prices")
        await expect(page.get_by_role("button", name="Book a massage")).to_be_disabled()
        await page.reload()
    assert [message.text for message in stub.got] == ["greet", "Prices"]


async def test_a_question_answered_in_words_is_not_answered_by_a_tap_as_well(page: Page, address: str) -> None:
    await page.goto(address)
    await page.get_by_role("button", name="Book a massage").click()
    await expect(page.get_by_role("button", name="I agree")).to_be_enabled()
    await write(page, "yes please")
    await expect(page.get_by_role("button", name="I agree")).to_be_disabled()


async def test_a_picture_tells_what_it_shows_and_only_addresses_become_links(page: Page, address: str) -> None:
    await page.goto(address)
    await page.get_by_role("button", name="Acupoints").click()
    image = page.get_by_role("img", name="Drawing of a back")
    await expect(image).to_be_visible()
    assert await image.evaluate("image => image.complete || new Promise(done => image.onload = () => done(true))")
    link = page.get_by_role("link", name="https://spa.example/points")
    await expect(link).to_have_attribute("href", "https://spa.example/points")
    await write(page, "javascript:alert(1) <img src=x onerror=alert(1)>")
    answer = said(page, "» javascript:alert(1) <img src=x onerror=alert(1)>")
    await expect(answer).to_be_visible()
    assert await answer.locator("a, img").count() == 0


async def test_the_language_can_be_switched(page: Page, address: str) -> None:
    await page.goto(address)
    await expect(said(page, "I am not a doctor")).to_be_visible()
    await page.get_by_role("button", name="Tiếng Việt").click()
    await expect(said(page, GREETING["vi"].splitlines()[0])).to_be_visible()
    await expect(page.get_by_placeholder("Hỏi hoặc đặt lịch…")).to_be_visible()
    await expect(page.locator("html")).to_have_attribute("lang", "vi")


async def test_after_a_switch_of_language_the_answer_is_in_sight(page: Page, address: str) -> None:
    await page.set_viewport_size({"width": 1280, "height": 500})
    await page.goto(address)
    for number in range(3):
        await write(page, f"line {number}")
        await expect(said(page, f"» line {number}")).to_be_visible()
    await page.locator("spa-chat .log").evaluate("log => log.scrollTop = 0")
    await page.get_by_role("button", name="Tiếng Việt").click()
    await expect(said(page, GREETING["vi"].splitlines()[0])).to_be_in_viewport(ratio=1)


async def test_a_long_list_shows_only_what_was_chosen_once_it_is_answered(page: Page, address: str) -> None:
    await page.goto(address)
    await write(page, "which of these?")
    await page.get_by_role("button", name="Choice 4").click()
    await expect(page.get_by_role("button", name="Choice")).to_have_count(1)
    await expect(page.locator("spa-chat .choices button.chosen")).to_have_text("Choice 4")


async def test_an_input_method_may_use_enter_for_itself(page: Page, address: str, stub: Stub) -> None:
    await page.goto(address)
    box = page.get_by_role("textbox")
    await box.fill("đau")
    for composing in ({"isComposing": True}, {"keyCode": 229}):
        await box.dispatch_event("keydown", {"key": "Enter", **composing})
    await expect(box).to_have_value("đau")
    await box.press("Shift+Enter")
    await expect(box).to_have_value("đau\n")
    await box.press("Enter")
    await expect(said(page, "» đau")).to_be_visible()
    assert len(stub.got) == 2


async def test_what_is_written_without_a_connection_arrives_once_it_is_back(
    page: Page, address: str, stub: Stub
) -> None:
    await page.goto(address)
    await expect(said(page, "I am not a doctor")).to_be_visible()
    await page.context.set_offline(True)
    await write(page, "are you there?")
    await expect(said(page, "Not sent yet")).to_be_visible()
    await page.context.set_offline(False)
    await expect(said(page, "» are you there?")).to_be_visible(timeout=15_000)
    await expect(said(page, "Not sent yet")).to_have_count(0)
    assert stub.texts == ["are you there?"]


async def test_what_could_not_be_sent_is_sent_after_a_reload(page: Page, address: str, stub: Stub) -> None:
    await page.goto(address)
    await expect(said(page, "I am not a doctor")).to_be_visible()
    await page.route("**/chat/messages", lambda route: route.abort())
    await write(page, "keep this")
    await expect(said(page, "Not sent yet")).to_be_visible()
    await page.unroute("**/chat/messages")
    await page.reload()
    await expect(said(page, "» keep this")).to_be_visible()
    assert stub.texts == ["keep this"]


async def test_a_restart_of_the_server_loses_nothing(page: Page, tmp_path: Path) -> None:
    stub, clock, url = Stub(script), Clock(), f"sqlite:///{tmp_path}/gateway.db"
    async with running(application(stub, clock, gateway_database_url=url)) as address:
        await page.goto(address)
        await expect(said(page, "I am not a doctor")).to_be_visible()
    await write(page, "is anybody there?")
    await expect(said(page, "Not sent yet")).to_be_visible()
    port = int(address.rpartition(":")[2])
    async with running(application(stub, clock, gateway_database_url=url), port):
        await expect(said(page, "» is anybody there?")).to_be_visible(timeout=15_000)
        await expect(page.locator("spa-chat .message")).to_have_count(3)


async def test_a_person_can_always_be_asked_for(page: Page, address: str) -> None:
    await page.goto(address)
    await page.get_by_role("button", name="Talk to a person").click()
    await expect(said(page, "= talk_to_human")).to_be_visible()
    await page.reload()
    await expect(page.locator("spa-chat .guest", has_text="Talk to a person")).to_be_visible()


async def test_the_newest_words_stay_in_sight(page: Page, address: str, stub: Stub) -> None:
    await page.goto(address)
    for number in range(12):
        await write(page, f"line {number}")
        await expect(said(page, f"» line {number}")).to_be_in_viewport()
    stub.gate.clear()
    await write(page, "the last")
    await expect(page.locator("spa-chat .typing")).to_be_visible()
    await page.set_viewport_size({"width": 1280, "height": 500})
    await expect(said(page, "the last")).to_be_in_viewport(ratio=1)
    stub.gate.set()
    await expect(said(page, "» the last")).to_be_in_viewport(ratio=1)


async def test_keyboard_alone_is_enough(page: Page, address: str) -> None:
    await page.goto(address)
    button = page.get_by_role("button", name="Book a massage")
    await button.focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="I agree")).to_be_visible()
    await expect(page.get_by_role("textbox")).to_be_focused()


@pytest.mark.parametrize("width", [390, 320])
async def test_a_phone_shows_all_of_it_without_sideways_scrolling(browser: Browser, address: str, width: int) -> None:
    page = await browser.new_page(locale="vi-VN", viewport={"width": width, "height": 800}, has_touch=True)
    await page.goto(f"{address}/danang_reviews")
    await page.get_by_role("button", name="Đặt lịch").tap()
    await expect(page.get_by_role("button", name="Đồng ý")).to_be_visible()
    await picture(page, f"phone-{width}")
    await write(page, "Tôi đau ngực")
    await expect(page.locator("spa-chat .urgent").get_by_role("link", name="115")).to_have_attribute("href", "tel:115")
    await picture(page, f"phone-{width}-urgent")
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
    small = await page.evaluate(
        "[...document.querySelector('spa-chat').shadowRoot.querySelectorAll('button, a:not(.text a)')]"
        ".filter(e => e.offsetHeight && (e.offsetHeight < 24 || e.offsetWidth < 24)).map(e => e.outerHTML)"
    )
    assert small == []
    await page.context.close()
