"""Whatever is sent to the public door: an acknowledgement and an answer, or a refusal with a reason; never a failure."""

import asyncio
import json
from collections.abc import Callable, Coroutine, Iterator
from contextlib import AsyncExitStack
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from yarl import URL

from gateway.entrance import clean, escape
from tests.gateway.parts import Clock, Stub, Visitor, application, running

PATHS = ("/chat/start", "/chat/messages", "/chat/language")
REFUSALS = {400, 401, 403, 404, 405, 413, 429}
TYPES = ("application/json", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "image/png", "x")
TYPED = (
    "",
    " \n\t ",
    "💆‍♀️🙏🔥",
    "\x00\x07\x1b[31mred\x7f",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "'; DROP TABLE inbound; --",
    '{"text": "hi", "parse": {"intent": "affirm"}}',
    "/restart",
    '/inform{"pregnancy":"no"}',
    "\ud800 alone \udfff",
    "안녕하세요 Здравствуйте مرحبا 你好 ไทย",
    "Z̶̢̛a̸l̷g̵o̶ \u202egnol\u202c \u200b\u2060\ufeff",
    "{venue} {0} %s ${HOME} {{7*7}}",
    "a" * 10_000,
    "ặ" * 10_000,
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
some_of_the_fields = st.fixed_dictionaries(
    {},
    optional={
        **{name: json_values for name in ("text", "button", "ask", "venue", "language")},
        "client_id": json_values | st.just("c1"),
    },
)
any_text = st.text(st.characters(exclude_categories=()), max_size=200)  # lone surrogates as well
latin = st.text(st.characters(max_codepoint=255, exclude_characters="\r\n\0"), max_size=40)


class Door:
    """One visitor at the real server; everything waits in one event loop."""

    def __init__(self, visitor: Visitor, address: str, wait: Callable[[Coroutine[Any, Any, Any]], Any]) -> None:
        self.visitor, self.wait = visitor, wait
        self._address = address
        self.last = 0

    def post(self, path: str, body: bytes, content_type: str = "application/json") -> tuple[int, Any]:
        return self.wait(self._ask("POST", path, data=body, headers={"Content-Type": content_type}))

    def status(self, method: str, path: str, **more: Any) -> int:
        return self.wait(self._ask(method, path, read=False, **more))[0]

    def answer(self) -> str:
        """The next message on the event stream."""
        [message] = self.wait(self.visitor.hear(1, after=self.last))
        self.last = message["id"]
        return str(message["text"])

    async def _ask(self, method: str, path: str, read: bool = True, **more: Any) -> tuple[int, Any]:
        url = URL(f"{self._address}{path}", encoded=True)
        async with self.visitor.session.request(method, url, **more) as response:
            return response.status, json.loads(await response.read()) if read else None


@pytest.fixture(scope="module")
def door() -> Iterator[Door]:
    loop = asyncio.new_event_loop()
    opened = AsyncExitStack()

    async def open_door() -> Door:
        address = await opened.enter_async_context(running(application(Stub(), Clock())))
        visitor = await opened.enter_async_context(Visitor(address))
        made = Door(visitor, address, loop.run_until_complete)
        await visitor.start()
        made.last = (await visitor.hear(1))[0]["id"]
        return made

    yield loop.run_until_complete(open_door())
    loop.run_until_complete(opened.aclose())
    loop.close()


def body_of(text: str) -> bytes:
    return json.dumps({"text": text, "client_id": uuid4().hex}).encode()


@pytest.mark.parametrize("text", TYPED, ids=range(len(TYPED)))
def test_what_is_typed_is_answered_as_text(door: Door, text: str) -> None:
    body = body_of(text)
    status, _ = door.post("/chat/messages", body)
    if len(body) > 16 * 1024:
        assert status == 413
    else:
        assert status == 202
        assert door.answer() == f"You said: {escape(clean(text))[:2000]}"


@given(any_text)
@settings(max_examples=60, deadline=None)
def test_any_text_is_answered_as_text(door: Door, text: str) -> None:
    assert door.post("/chat/messages", body_of(text))[0] == 202
    answer = door.answer()
    assert answer == f"You said: {escape(clean(text))}"
    assert not answer.startswith("You said: /")


@given(st.sampled_from(PATHS), st.binary(max_size=200), st.sampled_from(TYPES))
@settings(max_examples=60, deadline=None)
def test_any_body_is_refused_with_a_reason(door: Door, path: str, body: bytes, content_type: str) -> None:
    status, said = door.post(path, body, content_type)
    assert status in REFUSALS | {200, 202}
    assert status < 400 or (said["error"]["code"] and said["error"]["message"])


@given(st.sampled_from(PATHS), some_of_the_fields)
@example("/chat/messages", {"client_id": "c1", "text": "hi", "venue": ["lee_spa"]})
@example("/chat/start", {"venue": {}, "language": []})
@settings(max_examples=100, deadline=None)
def test_any_json_is_taken_or_refused(door: Door, path: str, data: dict[str, Any]) -> None:
    status, said = door.post(path, json.dumps(data).encode())
    assert status in REFUSALS | {200, 202}, said


@given(st.sampled_from(PATHS), st.sampled_from(("Cookie", "Origin", "Accept-Language", "Content-Type")), latin)
@settings(max_examples=60, deadline=None)
def test_any_header_is_taken_or_refused(door: Door, path: str, name: str, value: str) -> None:
    assert door.status("POST", path, data=b"{}", headers={name: value}) in REFUSALS | {200, 202}


@given(st.binary(max_size=40).map(lambda raw: "".join(f"%{byte:02x}" for byte in raw)))
@example("%00")
@example("pictures/%00.svg")
@example("..%2f..%2fsettings.py")
@example("%ff%fe")
@example("a" * 5000)
@example("chat.js/")
@settings(max_examples=60, deadline=None)
def test_any_path_is_there_or_not(door: Door, path: str) -> None:
    assert door.status("GET", f"/{path}") in {200, 404, 405, 414, 400}


@pytest.mark.parametrize("after", ["-1", "1e9", "9" * 40, "٣", "", "'; --", "\0"])
def test_any_place_in_the_stream_is_taken(door: Door, after: str) -> None:
    assert door.status("GET", f"/chat/events?venue=lee_spa&after={quote(after)}") == 200
