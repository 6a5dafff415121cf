"""Runs the public door: `python -m gateway`."""

import sys
from collections.abc import Mapping, Sequence
from datetime import datetime

import uvloop
from sqlalchemy.engine import Engine
from starlette.routing import BaseRoute

import bootstrap
import settings
from desk.app import routes
from desk.parts import make, warm
from gateway.app import build
from gateway.assistant import HttpAssistant
from gateway.calendar import Calendars
from gateway.channels.setup import Inside, Setup, unknown_venues
from gateway.conversations import Venues
from gateway.database import connect as connect_gateway
from gateway.emergency import Emergencies
from gateway.export import Export
from gateway.history import history
from gateway.limits import UNLIMITED, Limits
from gateway.questions import Questions
from gateway.server import Server
from gateway.store import Store
from gateway.texts import Texts
from gateway.turns import AlreadyRunning, claim
from spa.health import Reader
from spa.knowledge import Venue
from spa.privacy import erase
from spa.screening import Rules
from spa.sealing import MasterKeys
from spa.store.database import connect, transact
from spa.store.venues import CurrentVenues

RESPONSES = bootstrap.ROOT / "responses"
GATEWAY_TEXTS = RESPONSES / "gateway.yml"


async def serve() -> None:
    known = settings.read()
    keys = MasterKeys(known.data_keys)
    claimed = claim(known.gateway_database_url)
    engine = connect(known.database_url, keys)
    venues = CurrentVenues(bootstrap.venues(known), engine, bootstrap.utc_now)
    shown = Venues(list(venues), bootstrap.venue_facts(venues))
    assistant = HttpAssistant(known.rasa_url, known.rasa_token)
    limits = Limits() if known.rate_limits else UNLIMITED
    rules = Rules.load(bootstrap.KNOWLEDGE / "screening.yml")
    texts = Texts(bootstrap.ROOT / "responses" / "messages.yml")
    calendars = Calendars(engine, venues, rules, texts, known.secret_key, bootstrap.utc_now)
    reader = Reader.load(bootstrap.KNOWLEDGE / "health")
    emergencies = Emergencies(reader, rules)
    platforms = _platforms(known, engine, list(venues)) if known.channels_on else None
    chats = Store(connect_gateway(known.gateway_database_url, keys))
    own_data = Export(engine, lambda id: history(*chats.history(id)), Texts(GATEWAY_TEXTS), bootstrap.utc_now)

    questions = _questions(known, engine, venues, rules, reader)

    def further(inside: Inside) -> Sequence[BaseRoute]:
        own = [*calendars.routes(), *own_data.routes(), *questions.routes()]
        desk = make(known, engine, venues, rules, reader, inside)
        warm(desk)
        return [*own, *routes(desk)]

    app = build(known, shown, assistant, emergencies, bootstrap.utc_now, limits, further, platforms)
    try:
        await Server(app, known.host, known.port).serve()
    finally:
        await assistant.close()
        if claimed:
            claimed.close()


def _questions(
    known: settings.Settings, engine: Engine, venues: Mapping[str, Venue], rules: Rules, reader: Reader
) -> Questions:
    """The questions on health on our own page, in the words of the chat."""
    said = Texts(RESPONSES / "screening.yml"), Texts(RESPONSES / "outcome.yml"), Texts(GATEWAY_TEXTS)
    kept = {"health_hours": str(known.health_hours), "chat_days": str(known.chat_days)}
    return Questions(engine, rules, reader, said, bootstrap.venue_facts(venues), kept, bootstrap.utc_now)


def _platforms(known: settings.Settings, engine: Engine, venues: Sequence[str]) -> Setup:
    """Messenger and Zalo. Raises SettingsError where an account is that of no venue."""

    def forget(conversation: str, now: datetime) -> None:
        transact(engine, lambda connection: erase(connection, conversation, now))

    made = Setup(known, known.secret_key, known.public_url, engine, forget, bootstrap.WIDGET)
    if strange := unknown_venues(made.accounts(), venues):
        raise settings.SettingsError(f"{', '.join(strange)}: there is no such venue; there are {', '.join(venues)}")
    return made


if __name__ == "__main__":
    try:
        uvloop.run(serve())
    except AlreadyRunning as running:
        sys.exit(str(running))
