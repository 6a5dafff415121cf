"""An open page is told when something is new, and no longer than its session is."""

import asyncio

from starlette.requests import Request

from desk.live import stream
from desk.visit import Visit
from spa.staff import sessions
from spa.store.database import writing
from tests.desk.parts import Office


def visit(office: Office) -> Visit:
    account = office.account("desk")
    with writing(office.engine) as db:
        token = sessions.begin(db, account.id, office.clock())
    return Visit(office.desk, Request({"type": "http", "headers": []}), token, account)


async def test_a_stream_says_when_and_ends_with_the_session(office: Office) -> None:
    asking, bells = visit(office), office.desk.inside.bells
    said = stream(asking).body_iterator
    assert await anext(said) == "retry: 2000\n\n"
    waiting = asyncio.ensure_future(anext(said))
    while not bells.listeners(""):
        await asyncio.sleep(0)
    bells.ring("web:somebody")
    assert await waiting == "event: changed\ndata: \n\n"
    with writing(office.engine) as db:
        sessions.end(db, asking.key)
    bells.ring("web:somebody")
    assert [event async for event in said] == []
