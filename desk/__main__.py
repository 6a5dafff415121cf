"""Runs the desk alone: `PORT=8001 python -m desk`."""

import uvloop

import bootstrap
import settings
from desk import alone
from desk.app import routes
from desk.parts import make, warm
from gateway.assistant import HttpAssistant
from gateway.conversations import Venues
from gateway.emergency import Emergencies
from gateway.server import Server
from spa.health import Reader
from spa.screening import Rules
from spa.sealing import MasterKeys
from spa.store.database import connect
from spa.store.venues import CurrentVenues


async def serve() -> None:
    known = settings.read()
    engine = connect(known.database_url, MasterKeys(known.data_keys))
    venues = CurrentVenues(bootstrap.venues(known), engine, bootstrap.utc_now)
    rules = Rules.load(bootstrap.KNOWLEDGE / "screening.yml")
    reader = Reader.load(bootstrap.KNOWLEDGE / "health")
    assistant = HttpAssistant(known.rasa_url, known.rasa_token)
    shown = Venues(list(venues), bootstrap.venue_facts(venues))
    within = alone.inside(known, shown, assistant, Emergencies(reader, rules), bootstrap.utc_now)
    desk = make(known, engine, venues, rules, reader, within)
    warm(desk)
    try:
        await Server(alone.application(routes(desk), within, desk.secure), known.host, known.port).serve()
    finally:
        await assistant.close()


if __name__ == "__main__":
    uvloop.run(serve())
