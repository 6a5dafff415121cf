"""Delivers what waits for the platforms: in order in a conversation, many conversations at once, none lost."""

import asyncio
import logging
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from gateway.bells import ALL, Bells
from gateway.channels.deliveries import Claim, Deliveries
from gateway.channels.notes import Notes
from gateway.channels.outgoing import Outgoing, Part, Words, outgoing
from gateway.channels.platform import Platform, To
from gateway.channels.problems import WINDOW_CLOSED, ButtonsRefused, InOtherHands, NotNow, Problem, Stopped, Unreachable
from gateway.channels.threads import Threads
from gateway.consumer import wait_for
from gateway.emergency import is_emergency_message
from gateway.modes import ELSEWHERE, Modes

log = logging.getLogger(__name__)

EVERY = 1.0  # seconds: another process may have put something into the outbox, or a pause is over
AT_ONCE = 32
PAUSES = tuple(timedelta(seconds=seconds) for seconds in (2, 5, 15, 60, 300, 900))  # the last one again and again
GIVE_UP_AFTER = timedelta(hours=24)


@dataclass(frozen=True)
class Sender:
    deliveries: Deliveries
    threads: Threads
    modes: Modes
    platforms: Mapping[str, Platform]  # by the beginning of a conversation's id
    notes: Notes
    words: Callable[[str, str], Words]  # of a venue, in a language
    bells: Bells
    now: Callable[[], datetime]

    async def run(self) -> None:
        """Until cancelled or the bells are closed; what is in hand then may be sent again, and is counted."""
        tasks: dict[str, asyncio.Task[None]] = {}
        try:
            with self.bells.listen(ALL) as bell:
                while not self.bells.closed:  # a bell that rings at the same moment may swallow the cancelling
                    bell.clear()
                    self._start(tasks)
                    await wait_for(bell, EVERY)
        finally:
            for task in tasks.values():
                task.cancel()
            await asyncio.gather(*tasks.values(), return_exceptions=True)

    async def drain(self) -> None:
        """Deliver all that is due now."""
        while due := self.deliveries.due(self.now()):
            await asyncio.gather(*map(self._work, due))

    def _start(self, tasks: dict[str, asyncio.Task[None]]) -> None:
        for conversation in [name for name, task in tasks.items() if task.done()]:
            del tasks[conversation]
        try:
            due = self.deliveries.due(self.now(), tasks)
        except Exception as error:  # the database: nothing is lost, the next look may find it again
            log.error("deliveries wait: %s", type(error).__name__)
            return
        for conversation in due[: AT_ONCE - len(tasks)]:
            tasks[conversation] = asyncio.get_running_loop().create_task(self._work(conversation))

    async def _work(self, conversation: str) -> None:
        try:
            while await self._deliver_next(conversation):
                pass
        except Exception as error:  # the row is tried again when its lease is over
            log.error("a delivery waits: %s", type(error).__name__)

    async def _deliver_next(self, conversation: str) -> bool:
        """Deliver one message; False where there is none, or the others have to wait for it."""
        claim = self.deliveries.claim(conversation, self.now())
        if claim is None:
            return False
        message, thread = outgoing(claim.message), self.threads.of(conversation)
        if self._is_silenced(claim, message):
            self.deliveries.give_up(claim, "a person answers")
            return True
        try:
            parts, platform_id = await self._send(claim, message, thread)
        except Problem as problem:
            return self._after(claim, problem)
        except Exception as error:  # a mistake of ours must not hold up what comes after
            log.exception("outbound %s", claim.outbound_id)
            return self._give_up(claim, type(error).__name__)
        self.deliveries.sent(claim, len(parts), platform_id, self.now())
        self._show_menu(claim.conversation, parts, thread)
        return True

    async def _send(self, claim: Claim, message: Outgoing, thread: Any) -> tuple[list[Part], str]:
        platform = self.platforms.get(claim.channel)
        if platform is None:
            raise Stopped("channel is off")
        heard_at = thread.last_inbound_at if thread else None
        to = To(claim.account, claim.customer, heard_at, self.now(), message.person is not None)
        if thread and thread.unreachable:
            raise Unreachable(thread.unreachable)
        platform.check(to)
        return await self._send_parts(claim, message, platform, to)

    async def _send_parts(self, claim: Claim, message: Outgoing, platform: Platform, to: To) -> tuple[list[Part], str]:
        """Go on after what was sent before; where buttons are refused, with a numbered list instead of them."""
        words, sent = self.words(claim.venue_id, claim.language), ""
        parts, number, plain = platform.parts(message, words), claim.done, False
        while number < len(parts):
            try:
                sent = await platform.send(to, parts[number])
            except ButtonsRefused as problem:
                if plain:
                    raise
                log.warning("outbound %s: buttons refused (%s), sent as a list", claim.outbound_id, problem.code)
                parts, plain = platform.parts(message, words, plain=True), True
                number = next((place for place, part in enumerate(parts) if part.numbered), number)
                continue
            number += 1
            if number < len(parts):
                self.deliveries.part_sent(claim, number, sent)
        return parts, sent

    def _show_menu(self, conversation: str, parts: list[Part], thread: Any) -> None:
        """What a typed number stands for from now on."""
        listed = next((part for part in parts if part.numbered), Part())
        if listed.numbered or (thread and thread.menu):
            self.threads.show_menu(conversation, listed.numbered, listed.several)

    def _after(self, claim: Claim, problem: Problem) -> bool:
        log.warning("outbound %s, try %s: %s %s", claim.outbound_id, claim.tries, type(problem).__name__, problem.code)
        if isinstance(problem, NotNow) and self._may_wait(claim, problem):
            self.deliveries.later(claim, self._next_try(claim, problem), problem.code, problem.unsure)
            return False
        if isinstance(problem, Stopped):
            self.deliveries.later(claim, self.now(), problem.code, counted=False)
            if self.deliveries.stop(claim.account_id, problem.code, self.now()):
                self.notes.channel_stopped(claim.venue_id, claim.account_id, problem.code)
            return False
        if isinstance(problem, Unreachable) and problem.code != WINDOW_CLOSED:
            self.threads.lost(claim.conversation, problem.code)
        if isinstance(problem, InOtherHands):
            self.modes.take(claim.conversation, ELSEWHERE, self.now())
        return self._give_up(claim, problem.code)

    def _give_up(self, claim: Claim, why: str) -> bool:
        """Nothing is dropped in silence: a person is told whom to call, or whoever pushed it takes another way."""
        self.deliveries.give_up(claim, why)
        if claim.answers is not None or outgoing(claim.message).person:
            self.notes.undelivered(claim.venue_id, claim.conversation, claim.outbound_id, why)
        return True

    def _is_silenced(self, claim: Claim, message: Outgoing) -> bool:
        """An answer of the assistant while a person answers; an emergency is told in every mode."""
        owed = claim.answers is not None and not is_emergency_message(message.response)
        return owed and self.modes.of(claim.conversation).is_a_persons

    def _may_wait(self, claim: Claim, problem: NotNow) -> bool:
        enough = problem.most is not None and claim.tries >= problem.most
        return not enough and self.now() - claim.at < GIVE_UP_AFTER

    def _next_try(self, claim: Claim, problem: NotNow) -> datetime:
        pause = PAUSES[min(claim.tries, len(PAUSES)) - 1] * random.uniform(1, 1.25)  # not all at the same moment
        return self.now() + max(pause, timedelta(seconds=problem.after))
