"""Erases a customer who asked the platform for it: at the assistant, in the bookings, and every word in the gateway."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.engine import Connection, Engine

from gateway.assistant import Assistant, AssistantAway, AssistantFailed
from gateway.channels.inbound import Inbound
from gateway.channels.schema import delivery, platform_event, thread
from gateway.messages import Message, Parse
from gateway.schema import attention, button, conversation, inbound, mode_change, outbound, pushed
from gateway.secrecy import KEYS
from gateway.staff.schema import colleague_note, read_until

log = logging.getLogger(__name__)

EVERY = 30.0  # seconds
_WISH = Parse("delete_my_data")


@dataclass(frozen=True)
class Forgetting:
    engine: Engine
    assistant: Assistant
    inbound: Inbound
    erase: Callable[[str, datetime], None]  # what the domain holds of a conversation
    now: Callable[[], datetime]

    async def run(self) -> None:
        while True:
            try:
                await self.round()
            except Exception as error:  # what is still to be erased is erased in the next round
                log.error("erasing waits: %s", type(error).__name__)
            await asyncio.sleep(EVERY)

    async def round(self) -> int:
        """Erase whoever has asked for it; return how many that were. Whom the assistant still knows comes again."""
        done = 0
        for number, name in self.inbound.to_erase():
            try:
                await self._tell_assistant(number, name)
            except AssistantAway:
                log.warning("event %s waits: assistant away", number)
                continue
            except AssistantFailed as error:
                log.error("event %s: the assistant could not forget (%s)", number, error)
            self.erase(name, self.now())
            with self.engine.begin() as db:
                forget(db, name)
            self.inbound.finish(number)
            done += 1
        return done

    async def _tell_assistant(self, number: int, name: str) -> None:
        with self.engine.connect() as db:
            known = db.execute(select(conversation).where(conversation.c.id == name)).first()
        if known:
            told = {"venue": known.venue_id, "channel": name.partition(":")[0], "language_hint": known.language}
            await self.assistant.answer(Message(name, f"erase-{number}", "…", _WISH, {**told, "cut": False}))


def forget(db: Connection, name: str) -> None:
    """Every row of the conversation but the event that asked for it."""
    db.execute(delete(platform_event).where(platform_event.c.conversation == name, platform_event.c.kind != "erase"))
    for table in (
        delivery,
        pushed,
        button,
        thread,
        attention,
        mode_change,
        read_until,
        colleague_note,
        outbound,
        inbound,
    ):
        db.execute(delete(table).where(table.c.conversation == name))
    KEYS.forget(db, name)
    db.execute(delete(conversation).where(conversation.c.id == name))
