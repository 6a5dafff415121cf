"""Puts the channels together that are on: their doors, one sender for all, and what goes on by the clock."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.engine import Engine
from starlette.routing import BaseRoute, Route

from channel_settings import ChannelSettings
from gateway.assistant import Assistant
from gateway.bells import Bells
from gateway.channels.deliveries import Deliveries
from gateway.channels.forgetting import Forgetting
from gateway.channels.http import Http
from gateway.channels.inbound import Inbound
from gateway.channels.menu import Menu
from gateway.channels.messenger.handshake import handshake
from gateway.channels.messenger.platform import Messenger
from gateway.channels.messenger.webhook import Webhooks as MessengerWebhooks
from gateway.channels.notes import Notes
from gateway.channels.platform import Platform
from gateway.channels.problems import Stopped
from gateway.channels.seen import Seen
from gateway.channels.sender import Sender
from gateway.channels.threads import Threads
from gateway.channels.webhook import Signed, Webhook
from gateway.channels.words import Wordings
from gateway.channels.zalo.platform import Zalo
from gateway.channels.zalo.seal import Seal
from gateway.channels.zalo.tokens import Tokens
from gateway.channels.zalo.uploads import Uploads
from gateway.channels.zalo.webhook import Webhooks as ZaloWebhooks
from gateway.conversations import Conversations
from gateway.modes import Modes
from gateway.pushes import Pushes
from gateway.texts import Texts


@dataclass(frozen=True)
class Setup:
    """What the channels need from outside the gateway."""

    settings: ChannelSettings
    secret_key: str
    public_url: str
    domain: Engine  # for the notes to the staff
    erase: Callable[[str, datetime], None]
    pictures: Path  # the folder of which messages name pictures

    def accounts(self) -> dict[str, str]:
        """The venue of each account, by `fb:<page>` or `zalo:<account>`."""
        on = ((channel, self.settings.venues_of(channel)) for channel in self.settings.channels_on)
        return {f"{channel}:{id}": venue for channel, venues in on for id, venue in venues.items()}


@dataclass(frozen=True)
class Inside:
    """What the channels need of the gateway."""

    engine: Engine
    conversations: Conversations
    threads: Threads
    modes: Modes
    pushes: Pushes
    assistant: Assistant
    texts: Texts
    bells: Bells
    wake: Callable[[str], None]
    now: Callable[[], datetime]


class Channels:
    """The channels of one gateway: `routes()`, and `start()` and `stop()` around its life."""

    def __init__(self, setup: Setup, inside: Inside) -> None:
        self._setup, self._inside = setup, inside
        self.deliveries = Deliveries(inside.engine)
        self.notes = Notes(setup.domain, inside.now)
        self.tokens = tokens(setup, inside.engine, inside.now)
        self.platforms: Mapping[str, Platform] = {
            name: made for name, made in self._platforms().items() if name in setup.settings.channels_on
        }
        self.inbound = self._inbound()
        self.seen = Seen(self.platforms)
        self.sender = Sender(
            self.deliveries,
            inside.threads,
            inside.modes,
            self.platforms,
            self.notes,
            Wordings(inside.texts, inside.conversations.venues.facts),
            inside.bells,
            inside.now,
        )
        self.forgetting = Forgetting(inside.engine, inside.assistant, self.inbound, setup.erase, inside.now)
        self._tasks: list[asyncio.Task[None]] = []

    def routes(self) -> list[BaseRoute]:
        on, known = self._setup.settings.channels_on, self._setup.settings
        found: list[BaseRoute] = []
        if "fb" in on:
            found.append(Route("/webhooks/messenger", handshake(known.fb_verify_token), methods=["GET"]))
            found.append(self._door("/webhooks/messenger", MessengerWebhooks(known.fb_app_id, known.fb_app_secret)))
        if "zalo" in on:
            accounts = list(known.venues_of("zalo"))
            webhooks = ZaloWebhooks(known.zalo_app_id, known.zalo_oa_secret_key, accounts)
            found.append(self._door("/webhooks/zalo", webhooks))
        return found

    def start(self) -> None:
        """A start is a try: what stopped an account may have been put right."""
        for account in self.deliveries.stopped():
            self.deliveries.resume(account)
        work = [self.sender.run(), self.forgetting.run()]
        if accounts := list(self._setup.settings.venues_of("zalo")):
            work.append(self.tokens.keep_fresh(accounts, self._alert))
        self._tasks = [_started(one) for one in work]

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.seen.stop()
        for platform in self.platforms.values():
            await platform.close()

    def _door(self, path: str, signed: Signed) -> Route:
        return Route(path, Webhook(signed, self.inbound, self.seen.show).receive, methods=["POST"])

    def _inbound(self) -> Inbound:
        inside = self._inside
        return Inbound(
            inside.engine,
            self._setup.accounts(),
            inside.conversations,
            inside.threads,
            inside.modes,
            self.deliveries,
            inside.pushes,
            Menu(inside.texts),
            self.notes,
            inside.wake,
            inside.now,
        )

    def _platforms(self) -> dict[str, Platform]:
        known, pictures = self._setup.settings, self._setup.public_url.rstrip("/")
        uploads = Uploads(self._inside.engine, self._setup.pictures, self._inside.now)
        proved = known.zalo_app_secret if known.zalo_secret_proof else None
        return {
            "fb": Messenger(
                Http(), known.fb_graph_base, known.fb_graph_version, known.fb_app_secret, known.page_tokens, pictures
            ),
            "zalo": Zalo(
                self.tokens.http, known.zalo_api_base, self.tokens, uploads, known.zalo_button_mode, proved, pictures
            ),
        }

    def _alert(self, account: str, problem: Stopped) -> None:
        """Nothing can be sent until a person has consented anew: told once."""
        id = f"zalo:{account}"
        if self.deliveries.stop(id, problem.code, self._inside.now()):
            self.notes.channel_stopped(self._setup.accounts()[id], id, problem.code)


def tokens(setup: Setup, engine: Engine, now: Callable[[], datetime]) -> Tokens:
    known = setup.settings
    seal = Seal(setup.secret_key)
    return Tokens(engine, Http(), known.zalo_oauth_base, known.zalo_app_id, known.zalo_app_secret, seal, now)


def unknown_venues(accounts: Mapping[str, str], venues: Sequence[str]) -> list[str]:
    """The accounts of venues that are not there."""
    return [account for account, venue in accounts.items() if venue not in venues]


def _started(work: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
    return asyncio.get_running_loop().create_task(work)
