"""What the chat weighs on its way to a telephone: every file of it as it is sent, compressed."""

from pathlib import Path

import aiohttp

WIDGET = Path(__file__).parents[1] / "widget"
_OF_THE_PAGE = ("page.js", "page.css")  # of our own page alone


def files() -> list[Path]:
    """The scripts and the style that a page loads with the chat."""
    return sorted(path for path in WIDGET.iterdir() if path.suffix in (".js", ".css") and path.name not in _OF_THE_PAGE)


async def gzip_bytes(url: str) -> int:
    """Of all of them together, from a gateway that runs there."""
    async with aiohttp.ClientSession(auto_decompress=False, headers={"Accept-Encoding": "gzip"}) as session:
        return sum([await _bytes(session, f"{url}/{path.name}") for path in files()])


async def _bytes(session: aiohttp.ClientSession, address: str) -> int:
    async with session.get(address) as response:
        response.raise_for_status()
        return len(await response.read())
