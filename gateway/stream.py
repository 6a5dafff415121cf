"""The way down to a page: server-sent events that go on where the reader stopped."""

import json
from collections.abc import AsyncIterator, Callable
from typing import Any

from gateway.bells import Bells
from gateway.consumer import wait_for
from gateway.history import shown
from gateway.pushes import Pushes
from gateway.store import Store

HEARTBEAT = 20.0
RECONNECT_MS = 2000
MOST = 100


def event(name: str, data: dict[str, Any], id: int | None = None) -> str:
    number = f"id: {id}\n" if id is not None else ""
    return f"{number}event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


class Stream:
    """What one page sees of its conversation. Messages come from the outbox, so none is lost between two streams."""

    def __init__(self, store: Store, pushes: Pushes, bells: Bells, is_busy: Callable[[str], bool]) -> None:
        self._store = store
        self._pushes = pushes
        self._bells = bells
        self._is_busy = is_busy

    async def events(self, conversation: str, last: int) -> AsyncIterator[str]:
        typing = False
        yield f"retry: {RECONNECT_MS}\n\n"
        with self._bells.listen(conversation) as bell:
            while not self._bells.closed:
                bell.clear()
                rows = self._store.outbound_after(conversation, last, MOST)
                news = [event("message", shown(row), row.id) for row in rows]
                last = rows[-1].id if rows else last
                if typing != self._is_busy(conversation):
                    typing = not typing
                    news.append(event("typing", {"on": typing}))
                if news:
                    yield "".join(news)  # at once: each part sent by itself wakes the reader
                self._pushes.mark_seen(conversation, rows)
                if len(rows) < MOST:
                    await wait_for(bell, HEARTBEAT)
                    if not bell.is_set():
                        yield ": still here\n\n"
