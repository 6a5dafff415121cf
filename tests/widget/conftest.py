"""A real browser before the real gateway; only the assistant is a stand-in that follows a script."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright
from yarl import URL

from gateway.messages import Answer, Message, Reply
from tests.gateway.parts import Clock, Stub, application, choices, running

OUTPUT = Path(__file__).parents[1] / "output"
CHROMIUM = "/usr/bin/chromium"
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
CONSENT = {"form": "screening_form", "slot": "consent"}
GREETING = {
    "en": "Hello, I am the automated assistant of the spa. I am not a doctor.\nAsk me anything, or book a time.",
    "vi": "Dạ em chào anh/chị, em là trợ lý tự động của spa, không phải bác sĩ.\nAnh/chị cần hỏi gì hay đặt lịch ạ?",
}
MENU = {
    "en": choices(**{"Book a massage": "/book_session", "Prices": "/faq/price", "Acupoints": "/faq/what_is_acupoints"}),
    "vi": choices(**{"Đặt lịch": "/book_session", "Bảng giá": "/faq/price", "Huyệt": "/faq/what_is_acupoints"}),
}
LIST = choices(**{f"Choice {number}": "/inform" for number in range(1, 13)})


def script(message: Message) -> Answer:
    """A small conversation: greeting, prices, a picture, a question with buttons, an emergency."""
    language = message.metadata["language_hint"]
    parse = message.parse
    if parse is None:
        if message.text.startswith("show "):
            drawing = message.text.removeprefix("show ")
            return Answer([Reply("Here it is.", "utter_faq", image=f"pictures/{drawing}.svg")], language=language)
        if "ngực" in message.text:
            return Answer([Reply("Anh/chị gọi ngay 115 hoặc +84 236 000 0101.", "utter_emergency")], language="vi")
        if "which" in message.text:
            return Answer([Reply("One of these?", "utter_ask_list", LIST)], CONSENT)
        vietnamese = "ạ" in message.text or "lưng" in message.text
        return Answer([Reply(f"» {message.text}", "utter_echo")], language="vi" if vietnamese else language)
    if parse.intent == "change_language":
        language = parse.entities[0]["value"]
    if parse.intent in ("greet", "change_language"):
        return Answer([Reply(GREETING[language], "utter_greet", MENU[language])], language=language)
    if parse.intent == "book_session":
        yes_no = choices(
            **(
                {"Đồng ý": "/give_consent", "Không": "/deny"}
                if language == "vi"
                else {"I agree": "/give_consent", "No": "/deny"}
            )
        )
        return Answer([Reply("May I ask about your health?", "utter_ask_consent", yes_no)], CONSENT)
    if parse.response_key == "faq/what_is_acupoints":
        return Answer(
            [Reply("Here they are. https://spa.example/points.", "utter_faq", image="pictures/acupoints.svg")]
        )
    return Answer([Reply(f"= {parse.response_key or parse.intent}", "utter_done")])


@pytest.fixture
def stub() -> Stub:
    return Stub(script)


@pytest_asyncio.fixture(loop_scope="session")
async def address(stub: Stub) -> AsyncIterator[str]:
    async with running(application(stub, Clock())) as served:
        yield served


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield opened
        await opened.close()


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser) -> AsyncIterator[Page]:
    """A page that fails the test when anything is refused by the policy, thrown, or asked of another host."""
    page = await browser.new_page(locale="en-GB", viewport={"width": 1280, "height": 860})
    page.set_default_timeout(10_000)
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None)
    hosts: set[str] = set()
    page.context.on("request", lambda asked: hosts.add(str(URL(asked.url).host)))
    yield page
    await page.context.close()
    assert wrong == []
    assert hosts <= {"127.0.0.1"}


async def picture(page: Page, name: str) -> None:
    OUTPUT.mkdir(exist_ok=True)
    await page.screenshot(path=OUTPUT / f"{name}.png")
