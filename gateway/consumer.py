"""Has waiting messages answered: one at a time in a conversation, many conversations at once."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress

from gateway.bells import Bells
from gateway.conversations import Conversations, Outcome
from gateway.turns import OwnTurns, Turns

log = logging.getLogger(__name__)

# The assistant works through its turns on one core: of many at once all would end together, late, and the customers
# would all come back together too. Few more than it has in hand keep it busy.
AT_ONCE = 6
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
Pause = Callable[[asyncio.Event, float], Awaitable[None]]


async def wait_for(event: asyncio.Event, seconds: float) -> None:
    """Wait until the event is set, at most so long."""
    with suppress(asyncio.TimeoutError):
        await asyncio.wait_for(event.wait(), seconds)


class Consumer:
    """`wake(conversation)` after something was received; a restart takes up what was left."""

    def __init__(
        self, conversations: Conversations, bells: Bells, pause: Pause = wait_for, turns: Turns | None = None
    ) -> None:
        self._conversations = conversations
        self._turns = turns or OwnTurns()
        self._bells = bells
        self._pause = pause
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._busy: set[str] = set()

    def start(self) -> None:
        self._places = asyncio.Semaphore(AT_ONCE)
        self._back = asyncio.Event()
        self._wake_all()

    def look(self) -> None:
        """Take up what another gateway has left."""
        if self._turns.shared:
            self._wake_all()

    async def stop(self) -> None:
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def wake(self, conversation: str) -> None:
        if conversation not in self._tasks:
            task = asyncio.get_running_loop().create_task(self._work(conversation))
            self._tasks[conversation] = task

    def is_busy(self, conversation: str) -> bool:
        """Whether the assistant is working on an answer for this conversation."""
        return conversation in self._busy

    def _wake_all(self) -> None:
        for conversation in self._conversations.store.waiting_conversations():
            self.wake(conversation)

    async def _work(self, conversation: str) -> None:
        try:
            if self._turns.take(conversation):
                await self._answer_all(conversation)
        finally:
            del self._tasks[conversation]

    async def _answer_all(self, conversation: str) -> None:
        try:
            pause = FIRST_PAUSE
            while (outcome := await self._answer(conversation)) is not Outcome.NOTHING:
                pause = await self._after(outcome, pause)
        finally:
            self._turns.leave(conversation)

    async def _answer(self, conversation: str) -> Outcome:
        async with self._places:
            self._show(conversation, busy=True)
            try:
                outcome, _ = await self._conversations.answer_next(conversation)
                return outcome
            except Exception as error:  # the database: nothing is lost, it is tried again
                log.error("conversation waits: %s", type(error).__name__)
                return Outcome.AWAY
            finally:
                self._show(conversation, busy=False)

    async def _after(self, outcome: Outcome, pause: float) -> float:
        if outcome in (Outcome.AWAY, Outcome.AGAIN):
            await self._pause(self._back, pause)
            return min(pause * 2, LONGEST_PAUSE)
        if outcome is Outcome.ANSWERED:
            self._wake_those_who_wait()
        return FIRST_PAUSE

    def _wake_those_who_wait(self) -> None:
        # One answer shows that the assistant is back: nobody sits out a long pause.
        self._back.set()
        self._back = asyncio.Event()

    def _show(self, conversation: str, busy: bool) -> None:
        (self._busy.add if busy else self._busy.discard)(conversation)
        self._bells.ring(conversation)
