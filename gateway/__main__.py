"""Runs the public door: `python -m gateway`."""
import asyncio

import bootstrap
import settings
from gateway.app import build
from gateway.assistant import HttpAssistant
from gateway.conversations import Venues
from gateway.server import Server


def main() -> None:
    known = settings.read()
    venues = bootstrap.venues(known)
    shown = Venues(list(venues), bootstrap.venue_facts(venues))
    app = build(known, shown, HttpAssistant(known.rasa_url, known.rasa_token), bootstrap.utc_now)
    asyncio.run(Server(app, known.host, known.port).serve())


if __name__ == "__main__":
    main()
