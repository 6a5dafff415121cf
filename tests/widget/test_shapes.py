"""Every shape of a message: lists to tick, days and hours to pick, cards, links, a person's words, a sheet of paper."""

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, expect

from tests.gateway.parts import Stub
from tests.widget.conftest import CONDITIONS, picture
from tests.widget.test_chat import said, write

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_several_conditions_are_ticked_and_sent_at_once(page: Page, address: str, stub: Stub) -> None:
    await page.goto(address)
    await write(page, "conditions")
    send = page.locator("spa-chat .done")
    await expect(send).to_be_disabled()
    for name in ("Diabetes", "Shingles"):
        await page.get_by_label(name).check()
    await expect(send).to_have_text("Send (2)")
    await expect(page.get_by_role("button", name="None of these")).to_be_disabled()
    await picture(page, "ticked")
    await send.click()
    await expect(said(page, "= inform c1 c5")).to_be_visible()
    for _ in range(2):
        await expect(page.locator("spa-chat .choices .chosen")).to_have_text(["Diabetes", "Shingles"])
        await expect(page.locator("spa-chat .guest", has_text="Diabetes, Shingles")).to_be_visible()
        await page.reload()
    assert [message.text for message in stub.got] == ["greet", "conditions", "Diabetes, Shingles"]


async def test_none_of_these_is_one_tap(page: Page, address: str) -> None:
    await page.goto(address)
    await write(page, "conditions")
    await page.get_by_role("button", name="None of these").click()
    await expect(said(page, "= inform no")).to_be_visible()
    await expect(page.get_by_role("checkbox")).to_have_count(0)


async def test_a_day_and_an_hour_are_picked_or_typed(page: Page, address: str, stub: Stub) -> None:
    await page.goto(address)
    await write(page, "when")
    days = page.locator("spa-chat .day")
    await expect(days).to_have_count(3)
    await expect(days.first).to_have_attribute("aria-pressed", "true")
    await expect(page.locator("spa-chat .hours button")).to_have_count(8)
    await days.nth(1).click()
    await expect(page.locator("spa-chat .hours button")).to_have_text(
        ["10:00", "11:30", "14:00", "15:00", "16:30", "18:00"]
    )
    await expect(page.get_by_role("button", name="Join the waiting list")).to_be_enabled()
    await picture(page, "picker")
    await page.get_by_role("button", name="15:00, Sunday 29 November").click()
    await expect(said(page, "= inform 2026-11-29T15:00:00")).to_be_visible()
    assert stub.got[-1].text == "Sunday 29 November, 15:00"
    for _ in range(2):
        await expect(page.locator("spa-chat .choices .chosen")).to_have_text("Sunday 29 November, 15:00")
        await page.reload()
    await write(page, "when")
    await expect(page.locator("spa-chat .day").first).to_be_visible()
    await write(page, "tomorrow at three")
    await expect(said(page, "» tomorrow at three")).to_be_visible()
    await expect(page.locator("spa-chat .day")).to_have_count(0)


async def test_services_are_cards_and_stay_as_what_was_chosen(page: Page, address: str) -> None:
    await page.goto(address)
    await write(page, "services")
    await expect(page.locator("spa-chat .card img").first).to_be_visible()
    await picture(page, "cards")
    await page.get_by_role("button", name="Back massage 60'").click()
    await expect(said(page, "= inform")).to_be_visible()
    await expect(page.locator("spa-chat .choices .chosen")).to_have_text("Back massage · 60' · 350,000 VND")


async def test_a_confirmation_has_its_calendar_file_and_can_be_printed(page: Page, address: str) -> None:
    await page.goto(address)
    await write(page, "booked")
    file = page.get_by_role("link", name="Add to my calendar")
    await expect(file).to_have_attribute("href", "https://spa.example/calendar/booking/x.ics")
    await expect(page.get_by_role("log").get_by_role("link", name="See the map")).to_have_attribute(
        "rel", "noopener noreferrer"
    )
    await expect(page.get_by_text("A trap")).to_have_count(0)
    await picture(page, "booked")
    await page.evaluate("window.print = () => { window.printed = true }")  # no paper here: the sheet is looked at below
    await page.get_by_role("button", name="Print").click()
    assert await page.evaluate("window.printed")
    await page.emulate_media(media="print")
    await expect(said(page, "Your code: K7M2QX")).to_be_visible()
    for hidden in (page.get_by_role("textbox"), said(page, "I am not a doctor"), page.get_by_text("350,000 VND").first):
        await expect(hidden).to_be_hidden()
    await picture(page, "printed")
    await page.evaluate("dispatchEvent(new Event('afterprint'))")
    await expect(said(page, "I am not a doctor")).to_be_visible()


async def test_markup_and_script_in_names_and_answers_are_only_words(page: Page, address: str) -> None:
    await page.goto(address)
    await write(page, "hostile")
    message = page.locator("spa-chat .person")
    await expect(message.locator(".by")).to_contain_text("<img src=x onerror=window.caught=1>")
    await expect(message.locator("img, script, [onerror]")).to_have_count(0)
    await expect(message.locator("a")).to_have_count(1)
    await expect(message.locator("a")).to_have_attribute("href", "https://map.example/")
    await message.locator(".card").click()
    await expect(said(page, "= inform")).to_be_visible()
    for _ in range(2):
        assert await page.evaluate("window.caught") is None
        await page.reload()


@pytest.mark.parametrize("language", ["en", "vi"])
async def test_no_rule_of_accessibility_is_broken(browser: Browser, address: str, language: str) -> None:
    """Page, greeting, list, picker, cards and confirmation, each as it is used, by WCAG 2.2 AA and the best practices."""
    page = await browser.new_page(
        locale={"en": "en-GB", "vi": "vi-VN"}[language], viewport={"width": 1280, "height": 860}
    )
    await page.goto(address)
    await expect(page.locator("spa-chat .choices button").first).to_be_enabled()
    broken = await _broken(page)
    for shape in ("services", "when", "conditions", "booked"):
        await write(page, shape)
        await expect(page.locator("spa-chat .guest")).to_have_count(
            1 + ("services", "when", "conditions", "booked").index(shape)
        )
        await expect(page.locator("spa-chat .assistant")).to_have_count(
            2 + ("services", "when", "conditions", "booked").index(shape)
        )
        if shape == "conditions":
            await page.get_by_label(CONDITIONS[language][1]).check()
        broken |= {f"{shape}: {rule}" for rule in await _broken(page)}
        await picture(page, f"{shape}-{language}")
    await page.context.close()
    assert broken == set()


async def _broken(page: Page) -> set[str]:
    found = await Axe().run(page)
    return {f"{one['id']} {[node['html'][:120] for node in one['nodes']]}" for one in found.response["violations"]}
