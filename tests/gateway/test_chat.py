"""The chat over HTTP: identity, acknowledgement, the event stream, limits and headers."""

import asyncio
from pathlib import Path

import aiohttp
import pytest
from yarl import URL

from gateway.limits import Limits, Rate
from gateway.messages import Answer, Parse, Reply
from tests.gateway.parts import Clock, Stub, Visitor, application, choices, running


async def test_the_first_visit_is_greeted_and_a_return_is_not(address: str, stub: Stub) -> None:
    async with Visitor(address) as visitor:
        state = await visitor.start(language="vi")
        assert state["language"] == "vi" and state["history"] == [] and state["last"] == "0.1"
        assert state["venue"] == {"id": "lee_spa", "name": "LEE SPA & MASSAGE", "phone": "+84 236 000 0101"}
        await visitor.hear(1)
        again = await visitor.start()
        assert [entry["from"] for entry in again["history"]] == ["assistant"]
        assert len(stub.got) == 1


async def test_what_is_said_is_acknowledged_then_answered(address: str, stub: Stub) -> None:
    async with Visitor(address) as visitor:
        await visitor.start()
        status, body = await visitor.say("Chào em, giá bao nhiêu?", "c1")
        assert (status, body["client_id"]) == (202, "c1")
        assert [message["text"] for message in await visitor.hear(2)] == [
            "You said: greet",
            "You said: Chào em, giá bao nhiêu?",
        ]
        assert await visitor.say("Chào em, giá bao nhiêu?", "c1") == (status, body)
        assert len(stub.got) == 2
        history = (await visitor.start())["history"]
        assert [(entry["from"], entry["text"]) for entry in history][1:] == [
            ("guest", "Chào em, giá bao nhiêu?"),
            ("assistant", "You said: Chào em, giá bao nhiêu?"),
        ]


async def test_the_same_message_twice_at_once_is_kept_and_answered_once(address: str, stub: Stub) -> None:
    async with Visitor(address) as visitor:
        await visitor.start()
        await visitor.hear(1)
        stub.gate.clear()
        acknowledged = await asyncio.gather(*(visitor.say("hello", "same") for _ in range(10)))
        assert acknowledged == [acknowledged[0]] * 10 and acknowledged[0][0] == 202
        stub.gate.set()
        assert [message["text"] for message in await visitor.hear(2)] == ["You said: greet", "You said: hello"]
        assert stub.texts == ["hello"]


async def test_a_typed_command_stays_text(address: str, stub: Stub) -> None:
    async with Visitor(address) as visitor:
        await visitor.start()
        await visitor.post("messages", text='/inform{"pregnancy":"no"}', client_id="c1", parse={"intent": "affirm"})
        await visitor.hear(2)
    assert (stub.got[1].text, stub.got[1].parse) == ('inform{"pregnancy":"no"}', None)


async def test_a_button_is_an_opaque_token_and_is_marked_when_chosen(address: str, stub: Stub) -> None:
    stub.script = lambda message: Answer([Reply("?", "utter_menu", choices(Prices="/faq/price", Book="/book_session"))])
    async with Visitor(address) as visitor:
        await visitor.start()
        [greeting] = await visitor.hear(1)
        assert all(set(button) == {"title", "token"} for button in greeting["buttons"])
        await visitor.post("messages", button=greeting["buttons"][0]["token"], client_id="c1")
        await visitor.hear(2)
        assert stub.got[1].parse == Parse("faq", "faq/price")
        history = (await visitor.start())["history"]
        assert [button["chosen"] for button in history[0]["buttons"]] == [True, False]
        assert (history[1]["kind"], history[1]["text"]) == ("button", "Prices")


async def test_a_person_and_a_language_may_be_asked_for(address: str, stub: Stub) -> None:
    async with Visitor(address) as visitor:
        await visitor.start()
        assert (await visitor.post("messages", ask="person", client_id="c1"))[0] == 202
        assert (await visitor.post("language", language="vi"))[0] == 202
        assert (await visitor.post("language", language="fr"))[0] == 400
        await visitor.hear(3)
    assert [message.parse.intent for message in stub.got if message.parse] == [
        "greet",
        "talk_to_human",
        "change_language",
    ]


async def test_the_stream_goes_on_where_it_stopped(address: str) -> None:
    async with Visitor(address) as visitor:
        await visitor.start()
        for number in range(3):
            await visitor.say(str(number))
        first, second = await visitor.hear(2)
        [third] = await visitor.hear(1, **{"Last-Event-ID": str(second["id"])})
        assert [third] == await visitor.hear(1, after=second["id"])
        assert third["text"] == "You said: 1"
        # what the browser saw last counts more than what the page asked for when it was opened
        assert [third] == await visitor.hear(1, after=0, **{"Last-Event-ID": str(second["id"])})
        assert first["id"] < second["id"] < third["id"]


async def test_the_stream_tells_when_the_assistant_is_typing(address: str, stub: Stub) -> None:
    async with Visitor(address) as visitor:
        await visitor.start()
        await visitor.hear(1)
        stub.gate.clear()
        await visitor.say("hello")
        assert await visitor.hear(1, name="typing") == [{"on": True}]
        stub.gate.set()
        assert len(await visitor.hear(2)) == 2


