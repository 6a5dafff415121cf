"""Runs the public door: `python -m gateway`."""

import uvloop

import bootstrap
import settings
from gateway.app import build
from gateway.assistant import HttpAssistant
from gateway.calendar import Calendars
from gateway.conversations import Venues
from gateway.limits import UNLIMITED, Limits
from gateway.server import Server
from gateway.texts import Texts
from spa.screening import Rules
from spa.store.database import connect
from spa.store.venues import CurrentVenues


async def serve() -> None:
    known = settings.read()
    engine = connect(known.database_url)
    venues = CurrentVenues(bootstrap.venues(known), engine, bootstrap.utc_now)
    shown = Venues(list(venues), bootstrap.venue_facts(venues))
    assistant = HttpAssistant(known.rasa_url, known.rasa_token)
    limits = Limits() if known.rate_limits else UNLIMITED
    rules = Rules.load(bootstrap.KNOWLEDGE / "screening.yml")
    texts = Texts(bootstrap.ROOT / "responses" / "messages.yml")
    calendars = Calendars(engine, venues, rules, texts, known.secret_key, bootstrap.utc_now)
    app = build(known, shown, assistant, bootstrap.utc_now, limits, calendars.routes())
    try:
        await Server(app, known.host, known.port).serve()
    finally:
        await assistant.close()


if __name__ == "__main__":
    uvloop.run(serve())
