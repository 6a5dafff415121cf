"""Whoever never finishes a request is cut off and stands in nobody's way; whoever only listens may listen on."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from urllib.parse import urlsplit

import pytest

from gateway.deadline import LARGEST
from tests.gateway.parts import Clock, Stub, Visitor, application, running

SHORT = 0.5  # seconds
HALF_HEAD = b"POST /chat/start HTTP/1.1\r\nHost: localhost\r\nContent-"
HALF_BODY = b"POST /chat/start HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{"
WHOLE = b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"
REFUSED = (
    b"POST /chat/messages HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n"  # answered before its body came
)

PIECE = b"a" * 65536

Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@pytest.fixture
async def address() -> AsyncIterator[str]:
    async with running(application(Stub(), Clock()), request_within=SHORT) as served:
        yield served


@asynccontextmanager
async def connected(address: str, sent: bytes) -> AsyncIterator[Connection]:
    reader, writer = await asyncio.open_connection(urlsplit(address).hostname, urlsplit(address).port)
    writer.write(sent)
    try:
        yield reader, writer
    finally:
        writer.close()


async def trickle(writer: asyncio.StreamWriter) -> None:
    """Byte after byte, for ever."""
    while True:
        writer.write(b"a")
        await asyncio.sleep(SHORT / 20)


async def end(reader: asyncio.StreamReader) -> bytes:
    """What is read until the server hangs up."""
    try:
        return await asyncio.wait_for(reader.read(), 20 * SHORT)
    except ConnectionResetError:
        return b""


async def test_three_hundred_half_requests_stop_nobody() -> None:
    async with running(application(Stub(), Clock())) as address, AsyncExitStack() as open_all_the_time:
        for sent in (b"", HALF_HEAD, HALF_BODY) * 100:
            await open_all_the_time.enter_async_context(connected(address, sent))
        async with Visitor(address) as visitor:
            await visitor.start()
            assert (await visitor.say("hello"))[0] == 202
            assert [message["text"] for message in await visitor.hear(2)] == ["You said: greet", "You said: hello"]


@pytest.mark.parametrize("sent", [b"", b"G", HALF_HEAD, HALF_BODY, WHOLE + HALF_HEAD], ids=len)
async def test_half_a_request_is_cut_off(address: str, sent: bytes) -> None:
    async with connected(address, sent) as (reader, _):
        answered = await end(reader)
    assert answered.count(b"HTTP/1.1") == sent.count(WHOLE)


@pytest.mark.parametrize("sent", [HALF_HEAD, HALF_BODY, REFUSED], ids=len)
async def test_a_byte_now_and_then_does_not_keep_the_connection(address: str, sent: bytes) -> None:
    async with connected(address, sent) as (reader, writer):
        trickling = asyncio.create_task(trickle(writer))
        await end(reader)
        trickling.cancel()


@pytest.mark.parametrize("sent", [HALF_HEAD + b"X: ", b"GET /", HALF_BODY.replace(b"100", b"9999999")], ids=len)
async def test_an_endless_request_is_cut_off_before_its_time(sent: bytes) -> None:
    async with running(application(Stub(), Clock())) as address, connected(address, sent) as (reader, writer):
        with suppress(ConnectionError):
            for _ in range(2 * LARGEST // len(PIECE)):
                writer.write(PIECE)
                await writer.drain()
        await end(reader)


async def test_who_listens_is_not_cut_off(address: str) -> None:
    async with Visitor(address) as visitor:
        await visitor.start()
        hearing = asyncio.create_task(visitor.hear(2))
        async with connected(address, HALF_HEAD) as (reader, _):
            await end(reader)  # longer than a request may take
        assert not hearing.done()
        await visitor.say("still here?")
        assert (await hearing)[-1]["text"] == "You said: still here?"
