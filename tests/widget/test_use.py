"""The chat as people have it before them: an input method, a keyboard alone, pictures, a page that is opened again."""

import unicodedata
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.gateway.parts import Stub
from tests.widget.test_chat import said, write

pytestmark = pytest.mark.asyncio(loop_scope="session")

DRAWINGS = sorted(path.stem for path in Path("widget/pictures").glob("*.svg"))
LOADED = (
    "image => image.complete ? image.naturalWidth : new Promise(done => image.onload = () => done(image.naturalWidth))"
)


async def test_enter_belongs_to_the_input_method_while_it_composes(page: Page, address: str, stub: Stub) -> None:
    """Real composition events, as Telex on a telephone makes them."""
    await page.goto(address)
    await expect(said(page, "I am not a doctor")).to_be_visible()
    box = page.get_by_role("textbox")
    await box.press_sequentially("lưng ")
    method = await page.context.new_cdp_session(page)
    for composed in ("d", "đ", "đau"):
        await method.send(
            "Input.imeSetComposition",
            {"text": composed, "selectionStart": len(composed), "selectionEnd": len(composed)},
        )
    await expect(box).to_have_value("lưng đau")
    await method.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", "key": "Enter", "windowsVirtualKeyCode": 13})
    await expect(page.locator("spa-chat .guest")).to_have_count(0)
    await method.send("Input.insertText", {"text": "đau"})
    await expect(box).to_have_value("lưng đau")
    await box.press("Enter")
    await expect(said(page, "» lưng đau")).to_be_visible()
    assert stub.texts == ["lưng đau"]


async def test_letters_typed_apart_arrive_as_one(page: Page, address: str, stub: Stub) -> None:
    """Some keyboards send a letter and its marks one after the other."""
    await page.goto(address)
    await write(page, unicodedata.normalize("NFD", "Tôi bị đau lưng"))
    await expect(said(page, "» Tôi bị đau lưng")).to_be_visible()
    assert stub.texts == [unicodedata.normalize("NFC", "Tôi bị đau lưng")]


async def test_the_tab_key_reaches_everything(page: Page, address: str) -> None:
    await page.goto(address)
    await expect(page.get_by_role("button", name="Book a massage")).to_be_enabled()
    reached = []
    for _ in range(20):
        await page.keyboard.press("Tab")
        focused = "document.querySelector('spa-chat').shadowRoot.activeElement"
        reached.append(await page.evaluate(f"{focused}?.getAttribute('aria-label') ?? {focused}?.textContent ?? ''"))
    wanted = ("English", "Tiếng Việt", "Call +84 236 000 0101", "Talk to a person", "Book a massage", "Prices")
    assert [name for name in (*wanted, "Conversation", "Write a message", "Send") if name not in reached] == []


async def test_the_dots_are_seen_and_heard_while_an_answer_is_made(page: Page, address: str, stub: Stub) -> None:
    await page.goto(address)
    await expect(said(page, "I am not a doctor")).to_be_visible()
    stub.gate.clear()
    await write(page, "hello")
    await expect(page.locator("spa-chat .typing")).to_be_visible()
    await expect(page.get_by_role("status").filter(has_text="The assistant is writing")).to_have_count(1)
    stub.gate.set()
    await expect(said(page, "» hello")).to_be_visible()
    await expect(page.locator("spa-chat .typing")).to_be_hidden()


@pytest.mark.parametrize("drawing", DRAWINGS)
async def test_a_picture_is_shown_with_words_and_again_after_a_reload(page: Page, address: str, drawing: str) -> None:
    await page.goto(address)
    await write(page, f"show {drawing}")
    for _ in range(2):
        image = page.locator("spa-chat .picture img")
        await expect(image).to_be_visible()
        assert await image.evaluate(LOADED) >= 520
        assert "rawing" in str(await image.get_attribute("alt"))
        await page.reload()


async def test_all_that_was_said_is_there_after_a_reload_as_it_was(page: Page, address: str) -> None:
    await page.goto(address)
    await page.get_by_role("button", name="Book a massage").click()
    await expect(page.get_by_role("button", name="I agree")).to_be_enabled()
    await page.get_by_role("button", name="I agree").click()
    await expect(said(page, "= give_consent")).to_be_visible()
    await write(page, "<b>bold</b> & “quoted”")
    await expect(said(page, "» <b>bold</b>")).to_be_visible()
    shown = "document.querySelector('spa-chat').shadowRoot.querySelector('.log').innerText"
    before = await page.evaluate(shown)
    await page.reload()
    await expect(said(page, "» <b>bold</b>")).to_be_visible()
    assert await page.evaluate(shown) == before
    assert "Book a massage" in before and "<b>bold</b> & “quoted”" in before
