"""Looks once a second: what another process has put into the outbox wakes the pages, what is overdue is done."""

import asyncio
import logging
from collections.abc import Callable, Sequence

from sqlalchemy.exc import SQLAlchemyError

from gateway.bells import Bells
from gateway.pushes import Pushes

log = logging.getLogger(__name__)

EVERY = 1.0  # seconds


class Watch:
    """One look a second at the last number, whoever listens: less than an open stream of each page would cost."""

    def __init__(
        self, pushes: Pushes, bells: Bells, further: Sequence[Callable[[], None]], answers: bool = False
    ) -> None:
        """`answers`: other gateways answer as well. `further` is done with each look."""
        self._pushes, self._bells, self._further, self._answers = pushes, bells, further, answers
        self._task: asyncio.Task[None] | None = None
        self._last = 0

    def start(self) -> None:
        self._last = self._pushes.last()
        self._task = asyncio.get_running_loop().create_task(self._watch())

    async def stop(self) -> None:
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def look(self) -> None:
        for look in self._further:
            look()
        for number, conversation in self._pushes.after(self._last, self._answers):
            self._last = number
            self._bells.ring(conversation)

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(EVERY)
            try:
                self.look()
            except SQLAlchemyError as error:  # the next look may find the database again
                log.error("what is pushed or overdue waits: %s", type(error).__name__)
