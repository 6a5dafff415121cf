"""Answers are found while somebody types, and copied; the pages on answers are for everybody, with something in them."""

from dataclasses import replace

import pytest
from playwright.async_api import Page

from spa.faq import ratings, taught, unanswered
from spa.faq.content import Content
from spa.staff.rights import ROLES
from spa.store.database import writing
from tests.desk.parts import Office
from tests.desk.test_answers import asked_for
from tests.desk.test_looks import address as address
from tests.desk.test_looks import check, enter
from tests.widget.conftest import browser as browser
from tests.widget.conftest import page as page

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
PIANO = Content(
    {"en": ("Is there a piano?",), "vi": ("Có đàn piano không?",)},
    {"en": "Yes, at {venue}.", "vi": "Dạ có, ở {venue} ạ."},
    "contraindications",
)


def fill(office: Office) -> None:
    """One that waits for a second look, questions without an answer, and what helped."""
    now, house = office.clock(), office.desk.answering.house
    with writing(office.engine) as db:
        one = taught.draft(db, replace(PIANO, topic="rooms"), "staff:9", now)
        taught.edit(db, taught.teach(db, one, house, "staff:9", now), PIANO, "staff:9", now)
        taught.teach(db, taught.get(db, one.id), house, "staff:9", now)
        for words, language in (
            ("is there a lift", "en"),
            ("is there a lift here", "en"),
            ("có thang máy không", "vi"),
        ):
            unanswered.record(db, unanswered.Asked("web:1", "house", "web", language), words, now)
        for helped in (True, False, False):
            ratings.rate(db, ratings.Rating("taught/1", "house", "web", "en", helped), now)


@pytest.mark.parametrize("language", ["en", "vi"])
async def test_the_pages_are_for_everybody(page: Page, office: Office, address: str, language: str) -> None:
    fill(office)
    await enter(page, office, address, *ROLES)
    if language == "vi":
        await page.goto(f"{address}/desk/answers")
        await page.get_by_role("button", name="Tiếng Việt").click()
    wrong = []
    for path in ("not-answered", "taught", "taught/1", "taught/new?asked=1,2", "helped"):
        await page.goto(f"{address}/desk/answers/{path}")
        wrong += await check(page, f"/answers-{path.partition('?')[0]}-{language}")
    assert wrong == []


async def test_answers_come_while_somebody_types(page: Page, office: Office, address: str) -> None:
    await enter(page, office, address, "desk")
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    await page.goto(f"{address}/desk/answers")
    await page.keyboard.type("what do you charge")  # the question has the focus
    best = page.locator("#found article").first
    await best.get_by_role("heading", name="Prices").wait_for()
    await best.get_by_role("button", name="Copy Tiếng Việt").click()
    await best.get_by_text("Copied").wait_for()
    assert "bảng giá" in await page.evaluate("navigator.clipboard.readText()")
    assert await check(page, "/answers-found-en") == []
    assert "what" not in page.url


async def test_what_is_wrong_is_shown_beside_the_form(page: Page, office: Office, address: str) -> None:
    await enter(page, office, address, "desk")
    await page.goto(f"{address}/desk/answers/taught/new")
    await page.get_by_label("How customers ask in English").fill("Is there a piano?")
    await page.get_by_label("How customers ask in Vietnamese").fill("Có piano không?")
    await page.get_by_label("Answer in English").fill("It heals.")
    await page.get_by_label("Answer in Vietnamese").fill("Dạ có.")
    await page.get_by_role("button", name="Teach it").click()
    await page.get_by_role("alert").wait_for()
    assert await page.get_by_label("Answer in English").input_value() == "It heals."
    assert await check(page, "/answers-taught-wrong-en") == []
    await page.get_by_label("Answer in English").fill("Yes.")
    await page.get_by_role("button", name="Teach it").click()
    assert "next message" in await page.get_by_role("status").inner_text()


async def test_an_answer_goes_to_the_customer_with_one_click(page: Page, office: Office, address: str) -> None:
    id = asked_for(office)
    await enter(page, office, address, "desk")
    await page.goto(f"{address}/desk/conversations/{id}")
    await page.get_by_role("link", name="Look an answer up").click()
    await page.get_by_label("The customer's question").fill("what do you charge")
    best = page.locator("#found article").first
    await best.get_by_role("button", name="Send to the customer English").wait_for()
    assert await check(page, "/answers-send-en") == []
    await best.get_by_role("button", name="Send to the customer English").click()
    await page.wait_for_url(f"**/desk/conversations/{id}")
    await page.locator(".talk", has_text="Here are our prices").wait_for()
