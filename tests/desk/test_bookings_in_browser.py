"""The plan in a real browser: a visit is dragged and moved by keyboard, a day is closed, and every page is for everybody."""

import pytest
from playwright.async_api import Page, expect

from spa.staff import accounts
from spa.store.database import writing
from tests.desk.parts import Office
from tests.desk.test_looks import address as address
from tests.desk.test_looks import check, enter
from tests.spa.house import WITH_AN, House, at
from tests.widget.conftest import browser as browser
from tests.widget.conftest import page as page

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
TEN = "2026-11-28 10:00"
SATURDAY = "/desk/plan?day=2026-11-28"


@pytest.fixture
def house(office: Office) -> House:
    return House(office.engine)


async def test_a_visit_is_dragged_to_another_time_and_person(
    page: Page, office: Office, house: House, address: str
) -> None:
    made = house.book(TEN, wish=WITH_AN)
    await enter(page, office, address, "desk")
    await page.goto(f"{address}{SATURDAY}")
    await page.drag_and_drop(f'[data-visit="{made.id}"]', '[data-start="2026-11-28T14:00"][data-row="house.binh"]')
    await expect(page.get_by_role("status")).to_have_text("Moved.")
    moved = house.read(made)
    assert (moved.start, moved.therapist_ids) == (at("2026-11-28 14:00"), ("house.binh",))


async def test_an_open_plan_shows_what_a_colleague_does_and_can_be_dragged_on(
    page: Page, office: Office, house: House, address: str
) -> None:
    made = house.book(TEN, wish=WITH_AN)
    await enter(page, office, address, "desk")
    await page.goto(f"{address}{SATURDAY}")
    other = await page.context.new_page()
    await other.goto(f"{address}/desk/visits/{made.id}")
    await other.get_by_label("Time", exact=True).fill("12:00")
    await other.get_by_role("button", name="Move").click()
    await expect(other.get_by_role("status")).to_have_text("Moved.")
    await expect(page.locator("a.visit strong")).to_have_text("12:00")
    await page.drag_and_drop(f'[data-visit="{made.id}"]', '[data-start="2026-11-28T15:00"][data-row="house.an"]')
    await expect(page.get_by_role("status")).to_have_text("Moved.")
    assert house.read(made).start == at("2026-11-28 15:00")


async def test_a_visit_is_moved_by_the_keyboard_alone(page: Page, office: Office, house: House, address: str) -> None:
    made = house.book(TEN, wish=WITH_AN)
    await enter(page, office, address, "desk")
    await page.goto(f"{address}{SATURDAY}")
    await page.locator(f'a.visit[href="/desk/visits/{made.id}"]').focus()
    await page.keyboard.press("Enter")
    await page.get_by_label("Time", exact=True).fill("20:30")
    await page.get_by_label("Time", exact=True).press("Enter")
    await expect(page.get_by_role("alert")).to_have_text("This is outside of the opening hours.")
    await page.get_by_label("Time", exact=True).fill("16:30")
    await page.get_by_label("Time", exact=True).press("Enter")
    await expect(page.get_by_role("status")).to_have_text("Moved.")
    assert house.read(made).start == at("2026-11-28 16:30")


async def test_a_day_is_closed_and_what_stands_there_is_shown(
    page: Page, office: Office, house: House, address: str
) -> None:
    made = house.book(TEN)
    await enter(page, office, address, "desk")
    await page.goto(f"{address}/desk/roster")
    form = page.locator('form[action="/desk/roster/close-day"]')
    await form.get_by_label("Day").fill("2026-11-28")
    await form.get_by_label("Reason in English").fill("repairs")
    await form.get_by_label("Reason in Vietnamese").fill("sửa chữa")
    await form.get_by_role("button").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Saved: some visits no longer fit")
    assert await check(page, "/roster-left") == []
    await page.get_by_role("link", name=made.code).click()
    await page.get_by_role("button", name="Cancel this booking").click()
    await expect(page.get_by_role("status")).to_have_text("Cancelled.")
    assert house.read(made).status == "cancelled"


async def test_a_caller_is_asked_and_booked(page: Page, office: Office, house: House, address: str) -> None:
    await enter(page, office, address, "desk")
    await page.goto(f"{address}/desk/visits/new?day=2026-11-28")
    await page.get_by_label("Name").fill("Lan")
    await page.get_by_label("Phone").fill("0905 123 456")
    await page.get_by_role("button", name="Show free times").click()
    assert await check(page, "/visits-new") == []
    await page.get_by_role("button", name="Saturday 28 November, 10:00").click()
    assert await check(page, "/visits-consent") == []
    await page.get_by_role("button", name="Send the link").click()
    assert await check(page, "/visits-links") == []
    assert "/questions/" in await page.get_by_label("Link of guest 1").input_value()
    await page.get_by_role("link", name="Back to the questions").click()
    await expect(page.get_by_role("listitem").filter(has_text="not answered yet")).to_be_visible()
    await page.get_by_role("button", name="Everybody agrees", exact=True).click()
    assert await check(page, "/visits-questions") == []
    for group in await page.get_by_role("group").all():
        await group.locator('input[value="no"]').check()
    await page.get_by_role("button", name="Go on", exact=True).click()
    assert await check(page, "/visits-ready") == []
    await page.get_by_role("button", name="Confirm").click()
    await expect(page.get_by_role("status")).to_have_text("Booked.")


@pytest.mark.parametrize("language", ["en", "vi"])
async def test_the_busy_pages_are_for_everybody(
    page: Page, office: Office, house: House, address: str, language: str
) -> None:
    made = house.book(TEN, wish=WITH_AN)
    house.note(made, "rise_slowly")
    await enter(page, office, address, "desk", "owner")
    with writing(office.engine) as db:
        accounts.set_language(db, 1, language)
    wrong = []
    rest = ("/plan/week?day=2026-11-28", f"/visits/{made.id}", "/roster/house.an", "/venue")
    for path in ("/plan?day=2026-11-28", "/plan?day=2026-11-28&by=rooms", *rest):
        await page.goto(f"{address}/desk{path}")
        wrong += await check(page, f"{path}-{language}".replace("?", "-"))
    assert wrong == []
