"""Tells an open page that what it shows has changed, whichever process changed it: a look a second, the inbox's for all."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response, StreamingResponse

from desk.shared import EVERY
from desk.visit import Visit
from spa.staff import sessions
from spa.store.database import reading

SESSION_EVERY = 20  # looks, after which it is also looked whether the session still is

Look = Callable[[], Awaitable[str]]


def stream(visit: Visit, look: Look) -> Response:
    """Say "changed" whenever the look finds something else; end with the session or the server."""
    if visit.request.headers.get("accept") != "text/event-stream":
        raise HTTPException(406)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(_changes(visit, look), media_type="text/event-stream", headers=headers)


async def _changes(visit: Visit, look: Look) -> AsyncIterator[str]:
    bells, seen, looks = visit.desk.inside.bells, await look(), 0
    yield "retry: 2000\n\nevent: changed\ndata: \n\n"  # something may have changed since the page was made
    while not bells.closed:
        await asyncio.sleep(EVERY)
        looks += 1
        if looks % SESSION_EVERY == 0:
            if not await run_in_threadpool(_is_in, visit):
                return
            yield ": still here\n\n"
        found = await look()
        if found != seen:
            seen = found
            yield "event: changed\ndata: \n\n"


def _is_in(visit: Visit) -> bool:
    with reading(visit.desk.engine) as db:
        return sessions.find(db, visit.key, visit.desk.lifetime, visit.desk.now()) is not None
