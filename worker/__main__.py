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
from spa.sealing import MasterKeys
from spa.store import dialogue
from spa.store.database import connect
from spa.store.venues import CurrentVenues
from worker.delivery import Delivery
from worker.forgetting import Forgetting
from worker.housekeeping import Housekeeping
from worker.mail import Mailer
from worker.schedule import consumer
from worker.wording import Wording


def main() -> None:
    known = settings.read()
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    keys = MasterKeys(known.data_keys)
    engine = connect(known.database_url, keys)
    gateway = connect_gateway(known.gateway_database_url, keys)
    limits = known.limits
    venues = CurrentVenues(bootstrap.venues(known), engine, bootstrap.utc_now)
    delivery = Delivery(
        engine=engine,
        venues=venues,
        pushes=Pushes(gateway),
        wording=Wording(
            _texts(), venues, known.public_url, partial(calendar.address, known.public_url, known.secret_key)
        ),
        mailer=Mailer(known.smtp_url) if known.smtp_url else None,
        sender=known.mail_from,
        now=bootstrap.utc_now,
        limits=limits,
    )
    house = Housekeeping(engine, list(venues), limits, bootstrap.utc_now)
    forgetting = Forgetting(
        engine=engine,
        dialogues=dialogue.opened(known.dialogue_database_url, keys),
        chats=gateway,
        keep_health=timedelta(hours=known.health_hours),
        keep_chats=timedelta(days=known.chat_days),
        now=bootstrap.utc_now,
    )
    rounds = {"offer": house.offer, "deliver": delivery.round, "forget": forgetting.round}
    consumer(rounds, {"archive": house.archive}).run()


def _texts() -> Texts:
    return Texts(bootstrap.ROOT / "responses" / "messages.yml")


if __name__ == "__main__":
    main()
