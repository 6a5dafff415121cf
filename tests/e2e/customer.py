"""Somebody before the page: presses and types as people do, and reads what is to be seen."""

import re
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Locator, Page

OUTPUT = Path(__file__).parents[1] / "output"


class Customer:
    """Presses and types as people do: only what is to be seen and can be pressed."""

    def __init__(self, page: Page, address: str, called: str) -> None:
        self.page = page
        self._called = called
        self.strangers: list[str] = []  # requests to any other host
        page.on("request", lambda asked: asked.url.startswith(address) or self.strangers.append(asked.url))

    async def press(self, *names: str) -> None:
        """One after the other. A service's name is followed by its length and price."""
        for name in names:
            whole = re.compile(rf"^{re.escape(name)}( · .*)?$")
            await self.page.get_by_role("button", name=whole, disabled=False).last.click()

    async def press_first_time(self) -> None:
        """The first free time that is offered."""
        await self.page.locator("spa-chat .choices button:enabled", has_text=":").first.click()

    async def tick(self, *names: str) -> None:
        """Several of the list, sent at once."""
        for name in names:
            await self.page.get_by_label(name).check()
        await self.page.locator("spa-chat .done").click()

    async def reach(self, name: str) -> None:
        """With the keyboard alone: go to a button and press it."""
        focused = "document.querySelector('spa-chat').shadowRoot.activeElement"
        choices = self.page.locator("spa-chat .choices button:enabled")
        await choices.filter(has_text=re.compile(rf"^{re.escape(name)}$")).last.wait_for()
        for _ in range(80):
            await self.page.keyboard.press("Shift+Tab")
            if await self.page.evaluate(f"{focused}?.textContent") == name:
                await self.page.keyboard.press("Enter")
                return
        raise AssertionError(f"Tab does not reach {name}")

    async def type(self, words: str) -> None:
        await self.page.get_by_role("textbox").fill(words)
        await self.page.keyboard.press("Enter")

    def told(self, words: str) -> Locator:
        return self.page.locator("spa-chat .assistant", has_text=words).last

    async def picture(self, name: str) -> None:
        OUTPUT.mkdir(exist_ok=True)
        await self.page.screenshot(path=OUTPUT / f"{self._called}-{name}.png")


async def visit(browser: Browser, address: str, locale: str, width: int, height: int = 844, **screen: Any) -> Customer:
    """Open the page of a venue, in a browser of its own."""
    context = await browser.new_context(locale=locale, viewport={"width": width, "height": height}, **screen)
    page = await context.new_page()
    page.set_default_timeout(20_000)
    house, _, venue = address.rpartition("/")
    customer = Customer(page, house, f"booking-{locale}-{venue}")
    await page.goto(address)
    return customer
