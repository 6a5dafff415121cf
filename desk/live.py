"""The stream that tells an open page to fetch its parts anew: it says when, never what."""

import asyncio
from collections.abc import AsyncIterator

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from desk.visit import Visit
from gateway.bells import ALL
from gateway.consumer import wait_for
from spa.staff import sessions
from spa.store.database import reading

HEARTBEAT = 20.0  # seconds, after which it is also looked whether the session still is
PAUSE = 1.0  # seconds between two changes: many messages at once are one look


def stream(visit: Visit, conversation: str = ALL) -> Response:
    """Say "changed" whenever the conversation, or any one, has something new; end with the session."""
    return StreamingResponse(_changes(visit, conversation), media_type="text/event-stream")


async def _changes(visit: Visit, conversation: str) -> AsyncIterator[str]:
    bells = visit.desk.inside.bells
    yield "retry: 2000\n\n"
    with bells.listen(conversation) as bell:
        while not bells.closed and await run_in_threadpool(_is_in, visit):
            await wait_for(bell, HEARTBEAT)
            yield "event: changed\ndata: \n\n" if bell.is_set() else ": still here\n\n"
            bell.clear()
            await asyncio.sleep(0 if bells.closed else PAUSE)


def _is_in(visit: Visit) -> bool:
    with reading(visit.desk.engine) as db:
        return sessions.find(db, visit.key, visit.desk.lifetime, visit.desk.now()) is not None
