"""Stand-ins for the parts around the gateway: an assistant that says what it was told to, venues, a clock."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from gateway.assistant import AssistantAway
from gateway.conversations import Conversations, Venues
from gateway.database import connect
from gateway.messages import Answer, Message, Reply
from gateway.store import Store
from gateway.texts import Texts

ROOT = Path(__file__).parents[2]
FACTS = {"venue": "LEE SPA & MASSAGE", "phone": "+84 236 555 0100"}


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 25, 2, 0, tzinfo=timezone.utc)

    def __call__(self) -> datetime:
        return self.now

    def go_on(self, **by: float) -> None:
        self.now += timedelta(**by)


class Stub:
    """Answers with `script(message)`; keeps what it got; can be away, and can be held back by `gate`."""

    def __init__(self, script: Callable[[Message], Answer] | None = None) -> None:
        self.script = script or (lambda message: Answer([Reply(f"You said: {message.text}", "utter_echo")]))
        self.got: list[Message] = []
        self.away = False
        self.gate = asyncio.Event()
        self.gate.set()

    async def answer(self, message: Message) -> Answer:
        await self.gate.wait()
        if self.away:
            raise AssistantAway("stub")
        self.got.append(message)
        return self.script(message)

    @property
    def texts(self) -> list[str]:
        return [message.text for message in self.got if message.text != "greet"]


def choices(**payloads: str) -> list[dict[str, str]]:
    return [{"title": title, "payload": payload} for title, payload in payloads.items()]


def venues() -> Venues:
    return Venues(("lee_spa", "danang_reviews"), lambda venue, language: FACTS)


def conversations(stub: Any, clock: Clock, url: str = "sqlite://") -> Conversations:
    texts = Texts(ROOT / "responses" / "gateway.yml")
    return Conversations(Store(connect(url)), stub, texts, venues(), clock)