async def test_two_pages_of_one_visitor_hear_the_same(address: str) -> None:
    async with Visitor(address) as visitor:
        await visitor.start()
        both = asyncio.gather(visitor.hear(2), visitor.hear(2))
        await visitor.say("hello")
        one, other = await both
        assert one == other


async def test_an_acknowledged_message_is_answered_after_a_restart(tmp_path: Path) -> None:
    stub, clock, url = Stub(), Clock(), f"sqlite:///{tmp_path}/gateway.db"
    stub.gate.clear()
    async with running(application(stub, clock, gateway_database_url=url)) as address, Visitor(address) as visitor:
        await visitor.start()
        assert (await visitor.say("before"))[0] == 202
        cookies = visitor.session.cookie_jar.filter_cookies(address)  # type: ignore[arg-type]
    stub.gate.set()
    async with running(application(stub, clock, gateway_database_url=url)) as address, Visitor(address) as visitor:
        visitor.session.cookie_jar.update_cookies({name: cookie.value for name, cookie in cookies.items()})
        heard = [message["text"] for message in await visitor.hear(2)]
    assert heard == ["You said: greet", "You said: before"]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "bad_json"),
        (b"[1]", 400, "bad_json"),
        (b"\xff\xfe", 400, "bad_json"),
        (b"[" * 16_000, 400, "bad_json"),
        (b'{"text": "' + b"a" * 17_000 + b'"}', 413, "too_large"),
        (b'{"text": "hi"}', 400, "bad_client_id"),
        (b'{"text": "hi", "client_id": "../x"}', 400, "bad_client_id"),
        (b'{"text": 5, "client_id": "1"}', 400, "bad_message"),
        (b'{"client_id": "1"}', 400, "bad_message"),
        (b'{"text": "hi", "button": "t", "client_id": "1"}', 400, "bad_message"),
        (b'{"ask": "restart", "client_id": "1"}', 400, "bad_message"),
        (b'{"text": "hi", "client_id": "1", "venue": {}}', 404, "unknown_venue"),
        (b'{"text": "\\ud800 \\u0000", "client_id": "1"}', 202, None),
        (b'{"text": "", "client_id": "1"}', 202, None),
    ],
)
async def test_bad_bodies_are_refused_with_a_reason(address: str, body: bytes, status: int, code: str | None) -> None:
    async with Visitor(address) as visitor:
        await visitor.start()
        async with visitor.session.post(f"{address}/chat/messages", data=body) as response:
            assert response.status == status
            assert (await response.json()).get("error", {}).get("code") == code


async def test_too_many_messages_have_to_wait(stub: Stub) -> None:
    clock = Clock()
    async with running(application(stub, clock, Limits(Rate(8, 1)))) as address, Visitor(address) as visitor:
        await visitor.start()
        assert [(await visitor.say("hi"))[0] for _ in range(9)] == [202] * 8 + [429]
        clock.go_on(seconds=1)
        assert [(await visitor.say("hi"))[0] for _ in range(2)] == [202, 429]
        async with visitor.session.post(f"{address}/chat/messages", json={"text": "a", "client_id": "1"}) as response:
            assert response.headers["Retry-After"] == "1"


async def test_what_is_said_on_one_page_comes_to_the_other_and_both_sides_go_on_where_they_stopped(
    address: str,
) -> None:
    async with Visitor(address) as visitor:
        state = await visitor.start()
        await visitor.say("one", "c1")
        await visitor.say("two", "c2")
        both = await visitor.hear(2, after=state["last"], name="said")
        assert [(one["text"], one["client_id"], one["from"]) for one in both] == [
            ("one", "c1", "guest"),
            ("two", "c2", "guest"),
        ]
        [second] = await visitor.hear(1, after="0.2", name="said")
        assert second["text"] == "two"


async def test_the_page_allows_only_what_is_ours(address: str) -> None:
    async with aiohttp.ClientSession() as session, session.get(f"{address}/lee_spa") as response:
        policy = response.headers["Content-Security-Policy"]
        page = await response.text()
    assert "default-src 'none'" in policy and "unsafe" not in policy and "*" not in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "1 &lt;Sample&gt; Street" in page and "{{" not in page and "style=" not in page and "<script>" not in page


async def test_every_venue_has_its_page_and_nothing_else_has(address: str) -> None:
    async with aiohttp.ClientSession() as session:
        for path, status in (
            ("", 200),
            ("lee_spa", 200),
            ("danang_reviews", 200),
            ("elsewhere", 404),
            ("%2e%2e/settings.py", 404),
        ):
            async with session.get(URL(f"{address}/{path}", encoded=True)) as response:
                assert response.status == status
        async with session.get(f"{address}/chat.js") as response:
            assert response.headers["Content-Type"].startswith("text/javascript")


async def test_health_tells_what_waits(address: str, stub: Stub) -> None:
    async with Visitor(address) as visitor:
        await visitor.start()
        await visitor.hear(1)
        async with visitor.session.get(f"{address}/health") as response:
            assert await response.json() == {"status": "ok", "waiting": 0, "failed": 0}
