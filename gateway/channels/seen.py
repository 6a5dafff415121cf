"""Shows customers that their message has arrived, beside everything else: nobody waits for it, and it may fail."""

import asyncio
from collections.abc import Mapping, Sequence

from gateway.channels.platform import Platform

AT_ONCE = 50


class Seen:
    def __init__(self, platforms: Mapping[str, Platform]) -> None:
        self._platforms = platforms
        self._tasks: set[asyncio.Task[None]] = set()

    def show(self, conversations: Sequence[str]) -> None:
        """With too many at once the rest go without: a platform that is slow now is slow for the answers too."""
        for conversation in conversations:
            channel, account, customer = conversation.split(":")
            if len(self._tasks) < AT_ONCE and channel in self._platforms:
                showing = self._platforms[channel].show_seen(account, customer)
                task = asyncio.get_running_loop().create_task(showing)
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
