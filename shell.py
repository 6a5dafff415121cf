"""Talk with the assistant in the terminal, through the public door like any page."""
import asyncio
import json
import uuid

import aiohttp

from settings import Settings


async def talk(settings: Settings) -> None:
    """Read lines and print answers until an empty line; a number presses that button."""
    url = f"http://127.0.0.1:{settings.port}"
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        await _post(session, f"{url}/chat/start", venue=settings.venue)
        shown = _Shown()
        listening = asyncio.create_task(_listen(session, f"{url}/chat/events", shown))
        await asyncio.sleep(1)
        while line := (await asyncio.to_thread(input, "> ")).strip():
            await _post(session, f"{url}/chat/messages", client_id=uuid.uuid4().hex, **shown.meant(line))
            await asyncio.sleep(0.5)
        listening.cancel()


class _Shown:
    """The buttons on the screen, by their numbers."""

    def __init__(self) -> None:
        self._buttons: list[dict[str, str]] = []

    def show(self, message: dict[str, object]) -> None:
        print(f"\n{message.get('text', '')}".rstrip())
        buttons = message.get("buttons")
        if isinstance(buttons, list) and buttons:
            self._buttons = buttons
            for number, button in enumerate(buttons, start=1):
                print(f"  [{number}] {button['title']}")

    def meant(self, line: str) -> dict[str, str]:
        if line.isdigit() and 0 < int(line) <= len(self._buttons):
            return {"button": self._buttons[int(line) - 1]["token"]}
        return {"text": line}


async def _listen(session: aiohttp.ClientSession, url: str, shown: _Shown) -> None:
    async with session.get(url, timeout=aiohttp.ClientTimeout(total=None)) as stream:
        event = ""
        async for raw in stream.content:
            line = raw.decode().rstrip("\n")
            if line.startswith("event:"):
                event = line.removeprefix("event:").strip()
            elif line.startswith("data:") and event in ("", "message"):
                shown.show(json.loads(line.removeprefix("data:")))
            elif not line:
                event = ""


async def _post(session: aiohttp.ClientSession, url: str, **body: str) -> None:
    async with session.post(url, json=body) as response:
        response.raise_for_status()
