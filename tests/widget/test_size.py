"""The chat is small enough for a telephone on a hotel's Wi-Fi, and is sent compressed."""

import gzip

import aiohttp

from bench import weight
from tests.gateway.parts import Clock, Stub, application, running


def test_it_weighs_less_than_twenty_kilobytes() -> None:
    assert weight.gzip_bytes() <= 20 * 1024


def test_nothing_is_weighed_that_is_not_loaded() -> None:
    loaded = "".join(path.read_text(encoding="utf-8") for path in weight.files())
    assert {path.name for path in weight.files() if path.name not in loaded} <= {"chat.js"}


async def test_it_is_sent_compressed() -> None:
    async with running(application(Stub(), Clock())) as address, aiohttp.ClientSession() as session:
        for file in weight.files():
            async with session.get(f"{address}/{file.name}", auto_decompress=False) as response:
                assert response.headers.get("Content-Encoding") == ("gzip" if file.stat().st_size > 500 else None)
                body = await response.read()
                assert (gzip.decompress(body) if file.stat().st_size > 500 else body) == file.read_bytes()
