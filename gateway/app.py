"""Puts the public door together from settings, venues, an assistant and a clock; reads no environment."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import BaseRoute
from starlette.types import Receive, Scope, Send

from gateway.assistant import Assistant
from gateway.attention import Attention, Hears
from gateway.bells import Bells
from gateway.channels.setup import Channels, Inside, Setup
from gateway.channels.threads import Threads
from gateway.chat import Chat
from gateway.consumer import Consumer
from gateway.conversations import Conversations, Venues
from gateway.database import connect
from gateway.guard import Guard, Refused, refuse
from gateway.handover import HandOver
from gateway.headers import SecurityHeaders
from gateway.identity import Identity
from gateway.limits import Limits
from gateway.modes import Modes
from gateway.page import Page
from gateway.pictures import Shown
from gateway.pushes import Pushes
from gateway.store import Store
from gateway.texts import Texts
from gateway.turns import turns
from gateway.watch import Watch
from spa.sealing import MasterKeys

ROOT = Path(__file__).parents[1]


class Settings(Protocol):
    """What the gateway needs of the settings."""

    @property
    def venue(self) -> str: ...
    @property
    def gateway_database_url(self) -> str: ...
    @property
    def secret_key(self) -> str: ...
    @property
    def data_keys(self) -> Sequence[str]: ...
    @property
    def allowed_origins(self) -> Sequence[str]: ...
    @property
    def public_url(self) -> str: ...
    @property
    def person_minutes(self) -> int: ...


def build(
    settings: Settings,
    venues: Venues,
    assistant: Assistant,
    emergencies: Hears,
    now: Callable[[], datetime],
    limits: Limits = Limits(),  # noqa: B008 - frozen
    further: Callable[[Inside], Sequence[BaseRoute]] = lambda _: (),
    platforms: Setup | None = None,
) -> Starlette:
    secure = settings.public_url.startswith("https:")
    identity = Identity(settings.secret_key, now)
    texts = Texts(ROOT / "responses" / "gateway.yml")
    engine = connect(settings.gateway_database_url, MasterKeys(settings.data_keys))
    threads, bells, pushes = Threads(engine), Bells(), Pushes(engine)
    modes = Modes(engine, timedelta(minutes=settings.person_minutes))
    conversations = Conversations(Store(engine), assistant, texts, venues, now, Attention(modes, emergencies))
    hand_over = HandOver(modes, pushes, conversations.store.conversation, conversations.text, now)
    mine = turns(engine)
    consumer = Consumer(conversations, bells, turns=mine)
    watch = Watch(pushes, bells, [hand_over.round, consumer.look], mine.shared)
    inside = Inside(engine, conversations, threads, modes, pushes, assistant, texts, bells, consumer.wake, now)
    channels = Channels(platforms, inside) if platforms else None
    guard = Guard(identity, settings.allowed_origins, limits, now)
    chat = Chat(conversations, consumer, pushes, bells, identity, guard, settings.venue, secure)
    app = Starlette(
        routes=[
            *chat.routes(),
            *Shown(engine).routes(),
            *(channels.routes() if channels else ()),
            *further(inside),
            *Page(ROOT / "widget", venues, settings.venue).routes(),
        ],
        middleware=[Middleware(SecurityHeaders, secure=secure), *_cross_origin(settings.allowed_origins)],
        exception_handlers={Refused: refuse},
        lifespan=_lifespan(consumer, bells, watch, channels),
    )
    app.state.bells, app.state.consumer, app.state.channels = bells, consumer, channels
    app.state.hand_over = hand_over
    return app


class CrossOrigin(CORSMiddleware):
    """For the chat alone: no other site reads the staff's pages."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        staff = scope["type"] == "http" and scope["path"].startswith("/desk")
        await (self.app if staff else super().__call__)(scope, receive, send)


def _cross_origin(origins: Sequence[str]) -> list[Middleware]:
    """Other sites that may hold the chat: their pages may read the answers."""
    if not origins:
        return []
    return [
        Middleware(
            CrossOrigin,
            allow_origins=list(origins),
            allow_methods=["GET", "POST"],
            allow_headers=["Authorization", "Content-Type"],
            expose_headers=["Retry-After"],
            allow_credentials=True,
        )
    ]


def _lifespan(
    consumer: Consumer, bells: Bells, watch: Watch, channels: Channels | None
) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        consumer.start()
        watch.start()
        if channels:
            channels.start()
        yield
        bells.close()
        if channels:
            await channels.stop()
        await watch.stop()
        await consumer.stop()

    return lifespan
