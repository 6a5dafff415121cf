"""Runs the public door: `python -m gateway`."""

import uvloop

import bootstrap
import settings
from gateway.app import build
from gateway.assistant import HttpAssistant
from gateway.conversations import Venues
from gateway.limits import UNLIMITED, Limits
from gateway.server import Server
from spa.store.database import connect
from spa.store.venues import CurrentVenues


async def serve() -> None:
    known = settings.read()
    venues = CurrentVenues(bootstrap.venues(known), connect(known.database_url), bootstrap.utc_now)
    shown = Venues(list(venues), bootstrap.venue_facts(venues))
    assistant = HttpAssistant(known.rasa_url, known.rasa_token)
    limits = Limits() if known.rate_limits else UNLIMITED
    app = build(known, shown, assistant, bootstrap.utc_now, limits)
    try:
        await Server(app, known.host, known.port).serve()
    finally:
        await assistant.close()


if __name__ == "__main__":
    uvloop.run(serve())
