"""Every environment variable, read once into one frozen object; outside development, default secrets are refused."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from urllib.parse import urlsplit

from channel_settings import ChannelSettings, read_channels
from channel_settings import SettingsError as SettingsError
from spa.booking.gate import VALID
from spa.booking.values import USUAL, Limits

DEVELOPMENT_SECRET = "only-for-development"
SHORTEST_KEY = 32
LONGEST_REMINDER = 24 * 7  # hours before the visit
PORTS = (1, 65535)


@dataclass(frozen=True)
class Settings(ChannelSettings):
    """What differs from one installation to the next. Times of day and prices are the venue's, not here."""

    environment: str  # development or production
    venue: str  # the one shown at /
    database_url: str  # of the domain
    gateway_database_url: str
    dialogue_database_url: str  # of Rasa's tracker store
    host: str
    port: int
    public_url: str
    rasa_port: int
    actions_port: int
    rasa_token: str
    secret_key: str
    data_keys: tuple[str, ...]  # newest first: what is sealed at rest is sealed under the first
    allowed_origins: tuple[str, ...]
    hold_minutes: int  # after each answer
    lead_minutes: int  # between a booking and its start
    days_ahead: int
    future_bookings: int  # of one customer
    waiting_places: int  # of one conversation
    code_tries: int  # of one conversation
    decision_hours: int  # so long a time waits for the person who decides
    health_hours: int  # so long after the visit answers on health are kept; the consent says it
    chat_days: int  # so long after the last message the words of a chat are kept; the consent says it
    person_minutes: int  # so long a person keeps a conversation without writing in it
    reminder_hours: tuple[int, ...]  # before the visit
    smtp_url: str  # smtp://user:password@host:587 or smtps://host; empty: no e-mail is sent
    mail_from: str
    desk_idle_minutes: int  # without a page, then the staff sign in anew
    desk_hours: int  # after signing in, however busy
    rate_limits: bool  # off only to measure

    def variables(self) -> dict[str, str]:
        """The variables that give these settings to a child process."""
        values = {field.name.upper(): getattr(self, field.name) for field in fields(self)}
        words = {
            name: ",".join(map(str, value)) if isinstance(value, tuple) else str(value)
            for name, value in values.items()
        }
        switches = {name: getattr(self, name) for name in ("rate_limits", "zalo_secret_proof")}
        return {**words, **{name.upper(): "on" if on else "off" for name, on in switches.items()}}

    @property
    def production(self) -> bool:
        return self.environment == "production"

    @property
    def limits(self) -> Limits:
        """What the house sets for bookings."""
        return Limits(
            lead_minutes=self.lead_minutes,
            days_ahead=self.days_ahead,
            future_bookings=self.future_bookings,
            waiting=self.waiting_places,
            code_tries=self.code_tries,
            hold_minutes=self.hold_minutes,
            reminder_hours=self.reminder_hours,
        )

    @property
    def rasa_url(self) -> str:
        return f"http://127.0.0.1:{self.rasa_port}"

    @property
    def actions_url(self) -> str:
        return f"http://127.0.0.1:{self.actions_port}"


