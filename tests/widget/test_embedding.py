"""The launcher on somebody else's page: it works there with and without cookies, and gives nothing to a hostile page."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from gateway.bells import Bells
from tests.gateway.parts import Clock, Stub, application, running
from tests.widget.conftest import picture, script
from tests.widget.test_chat import said, write

pytestmark = pytest.mark.asyncio(loop_scope="session")

PAGE = """<!doctype html><html lang="en"><head><title>Our spa</title><meta name="viewport" content="width=device-width">
<style>html {{ font-size: 62.5% }} body {{ font: 3rem serif; color: red }} * {{ letter-spacing: 9px }}
button {{ display: none }}</style></head>
<body><main><h1>Our spa</h1><p>Welcome.</p></main>
<script src="{chat}/chat.js" data-venue="lee_spa" data-phone="+84 236 000 0101" async></script></body></html>"""
# The line of docs/channels.md, for a page that allows nothing but the chat.
POLICY = "default-src 'none'; script-src {chat}; style-src {chat} 'unsafe-inline'; img-src {chat}; connect-src {chat}"


class Sites:
    """A gateway, and two sites of others: their pages come from another host (`localhost`), one is allowed."""

    def __init__(self, chat: str, allowed: str, foreign: str, stub: Stub, secure: bool) -> None:
        self.chat, self.allowed, self.foreign = chat, allowed, foreign
        self.stub, self.secure = stub, secure


@asynccontextmanager
async def site(chat: dict[str, str]) -> AsyncIterator[str]:
    async def show(_request: Request) -> HTMLResponse:
        return HTMLResponse(PAGE.format(**chat), headers={"Content-Security-Policy": POLICY.format(**chat)})

    app = Starlette(routes=[Route("/", show)])
    app.state.bells = Bells()
    async with running(app) as address:
        yield address.replace("127.0.0.1", "localhost")


@pytest_asyncio.fixture(loop_scope="session", params=["https://chat.example", "http://chat.example"])
async def sites(request: pytest.FixtureRequest) -> AsyncIterator[Sites]:
    """With https the cookie may be kept on other sites; without it none is, and the page holds a bearer."""
    where, stub = dict[str, str](), Stub(script)
    async with site(where) as allowed, site(where) as foreign:
        app = application(stub, Clock(), public_url=request.param, allowed_origins=(allowed,))
        async with running(app) as chat:
            where["chat"] = chat
            yield Sites(chat, allowed, foreign, stub, request.param.startswith("https"))


async def open_chat(page: Page) -> None:
    await page.get_by_role("button", name="Open the chat").click()
    await expect(said(page, "I am not a doctor")).to_be_visible()


async def test_one_line_puts_the_launcher_on_an_allowed_page(page: Page, sites: Sites) -> None:
    await page.goto(sites.allowed)
    launcher = page.get_by_role("button", name="Open the chat")
    await expect(launcher).to_have_attribute("aria-expanded", "false")
    assert (
        await page.evaluate("localStorage.length") == 0 and await page.context.cookies() == []
    )  # nothing before it is wanted
    await picture(page, "launcher")
    await launcher.click()
    await expect(said(page, "I am not a doctor")).to_be_visible()
    await expect(page.get_by_role("textbox")).to_be_focused()
    await write(page, "hello")
    await expect(said(page, "» hello")).to_be_visible()
    letters = "(one) => [getComputedStyle(one).fontSize, getComputedStyle(one).letterSpacing]"
    assert await said(page, "» hello").locator(".text").evaluate(letters) == ["16px", "normal"]
    await picture(page, "panel")
    await page.keyboard.press("Escape")
    await expect(launcher).to_be_focused()
    await expect(page.get_by_role("textbox")).to_be_hidden()


async def test_the_visitor_is_the_same_after_a_reload_with_a_cookie_or_without(page: Page, sites: Sites) -> None:
    await page.goto(sites.allowed)
    await open_chat(page)
    await write(page, "remember me")
    await expect(said(page, "» remember me")).to_be_visible()
    await page.reload()
    await page.get_by_role("button", name="Open the chat").click()
    await expect(said(page, "» remember me")).to_be_visible()
    kept = [key for key in await page.evaluate("Object.keys(localStorage)") if "token" in key]
    cookies = [cookie for cookie in await page.context.cookies() if cookie["name"] == "spa_visitor"]
    if sites.secure:
        assert kept == [] and [(one["sameSite"], one["secure"], one["httpOnly"]) for one in cookies] == [
            ("None", True, True)
        ]
        assert cookies[0].get("partitionKey")
    else:
        assert len(kept) == 1 and cookies == []


async def test_what_came_while_the_panel_was_closed_is_counted_on_the_launcher(page: Page, sites: Sites) -> None:
    await page.goto(sites.allowed)
    await open_chat(page)
    sites.stub.gate.clear()
    await write(page, "hello")
    await page.get_by_role("button", name="Close the chat").last.click()
    sites.stub.gate.set()
    await expect(page.get_by_role("button", name="Open the chat, 1 new")).to_be_visible()
    await expect(page).to_have_title("(1) Our spa")
    await expect(page.get_by_role("status").filter(has_text="Open the chat, 1 new")).to_have_count(1)
    await picture(page, "unread")
    await page.reload()
    await page.get_by_role("button", name="Open the chat, 1 new").click()
    await expect(said(page, "» hello")).to_be_visible()
    await expect(page).to_have_title("Our spa")


async def test_a_confirmation_is_printed_without_the_page_around_the_chat(page: Page, sites: Sites) -> None:
    await page.goto(sites.allowed)
    await open_chat(page)
    await write(page, "booked")
    await expect(said(page, "Your code: K7M2QX")).to_be_visible()
    await page.evaluate("window.print = () => {}")  # no paper here: the sheet is looked at below
    await page.get_by_role("button", name="Print").click()
    await page.emulate_media(media="print")
    await expect(said(page, "Your code: K7M2QX")).to_be_visible()
    for hidden in (page.get_by_text("Welcome."), page.get_by_role("textbox"), said(page, "I am not a doctor")):
        await expect(hidden).to_be_hidden()
    await page.evaluate("dispatchEvent(new Event('afterprint'))")
    await expect(page.get_by_text("Welcome.")).to_be_visible()


async def test_on_a_page_of_somebody_else_nothing_is_said(page: Page, sites: Sites) -> None:
    """A page whose origin is not allowed gets no script of ours, no conversation and no answer, also with a stolen token."""
    await page.goto(sites.allowed)
    await open_chat(page)
    stolen = await page.evaluate("Object.entries(localStorage).find(([key]) => key.includes('token'))?.[1]") or '"x.y"'
    await page.goto(sites.foreign)
    await expect(page.get_by_role("heading", name="Our spa")).to_be_visible()
    assert await page.evaluate("customElements.get('spa-chat')") is None
    attempts = """async ([chat, token]) => {
      const asked = [
        ["start", {}], ["start", {bearer: true}], ["messages", {text: "hi", client_id: "1"}], ["language", {language: "vi"}],
      ].map(([path, body]) => [path, {method: "POST", body: JSON.stringify(body)}]);
      asked.push(["events?venue=lee_spa", {}]);
      const heard = [];
      for (const [path, how] of asked)
        for (const headers of [{}, {Authorization: `Bearer ${token}`}])
          try {
            const answer = await fetch(`${chat}/chat/${path}`, {...how, headers, credentials: "include"});
            heard.push(`${path} ${answer.status} ${await answer.text()}`);
          } catch (error) { /* the browser gives nothing out */ }
      return heard;
    }"""
    assert await page.evaluate(attempts, [sites.chat, stolen.strip('"')]) == []


async def test_a_narrow_page_is_filled_and_breaks_no_rule(page: Page, sites: Sites) -> None:
    await page.set_viewport_size({"width": 320, "height": 640})
    await page.goto(sites.allowed)
    await open_chat(page)
    await write(page, "when")
    await expect(page.locator("spa-chat .hours button").first).to_be_in_viewport(ratio=1)
    assert await page.evaluate("document.documentElement.scrollWidth") <= 320
    found = await Axe().run(page)
    assert [one["id"] for one in found.response["violations"]] == []
    await picture(page, "panel-320")
