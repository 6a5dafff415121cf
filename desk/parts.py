"""What every page of the desk is given, put together once at the start; reads no environment."""

import gc
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy.engine import Engine

from desk.answering import Answering
from desk.look import Look
from desk.passwords import Argon2
from desk.talks import Talks
from desk.talks import make as make_talks
from gateway.channels.setup import Inside
from spa.booking import Limits
from spa.health import Reader
from spa.knowledge import Venue
from spa.screening import Rules
from spa.staff.accounts import Hasher
from spa.staff.entering import Entrance
from spa.staff.sessions import Lifetime


class Settings(Protocol):
    """What the desk needs of the settings."""

    @property
    def secret_key(self) -> str: ...
    @property
    def public_url(self) -> str: ...
    @property
    def desk_idle_minutes(self) -> int: ...
    @property
    def desk_hours(self) -> int: ...
    @property
    def limits(self) -> Limits: ...
    @property
    def decision_hours(self) -> int: ...
    @property
    def health_hours(self) -> int: ...
    @property
    def chat_days(self) -> int: ...


@dataclass(frozen=True)
class Desk:
    engine: Engine  # of the domain: spa.db
    inside: Inside  # of the gateway: its tables, conversations, bells
    venues: Mapping[str, Venue]  # as they are now
    rules: Rules
    settings: Settings
    look: Look
    hasher: Hasher
    entrance: Entrance
    answering: Answering
    talks: Talks

    @property
    def now(self) -> Callable[[], datetime]:
        return self.inside.now

    @property
    def secure(self) -> bool:
        return self.settings.public_url.startswith("https:")

    @property
    def lifetime(self) -> Lifetime:
        return Lifetime(timedelta(minutes=self.settings.desk_idle_minutes), timedelta(hours=self.settings.desk_hours))


def warm(desk: Desk) -> None:
    """Have ready what the first visitor would wait for; what stays for good is looked through no more for garbage."""
    desk.look.warm()
    desk.answering.warm()
    gc.collect()
    gc.freeze()  # with it such a look takes several tenths of a second, in which nothing is answered


def make(
    settings: Settings,
    engine: Engine,
    venues: Mapping[str, Venue],
    rules: Rules,
    reader: Reader,
    inside: Inside,
    hasher: Hasher | None = None,
) -> Desk:
    hasher = hasher or Argon2()
    entrance, talks = Entrance(engine, hasher), make_talks(engine, inside, rules, reader)
    return Desk(engine, inside, venues, rules, settings, Look(), hasher, entrance, Answering(reader), talks)