def read(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings. Raises SettingsError."""
    database = environ.get("DATABASE_URL")
    port = _number(environ, "PORT", 8000, *PORTS)
    host = environ.get("HOST", "127.0.0.1")
    environment = _one_of(environ, "ENVIRONMENT", ("development", "production"))
    settings = Settings(
        **read_channels(environ, environment == "production"),  # type: ignore[arg-type]
        environment=environment,
        venue=environ.get("VENUE", "lee_spa"),
        database_url=database or _file("spa.db"),
        gateway_database_url=environ.get("GATEWAY_DATABASE_URL") or database or _file("gateway.db"),
        dialogue_database_url=environ.get("DIALOGUE_DATABASE_URL") or database or _file("dialogue.db"),
        host=host,
        port=port,
        public_url=environ.get("PUBLIC_URL") or _local_address(host, port),
        rasa_port=_number(environ, "RASA_PORT", 5005, *PORTS),
        actions_port=_number(environ, "ACTIONS_PORT", 5055, *PORTS),
        rasa_token=environ.get("RASA_TOKEN", DEVELOPMENT_SECRET),
        secret_key=environ.get("SECRET_KEY", DEVELOPMENT_SECRET),
        data_keys=_words(environ, "DATA_KEYS", DEVELOPMENT_SECRET),
        allowed_origins=_words(environ, "ALLOWED_ORIGINS", ""),
        hold_minutes=_number(environ, "HOLD_MINUTES", USUAL.hold_minutes, 1, 30),
        lead_minutes=_number(environ, "LEAD_MINUTES", USUAL.lead_minutes, 0, 24 * 60),
        days_ahead=_number(environ, "DAYS_AHEAD", USUAL.days_ahead, 1, VALID.days),  # no screening lasts longer
        future_bookings=_number(environ, "FUTURE_BOOKINGS", USUAL.future_bookings, 1, 20),
        waiting_places=_number(environ, "WAITING_PLACES", USUAL.waiting, 1, 10),
        code_tries=_number(environ, "CODE_TRIES", USUAL.code_tries, 1, 10),
        decision_hours=_number(environ, "DECISION_HOURS", 24, 1, LONGEST_REMINDER),
        health_hours=_number(environ, "HEALTH_HOURS", 48, 1, 24 * 30),
        chat_days=_number(environ, "CHAT_DAYS", 30, 1, 3650),
        person_minutes=_number(environ, "PERSON_MINUTES", 60, 1, 24 * 60),
        reminder_hours=_hours(environ, "REMINDER_HOURS", ",".join(map(str, USUAL.reminder_hours))),
        smtp_url=_mail_server(environ, "SMTP_URL"),
        mail_from=environ.get("MAIL_FROM", "spa@localhost"),
        desk_idle_minutes=_number(environ, "DESK_IDLE_MINUTES", 120, 5, 24 * 60),
        desk_hours=_number(environ, "DESK_HOURS", 12, 1, 24 * 7),
        rate_limits=_one_of(environ, "RATE_LIMITS", ("on", "off")) == "on",
    )
    _refuse_for_production(settings)
    return settings


def _refuse_for_production(settings: Settings) -> None:
    if not settings.production:
        return
    weak = [name for name in ("rasa_token", "secret_key") if getattr(settings, name) == DEVELOPMENT_SECRET]
    if weak:
        raise SettingsError(
            f"{', '.join(name.upper() for name in weak)}: set a long random value; production has no default"
        )
    if any(len(key) < SHORTEST_KEY for key in settings.data_keys) or not settings.data_keys:
        raise SettingsError(
            f"DATA_KEYS: each has to be {SHORTEST_KEY} random letters or more; the newest first, commas between"
        )
    if not settings.rate_limits:
        raise SettingsError("RATE_LIMITS is off; production needs them")


def _local_address(host: str, port: int) -> str:
    return f"http://{'localhost' if host in ('127.0.0.1', '0.0.0.0') else host}:{port}"


def _file(name: str) -> str:
    return f"sqlite:///{Path('var') / name}"


def _words(environ: Mapping[str, str], key: str, default: str) -> tuple[str, ...]:
    return tuple(filter(None, (environ.get(key) or default).split(",")))


def _number(environ: Mapping[str, str], key: str, default: int, least: int, most: int) -> int:
    value = environ.get(key, str(default))
    if not (value.isascii() and value.isdigit()) or not least <= int(value) <= most:
        raise SettingsError(f"{key} is {value!r}; it has to be a whole number from {least} to {most}")
    return int(value)


def _hours(environ: Mapping[str, str], key: str, default: str) -> tuple[int, ...]:
    value = environ.get(key, default)
    hours = value.split(",") if value else []
    if not all(hour.isdigit() and 0 < int(hour) <= LONGEST_REMINDER for hour in hours):
        raise SettingsError(
            f"{key} is {value!r}; it has to be hours of 1 to {LONGEST_REMINDER} with commas between, as {default}"
        )
    return tuple(map(int, hours))


def _mail_server(environ: Mapping[str, str], key: str) -> str:
    """The value is not in the message: it may hold a password."""
    value = environ.get(key, "")
    address = urlsplit(value)
    if value and (address.scheme not in ("smtp", "smtps") or not address.hostname):
        raise SettingsError(
            f"{key} has to begin with smtp:// or smtps:// and name a host, as smtp://user:password@host:587"
        )
    return value


def _one_of(environ: Mapping[str, str], key: str, allowed: tuple[str, ...]) -> str:
    value = environ.get(key, allowed[0])
    if value not in allowed:
        raise SettingsError(f"{key} is {value!r}; it has to be one of {', '.join(allowed)}")
    return value
