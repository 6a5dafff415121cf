"""The inbox and a decision in a real browser: live without reloading, counted in the title, and a visit in the end."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from gateway.messages import Said
from spa import booking
from spa.booking import proposing
from spa.handoff import tell_staff
from spa.store.database import writing
from tests.desk.parts import Office
from tests.desk.test_decisions import TOLD
from tests.desk.test_looks import check, enter
from tests.gateway.parts import running
from tests.spa.house import GUEST, House
from tests.widget.conftest import browser as browser
from tests.widget.conftest import page as page

TONES = """
  window.tones = 0;
  const part = { frequency: {}, gain: { setValueAtTime() {}, exponentialRampToValueAtTime() {} } };
  Object.assign(part, { connect: () => part, start: () => (window.tones += 1), stop() {} });
  window.AudioContext = class { currentTime = 0; createOscillator = () => part; createGain = () => part; };
"""
pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(loop_scope="session")
async def address(office: Office) -> AsyncIterator[str]:
    async with running(office.app) as served:
        yield served


async def test_an_emergency_has_a_sound_of_its_own_and_sounds_can_be_put_off(
    page: Page, office: Office, address: str
) -> None:
    await enter(page, office, address, "desk")
    await page.add_init_script(TONES)
    await page.goto(f"{address}/desk/inbox")
    await page.get_by_role("heading", level=1).click()
    write(office, "My chest hurts", "emergency")
    await expect(page.locator(".tag.urgent", has_text="Emergency")).to_be_visible()
    assert await page.evaluate("tones") == 4
    await page.get_by_role("button", name="Sound on").click()
    write(office, "Is anybody there?")
    await expect(page.locator(".badge")).to_contain_text("2")
    assert await page.evaluate("tones") == 4


def write(office: Office, words: str, kind: str | None = None) -> None:
    """The customer writes; `kind`: the staff are told."""
    store = office.desk.inside.conversations.store
    office.clock.go_on(seconds=1)
    store.open(GUEST, "house", "en", office.clock())
    store.save_silence(store_row(office, store.receive(GUEST, Said(words, "text", words), office.clock())))
    if kind:
        with writing(office.engine) as connection:
            tell_staff(connection, "house", GUEST, kind, office.clock())


def store_row(office: Office, number: int) -> object:
    said, _ = office.desk.inside.conversations.store.history(GUEST)
    return next(row for row in said if row.id == number)


async def test_the_inbox_is_live_and_a_conversation_is_taken_and_given_back(
    page: Page, office: Office, address: str
) -> None:
    await enter(page, office, address, "desk")
    await page.add_init_script(TONES)
    await page.goto(f"{address}/desk/inbox")
    await expect(page.get_by_text("Nobody here at the moment.")).to_be_visible()
    await page.get_by_role("heading", level=1).click()  # a browser makes no sound before
    write(office, "Is anybody there?", "talk_to_human")
    await expect(page.get_by_text("Asked for a person")).to_be_visible()
    await expect(page).to_have_title("(1) Inbox · Staff desk")
    assert await page.evaluate("tones") == 2
    wrong = await check(page, "/inbox-waiting")
    await page.get_by_role("link", name="Guest").click()
    await page.get_by_label("Your answer").fill("a" * 2001)
    await expect(page.get_by_text("2001 signs, goes out as 2 messages")).to_be_visible()
    await page.get_by_label("Your answer").fill("")
    await page.get_by_text("Texts that are ready").click()
    await page.get_by_role("button", name="We call you").click()
    await page.get_by_role("button", name="Take over and send").click()
    await expect(page.locator(".entries .person").last).to_contain_text("One of us will call you shortly")
    write(office, "<b>Thank you</b>")
    await expect(page.locator(".entries .guest").last).to_contain_text("<b>Thank you</b>")
    wrong += await check(page, "/conversation")
    await page.get_by_role("button", name="Give back to the assistant").click()
    await expect(page.get_by_text("The assistant answers again.")).to_be_visible()
    assert wrong == []


@pytest.mark.parametrize("verdict", ["Approve and confirm", "Propose it"])
async def test_a_consultants_decision_ends_in_a_booking(
    page: Page, office: Office, sqlite_house: House, address: str, verdict: str
) -> None:
    now = office.clock()
    held = sqlite_house.hold("2026-11-26 10:00", service="bath_and_massage", now=now)
    sqlite_house.screen(held, outcome="consult", **TOLD)
    booking.await_decision(office.engine, held.id, GUEST, now + timedelta(hours=24), now)
    write(office, "May I come?", "consult")
    await enter(page, office, address, "consultant")
    await page.goto(f"{address}/desk/decisions")
    wrong = await check(page, "/decisions-waiting")
    await page.get_by_role("link", name="Decide").click()
    await expect(page.get_by_text("How many weeks is it?")).to_be_visible()
    wrong += await check(page, "/decision")
    form = page.locator("form", has=page.get_by_role("button", name=verdict))
    await form.get_by_label("Name").fill("Anna Berg")
    await form.get_by_label("Telephone").fill("0905 123 456")
    await form.get_by_label("Note for the therapist").fill("Side position")
    await form.get_by_role("button", name=verdict).click()
    await expect(page.get_by_role("status")).to_be_visible()
    if verdict == "Propose it":
        proposing.accept(office.engine, GUEST, office.clock())
    booked = sqlite_house.read(held)
    assert (booked.status, booked.note) == ("confirmed", "Side position")
    assert wrong == []
