"""The questions on health on our own page, as a guest answers them in a browser: by mouse, by keyboard, on a telephone."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from gateway.app import build
from gateway.questions import Questions
from spa.store.database import connect
from tests.gateway.parts import UNLIMITED, Alarm, Clock, PlainSettings, Stub, running, venues
from tests.gateway.test_questions import FACTS, KEPT, PLAIN, READER, RULES, TEXTS, agreed, answers, made
from tests.keys import KEYS
from tests.spa.databases import SqliteDatabases
from tests.spa.house import NOW, House
from tests.widget.conftest import picture

pytestmark = pytest.mark.asyncio(loop_scope="session")

DONE = {"en": "go back to the chat", "vi": "quay lại khung trò chuyện"}
FOCUSED = "[(one = document.activeElement).tagName, one.type, one.value, one.name]"


@pytest.fixture
def house(tmp_path: Path) -> House:
    with SqliteDatabases(tmp_path).prepared(tmp_path) as url:
        return House(connect(url, KEYS))


@pytest_asyncio.fixture(loop_scope="session")
async def link(house: House) -> AsyncIterator[str]:
    ours = Questions(house.engine, RULES, READER, TEXTS, FACTS, KEPT, lambda: NOW)  # type: ignore[arg-type]
    app = build(PlainSettings(), venues(), Stub(), Alarm(), Clock(), UNLIMITED, lambda _: ours.routes())
    async with running(app) as address:
        yield f"{address}{made(house)[0]}"


async def answer(page: Page, question: str, value: str) -> None:
    await page.locator(f'input[name="{question}"][value="{value}"]').first.check()


@pytest.mark.parametrize("language", ["en", "vi"])
async def test_they_are_answered_and_sent_on_a_narrow_telephone(
    page: Page, house: House, link: str, language: str
) -> None:
    await page.set_viewport_size({"width": 320, "height": 720})
    await page.goto(f"{link}?language={language}")
    found = await Axe().run(page)
    assert [one["id"] for one in found.response["violations"]] == []
    assert await page.evaluate("document.documentElement.scrollWidth") <= 320
    await picture(page, f"questions-{language}-320")
    await answer(page, "consent", "yes")
    for question in PLAIN:
        await answer(page, question, "no")
    await page.locator("button").click()
    await expect(page.get_by_text(DONE[language])).to_be_visible()
    assert answers(house) == dict.fromkeys(PLAIN, "no") and agreed(house, 1)
    await picture(page, f"questions-{language}-done")


async def test_the_keyboard_alone_is_enough(page: Page, house: House, link: str) -> None:
    await page.goto(f"{link}?language=en")
    await picture(page, "questions")
    for _ in range(300):
        tag, kind, value, name = await page.evaluate(FOCUSED)
        if tag == "BUTTON":
            break
        if kind == "radio" and value != "no":
            await page.keyboard.press("ArrowDown")
            continue
        if value == "no" or name == "consent":
            await page.keyboard.press("Space")
        await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text(DONE["en"])).to_be_visible()
    assert agreed(house, 1)
