"""The way down to a page: server-sent events that go on where the reader stopped."""

import json
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from heapq import merge
from typing import Any

from gateway.bells import Bells
from gateway.consumer import wait_for
from gateway.history import is_seen, shown, told
from gateway.store import Store

HEARTBEAT = 20.0
RECONNECT_MS = 2000
MOST = 100


@dataclass(frozen=True)
class Place:
    """How far a reader has come: the last message to the customer, and the last that the customer said (on any page)."""

    sent: int
    said: int

    def __str__(self) -> str:
        return f"{self.sent}.{self.said}"


def event(name: str, data: dict[str, Any], id: Place | None = None) -> str:
    number = f"id: {id}\n" if id is not None else ""
    return f"{number}event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


class Stream:
    """What one page sees of its conversation. Messages come from inbox and outbox, so none is lost between two streams."""

    def __init__(self, store: Store, bells: Bells, is_busy: Callable[[str], bool]) -> None:
        self._store = store
        self._bells = bells
        self._is_busy = is_busy

    async def events(self, conversation: str, place: Place) -> AsyncIterator[str]:
        typing = False
        yield f"retry: {RECONNECT_MS}\n\n"
        with self._bells.listen(conversation) as bell:
            while not self._bells.closed:
                bell.clear()
                sent = self._store.outbound_after(conversation, place.sent, MOST)
                said = self._store.inbound_after(conversation, place.said, MOST)
                news, place = self._news(sent, said, place)
                if typing != self._is_busy(conversation):
                    typing = not typing
                    news.append(event("typing", {"on": typing}))
                if news:
                    yield "".join(news)  # at once: each part sent by itself wakes the reader
                if max(len(sent), len(said)) < MOST:
                    await wait_for(bell, HEARTBEAT)
                    if not bell.is_set():
                        yield ": still here\n\n"

    def _news(self, sent: Sequence[Any], said: Sequence[Any], place: Place) -> tuple[list[str], Place]:
        """Both sides in the order in which they were said, each with the place that is reached by it."""
        news, ticked = [], self._store.ticked(said)
        for row in _in_order(said, sent):
            if hasattr(row, "message"):
                place = replace(place, sent=row.id)
                news.append(event("message", shown(row), place))
                continue
            place = replace(place, said=row.id)
            if is_seen(row):
                news.append(event("said", told(row, ticked), place))
        return news, place


def _in_order(said: Sequence[Any], sent: Sequence[Any]) -> Iterable[Any]:
    return merge(said, sent, key=lambda row: row.at if hasattr(row, "message") else row.received_at)
