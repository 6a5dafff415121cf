"""Every page in a real browser, in both languages, on a screen and on a phone: axe finds nothing, nothing sticks out."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

from desk.pages import PAGES
from spa.staff import accounts, invitations, sessions
from spa.staff.rights import ROLES
from spa.store.database import writing
from tests.desk.parts import PASSWORD, Office, lively
from tests.gateway.parts import running
from tests.spa.house import House
from tests.widget.conftest import browser as browser
from tests.widget.conftest import page as page
from tests.widget.conftest import picture

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
# What stands in the place of a parameter; a page that is not here is a part of another, a file or a stream.
SAMPLES = {
    "/accounts/{id:int}": "/accounts/1",
    "/conversations/{id}": "/conversations/web:lan",
    "/visits/{id:int}": "/visits/1",
    "/visits/{id:int}/ask": "/visits/2/ask",
    "/decisions/{id:int}": "/decisions/2",
    "/roster/{therapist}": "/roster/house.an",
}
SCREENS = {"desk": (1280, 860), "phone": (360, 740)}
SHOWN = [one.path for one in PAGES if "GET" in one.methods and one.needs != "nobody" and one.path != "/"]
WHOLE = [path for path in SHOWN if "{" not in path and not path.endswith(("/events", ".csv", ".json", ".yml", "/part"))]


@pytest_asyncio.fixture(loop_scope="session")
async def address(office: Office) -> AsyncIterator[str]:
    async with running(office.app) as served:
        yield served


async def enter(page: Page, office: Office, address: str, *roles: Any) -> None:
    """Sign somebody in without the form."""
    account = office.account(*roles)
    with writing(office.engine) as db:
        token = sessions.begin(db, account.id, office.clock())
    await page.context.add_cookies([{"name": "desk", "value": token, "url": address}])


async def check(page: Page, name: str) -> list[str]:
    """What is wrong with the page that is open; its picture is kept."""
    wrong = []
    for screen, (width, height) in SCREENS.items():
        await page.set_viewport_size({"width": width, "height": height})
        found = await Axe().run(page)
        wrong += [f"{name} {screen}: {one['id']} {one['nodes'][0]['html']}" for one in found.response["violations"]]
        if await page.evaluate("document.documentElement.scrollWidth") > width:
            wrong.append(f"{name} {screen}: wider than the screen")
        await picture(page, f"desk{name}-{screen}".replace("/", "-"))
    return wrong


@pytest.mark.parametrize("language", ["en", "vi"])
async def test_every_page_is_for_everybody(
    page: Page, office: Office, sqlite_house: House, address: str, language: str
) -> None:
    await lively(office, sqlite_house)
    await enter(page, office, address, *ROLES)
    with writing(office.engine) as db:
        accounts.set_language(db, 1, language)
    wrong = []
    for path in (*WHOLE, *SAMPLES.values()):
        answer = await page.goto(f"{address}/desk{path}")
        assert answer and answer.ok, path
        assert await page.locator("html").get_attribute("lang") == language
        wrong += await check(page, f"{path}-{language}")
    assert wrong == []


@pytest.mark.parametrize("language", ["en", "vi"])
async def test_the_way_in_is_for_everybody(page: Page, office: Office, address: str, language: str) -> None:
    with writing(office.engine) as db:
        link = f"/invitation/{invitations.first_owner(db, office.clock())}"
    wrong = []
    for name, path in {"/sign-in": "/sign-in", "/invitation": link, "/over": "/invitation/used"}.items():
        await page.goto(f"{address}/desk{path}?language={language}")
        wrong += await check(page, f"{name}-{language}")
    assert wrong == []


async def test_the_first_owner_comes_in_and_invites(page: Page, office: Office, address: str) -> None:
    with writing(office.engine) as db:
        link = f"{address}/desk/invitation/{invitations.first_owner(db, office.clock())}"
    await page.goto(link)
    for label, value in {
        "Your name": "Mai",
        "Login": "mai",
        "New password": PASSWORD,
        "The same again": "not it",
    }.items():
        await page.get_by_label(label, exact=True).fill(value)
    await page.get_by_role("button", name="Make my account").click()
    assert "The two are not the same." in await page.get_by_label("The same again").locator("..").inner_text()
    await page.get_by_label("New password", exact=True).fill(PASSWORD)
    await page.get_by_label("The same again").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await page.wait_for_url(lambda url: "invitation" not in url)
    await page.goto(f"{address}/desk/accounts")
    await page.get_by_role("link", name="Invite somebody").click()
    await page.get_by_label("Front desk").check()
    await page.get_by_role("button", name="Make the link").click()
    assert "/desk/invitation/" in await page.get_by_label("Link", exact=True).input_value()
    await page.get_by_role("button", name="Tiếng Việt").click()
    await page.get_by_role("button", name="Đăng xuất").click()
    assert await page.get_by_role("status").inner_text() in ("You are signed out.", "Bạn đã đăng xuất.")
    await page.get_by_label("Login").fill("mai")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Sign in").click()
    await page.goto(f"{address}/desk/me")
    assert await page.get_by_role("heading", level=1).inner_text() == "Tài khoản của tôi"


async def test_the_keyboard_alone_reaches_the_content(page: Page, office: Office, address: str) -> None:
    await enter(page, office, address, *ROLES)
    await page.goto(f"{address}/desk/accounts")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    assert await page.evaluate("document.activeElement.id") == "main"
