"""Wakes the open streams of a conversation when there is something new, so that nobody asks again and again."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

ALL = ""  # whoever listens to it hears every conversation


class Bells:
    def __init__(self) -> None:
        self._listening: defaultdict[str, set[asyncio.Event]] = defaultdict(set)
        self.closed = False

    @contextmanager
    def listen(self, conversation: str) -> Iterator[asyncio.Event]:
        bell = asyncio.Event()
        self._listening[conversation].add(bell)
        try:
            yield bell
        finally:
            self._listening[conversation].discard(bell)
            if not self._listening[conversation]:
                del self._listening[conversation]

    def listeners(self, conversation: str) -> int:
        return len(self._listening.get(conversation, ()))

    def ring(self, conversation: str) -> None:
        for bell in (*self._listening.get(conversation, ()), *self._listening.get(ALL, ())):
            bell.set()

    def close(self) -> None:
        """End every stream: the server is stopping."""
        self.closed = True
        for conversation in list(self._listening):
            self.ring(conversation)
