"""A real browser before the real gateway; only the assistant is a stand-in that follows a script."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright
from yarl import URL

from gateway.messages import Answer, Link, Message, More, Reply
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
TIMES = {
    "en": {
        "2026-11-28": "Saturday 28 November",
        "2026-11-29": "Sunday 29 November",
        "2026-12-01": "Tuesday 1 December",
    },
    "vi": {"2026-11-28": "thứ Bảy 28/11", "2026-11-29": "Chủ nhật 29/11", "2026-12-01": "thứ Ba 1/12"},
}
CONDITIONS = {
    "en": ["High blood pressure", "Diabetes", "Epilepsy", "Varicose veins", "A slipped disc", "Shingles"],
    "vi": ["Huyết áp cao", "Tiểu đường", "Động kinh", "Giãn tĩnh mạch", "Thoát vị đĩa đệm", "Zona"],
}
ENDS = {"en": ("None of these", "Not sure"), "vi": ("Không có mục nào", "Không chắc")}
SERVICES = {
    "en": (("Back massage", "60' · 350,000 VND"), ("Six-step treatment", "150' · 750,000 VND")),
    "vi": (("Massage lưng", "60' · 350.000 đ"), ("Liệu trình 6 bước", "150' · 750.000 đ")),
}
BOOKED = "It is booked, Anna. Your code: K7M2QX\n• Back massage, 60 minutes\n• Saturday 28 November, 15:00\n• 1 Sample Street"
LIST = choices(**{f"Choice {number}": "/inform" for number in range(1, 13)})


def times(language: str) -> Reply:
    free = [
        {
            "title": f"{said}, {hour}",
            "payload": f'/inform{{"start": "{day}T{hour}:00"}}',
            "day": day,
            "time": hour,
        }
        for place, (day, said) in enumerate(TIMES[language].items())
        for hour in ("09:00", "10:00", "11:30", "14:00", "15:00", "16:30", "18:00", "20:00")[place : 8 - place]
    ]
    waiting = {"title": "Join the waiting list", "payload": "/join_waitlist"}
    return Reply("When would you like to come?", "utter_ask_start", [*free, waiting], custom={"choices": "times"})


def conditions(language: str) -> Reply:
    listed = [
        {"title": title, "payload": f'/inform{{"answer": "c{place}"}}'}
        for place, title in enumerate(CONDITIONS[language])
    ]
    ends = [{"title": title, "payload": '/inform{"answer": "no"}', "alone": True} for title in ENDS[language]]
    return Reply(
        "Does any of these apply to you?", "utter_ask_conditions", [*listed, *ends], custom={"choices": "multi"}
    )


def cards(language: str) -> Reply:
    services = [
        {
            "title": f"{name} · {detail}",
            "payload": "/inform",
            "name": name,
            "detail": detail,
            "picture": f"pictures/{picture}.svg",
        }
        for (name, detail), picture in zip(SERVICES[language], ("technique_skin", "steps_lee_spa"), strict=True)
    ]
    return Reply("Which massage would you like?", "utter_ask_service", services, custom={"choices": "cards"})


def booked(_language: str) -> Reply:
    links: list[Link] = [
        {"kind": "file", "title": "Add to my calendar", "url": "https://spa.example/calendar/booking/x.ics"},
        {"kind": "link", "title": "See the map", "url": "https://map.example/?q=1"},
        {"kind": "link", "title": "A trap", "url": "javascript:document.title='caught'"},
    ]
    return Reply(BOOKED, "utter_booked", custom={"links": links})


MARKUP = "<img src=x onerror=window.caught=1><script>window.caught=1</script>"


def hostile(_language: str) -> Reply:
    """As if somebody had put it into a venue's file, a name, or an answer."""
    choices = [
        {
            "title": MARKUP,
            "payload": "/inform",
            "name": MARKUP,
            "detail": MARKUP,
            "picture": "javascript:window.caught=1",
        }
    ]
    links: list[Link] = [
        {"kind": "file", "title": MARKUP, "url": "javascript:window.caught=1"},
        {"kind": "link", "title": MARKUP, "url": "data:text/html,<script>window.caught=1</script>"},
        {"kind": "link", "title": MARKUP, "url": "https://map.example/"},
    ]
    more: More = {"choices": "cards", "links": links, "person": MARKUP, "alt": MARKUP}
    return Reply(f"{MARKUP} javascript:alert(1)", "utter_x", choices, "javascript:window.caught=1", more)


SHAPES = {"hostile": hostile, "when": times, "conditions": conditions, "services": cards, "booked": booked}


def script(message: Message) -> Answer:
    """A small conversation: greeting, prices, a picture, a question with buttons, every shape of a message, an emergency."""
    language = message.metadata["language_hint"]
    parse = message.parse
    if parse is None:
        if message.text in SHAPES:
            asked = None if message.text == "booked" else CONSENT
            return Answer([SHAPES[message.text](language)], asked, language)
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
    chosen = [str(entity["value"]) for entity in parse.entities]
    return Answer([Reply(" ".join((f"= {parse.response_key or parse.intent}", *chosen)), "utter_done")])


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
    context = await browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 860})
    page = await context.new_page()
    page.set_default_timeout(30_000)
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None)
    hosts: set[str] = set()
    page.context.on("request", lambda asked: hosts.add(str(URL(asked.url).host)))
    yield page
    await page.context.close()
    assert wrong == []
    assert hosts <= {"127.0.0.1", "localhost"}  # the second is where the tests have pages of others


async def picture(page: Page, name: str) -> None:
    OUTPUT.mkdir(exist_ok=True)
    await page.screenshot(path=OUTPUT / f"{name}.png")
