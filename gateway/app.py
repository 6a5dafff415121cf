"""Puts the public door together from settings, venues, an assistant and a clock; reads no environment."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Protocol

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import BaseRoute

from gateway.assistant import Assistant
from gateway.bells import Bells
from gateway.chat import Chat
from gateway.consumer import Consumer
from gateway.conversations import Conversations, Venues
from gateway.database import connect
from gateway.guard import Guard, Refused, refuse
from gateway.headers import SecurityHeaders
from gateway.identity import Identity
from gateway.limits import Limits
from gateway.page import Page
from gateway.pushes import Pushes
from gateway.store import Store
from gateway.texts import Texts
from gateway.watch import Watch

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
    def allowed_origins(self) -> Sequence[str]: ...
    @property
    def public_url(self) -> str: ...


def build(
    settings: Settings,
    venues: Venues,
    assistant: Assistant,
    now: Callable[[], datetime],
    limits: Limits = Limits(),  # noqa: B008 - frozen
    further: Sequence[BaseRoute] = (),
) -> Starlette:
    secure = settings.public_url.startswith("https:")
    identity = Identity(settings.secret_key)
    texts = Texts(ROOT / "responses" / "gateway.yml")
    engine = connect(settings.gateway_database_url)
    conversations = Conversations(Store(engine), assistant, texts, venues, now)
    bells, pushes = Bells(), Pushes(engine)
    consumer = Consumer(conversations, bells)
    guard = Guard(identity, settings.allowed_origins, limits, now)
    chat = Chat(conversations, consumer, pushes, bells, identity, guard, settings.venue, secure)
    app = Starlette(
        routes=[*chat.routes(), *further, *Page(ROOT / "widget", venues, settings.venue).routes()],
        middleware=[Middleware(SecurityHeaders, secure=secure), *_cross_origin(settings.allowed_origins)],
        exception_handlers={Refused: refuse},
        lifespan=_lifespan(consumer, bells, Watch(pushes, bells)),
    )
    app.state.bells = bells
    return app


def _cross_origin(origins: Sequence[str]) -> list[Middleware]:
    """Other sites that may hold the chat: their pages may read the answers."""
    if not origins:
        return []
    return [
        Middleware(
            CORSMiddleware,
            allow_origins=list(origins),
            allow_methods=["GET", "POST"],
            allow_headers=["Content-Type"],
            allow_credentials=True,
        )
    ]


def _lifespan(
    consumer: Consumer, bells: Bells, watch: Watch
) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        consumer.start()
        watch.start()
        yield
        bells.close()
        await watch.stop()
        await consumer.stop()

    return lifespan
