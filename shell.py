"""Talk with the assistant in the terminal, through the public door like any page."""

import asyncio
import json
import threading
import uuid
from collections.abc import AsyncIterator

import aiohttp

from settings import Settings

ANSWER_WITHIN = 30  # seconds; the next line may be typed all the same
COMPLETE_AFTER = 0.2  # seconds without a further message


async def talk(settings: Settings) -> None:
    """Read lines and print answers until an empty line; a number presses that button."""
    url = f"http://127.0.0.1:{settings.port}"
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        await _post(session, f"{url}/chat/start", venue=settings.venue)
        shown = _Shown()
        listening = asyncio.create_task(_listen(session, f"{url}/chat/events", shown))
        await shown.answered()
        async for line in _lines():
            await _post(session, f"{url}/chat/messages", client_id=uuid.uuid4().hex, **shown.meant(line))
            await shown.answered()
        listening.cancel()


class _Shown:
    """What is on the screen: the buttons by their numbers, and whether something came."""

    def __init__(self) -> None:
        self._buttons: list[dict[str, str]] = []
        self._came = asyncio.Event()

    def show(self, message: dict[str, object]) -> None:
        print(f"\n{message.get('text', '')}".rstrip())
        self._came.set()
        buttons = message.get("buttons")
        if isinstance(buttons, list) and buttons:
            self._buttons = buttons
            for number, button in enumerate(buttons, start=1):
                print(f"  [{number}] {button['title']}")

    def meant(self, line: str) -> dict[str, str]:
        self._came.clear()
        if line.isdigit() and 0 < int(line) <= len(self._buttons):
            return {"button": self._buttons[int(line) - 1]["token"]}
        return {"text": line}

    async def answered(self) -> None:
        """Wait for the answer to the end: its messages follow each other at once."""
        if not await self._comes(ANSWER_WITHIN):
            print("\n(No answer yet.)")
        while await self._comes(COMPLETE_AFTER):
            pass

    async def _comes(self, seconds: float) -> bool:
        try:
            await asyncio.wait_for(self._came.wait(), seconds)
        except asyncio.TimeoutError:
            return False
        self._came.clear()
        return True


async def _lines() -> AsyncIterator[str]:
    """Lines as they are typed, until an empty one; a thread that waits for one must not keep the program from ending."""
    loop, typed = asyncio.get_running_loop(), asyncio.Queue[str]()

    def read() -> None:
        try:
            line = input("> ").strip()
        except EOFError:
            line = ""
        loop.call_soon_threadsafe(typed.put_nowait, line)

    while True:
        threading.Thread(target=read, daemon=True).start()
        if not (line := await typed.get()):
            return
        yield line


async def _listen(session: aiohttp.ClientSession, url: str, shown: _Shown) -> None:
    async with session.get(url, timeout=aiohttp.ClientTimeout(total=None)) as stream:
        event = ""
        async for raw in stream.content:
            name, _, value = raw.decode().rstrip("\n").partition(": ")
            if name == "event":
                event = value
            elif name == "data" and event == "message":
                shown.show(json.loads(value))


async def _post(session: aiohttp.ClientSession, url: str, **body: str) -> None:
    async with session.post(url, json=body) as response:
        response.raise_for_status()
