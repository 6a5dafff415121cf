"""The chat is small enough for a telephone on a hotel's Wi-Fi, and is sent compressed."""

import gzip

import aiohttp

from bench import weight
from gateway.files import lean
from tests.gateway.parts import Clock, Stub, application, running


async def test_it_weighs_less_than_twenty_kilobytes() -> None:
    async with running(application(Stub(), Clock())) as address:
        assert 10 * 1024 < await weight.gzip_bytes(address) <= 20 * 1024


def test_nothing_is_weighed_that_is_not_loaded() -> None:
    loaded = "".join(path.read_text(encoding="utf-8") for path in weight.files())
    assert {path.name for path in weight.files() if path.name not in loaded} <= {"chat.js"}


async def test_it_is_sent_compressed_and_once() -> None:
    async with running(application(Stub(), Clock())) as address, aiohttp.ClientSession() as session:
        for file in weight.files():
            async with session.get(f"{address}/{file.name}", auto_decompress=False) as response:
                assert response.headers["Content-Encoding"] == "gzip"
                assert gzip.decompress(await response.read()).decode() == lean(file.read_text(encoding="utf-8"))
                known = {"If-None-Match": response.headers["ETag"]}
            async with session.get(f"{address}/{file.name}", headers=known) as response:
                assert response.status == 304


def test_what_is_written_for_us_alone_is_not_sent() -> None:
    written = "// why\nconst a = 1; // here\n\n  /** what */\n  b(); /* c */\n/* d */\n  --e: '//f';\n"
    assert lean(written) == "const a = 1; // here\nb(); /* c */\n--e: '//f';\n"
