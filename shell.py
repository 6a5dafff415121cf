"""Talk with the assistant in the terminal, through the public door like any page."""

import asyncio
import json
import threading
import uuid
from collections.abc import AsyncIterator

import aiohttp

from settings import Settings

ANSWER_WITHIN = 30  # seconds; the next line may be typed all the same


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
    """What is on the screen: the buttons by their numbers, and whether the answer is complete."""

    def __init__(self) -> None:
        self._buttons: list[dict[str, str]] = []
        self._said, self._complete = False, asyncio.Event()

    def show(self, message: dict[str, object]) -> None:
        print(f"\n{message.get('text', '')}".rstrip())
        self._said = True
        buttons = message.get("buttons")
        if isinstance(buttons, list) and buttons:
            self._buttons = buttons
            for number, button in enumerate(buttons, start=1):
                print(f"  [{number}] {button['title']}")

    def typing(self, on: bool) -> None:
        if self._said and not on:
            self._complete.set()

    def meant(self, line: str) -> dict[str, str]:
        self._said = False
        self._complete.clear()
        if line.isdigit() and 0 < int(line) <= len(self._buttons):
            return {"button": self._buttons[int(line) - 1]["token"]}
        return {"text": line}

    async def answered(self) -> None:
        try:
            await asyncio.wait_for(self._complete.wait(), ANSWER_WITHIN)
        except asyncio.TimeoutError:
            print("\n(No answer yet.)")


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
            elif name == "data" and event == "typing":
                shown.typing(json.loads(value)["on"])


async def _post(session: aiohttp.ClientSession, url: str, **body: str) -> None:
    async with session.post(url, json=body) as response:
        response.raise_for_status()
