"""Does what is due by the clock, until it is told to stop: `python -m worker`."""

import logging
from datetime import timedelta
from functools import partial

import bootstrap
import settings
from gateway.database import connect as connect_gateway
from gateway.pushes import Pushes
from gateway.texts import Texts
from spa import calendar
from spa.booking import Limits
from spa.store.database import connect
from spa.store.venues import CurrentVenues
from worker.delivery import Delivery
from worker.housekeeping import Housekeeping
from worker.mail import Mailer
from worker.schedule import consumer
from worker.wording import Wording


def main() -> None:
    known = settings.read()
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    engine = connect(known.database_url)
    limits = Limits(reminder_hours=known.reminder_hours)
    venues = CurrentVenues(bootstrap.venues(known), engine, bootstrap.utc_now)
    delivery = Delivery(
        engine=engine,
        venues=venues,
        pushes=Pushes(connect_gateway(known.gateway_database_url)),
        wording=Wording(
            _texts(), venues, known.public_url, partial(calendar.address, known.public_url, known.secret_key)
        ),
        mailer=Mailer(known.smtp_url) if known.smtp_url else None,
        sender=known.mail_from,
        now=bootstrap.utc_now,
        limits=limits,
    )
    keep_health = timedelta(hours=known.health_hours)
    house = Housekeeping(engine, list(venues), limits, keep_health, bootstrap.utc_now)
    consumer(
        {"offer": house.offer, "deliver": delivery.round, "forget": house.forget}, {"archive": house.archive}
    ).run()


def _texts() -> Texts:
    return Texts(bootstrap.ROOT / "responses" / "messages.yml")


if __name__ == "__main__":
    main()
