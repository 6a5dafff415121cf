"""The desk without the chats: in a process of its own, beside a gateway whose tables it shares."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

from gateway.app import ROOT, Settings
from gateway.assistant import Assistant
from gateway.attention import Attention, Hears
from gateway.bells import Bells
from gateway.channels.setup import Inside
from gateway.channels.threads import Threads
from gateway.conversations import Conversations, Venues
from gateway.database import connect
from gateway.headers import SecurityHeaders
from gateway.modes import Modes
from gateway.pictures import Shown
from gateway.pushes import Pushes
from gateway.store import Store
from gateway.texts import Texts
from gateway.watch import Watch
from spa.sealing import MasterKeys


def inside(
    settings: Settings, venues: Venues, assistant: Assistant, emergencies: Hears, now: Callable[[], datetime]
) -> Inside:
    """What the desk needs of a gateway; nothing in it answers customers by itself."""
    engine = connect(settings.gateway_database_url, MasterKeys(settings.data_keys))
    modes = Modes(engine, timedelta(minutes=settings.person_minutes))
    texts = Texts(ROOT / "responses" / "gateway.yml")
    conversations = Conversations(Store(engine), assistant, texts, venues, now, Attention(modes, emergencies))
    return Inside(
        engine, conversations, Threads(engine), modes, Pushes(engine), assistant, texts, Bells(), _leave_it, now
    )


def application(routes: Sequence[BaseRoute], within: Inside, secure: bool) -> Starlette:
    """The desk's routes with the headers and the mark that the public door has."""
    watch = Watch(within.pushes, within.bells, [])

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        watch.start()
        yield
        within.bells.close()
        await watch.stop()

    app = Starlette(
        routes=[*routes, Route("/mark.svg", _mark), *Shown(within.engine).routes()],
        middleware=[Middleware(SecurityHeaders, secure=secure)],
        lifespan=lifespan,
    )
    app.state.bells = within.bells
    return app


def _leave_it(_conversation: str) -> None:
    """The gateway takes up what is in the tables."""


async def _mark(_request: object) -> Response:
    return FileResponse(ROOT / "widget" / "mark.svg")
