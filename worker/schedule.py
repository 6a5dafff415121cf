"""When each round begins: huey keeps the time, its memory holds nothing that has to survive."""

from collections.abc import Callable, Mapping

from huey import MemoryHuey, crontab
from huey.consumer import Consumer

Rounds = Mapping[str, Callable[[], object]]

EVERY_MINUTE = crontab()
AT_NIGHT = crontab(hour="20", minute="15")  # of UTC: a quarter past three in Viet Nam
STOPS_WITHIN = 1.0  # seconds, for an attempt to end; one that does not is found again by its lease


def consumer(rounds: Rounds, nightly: Rounds) -> Consumer:
    """Begins each round every minute, the nightly ones at night; the first at the start. `run()` returns after SIGTERM."""
    huey = MemoryHuey("worker", results=False)
    for name, begin in rounds.items():
        huey.periodic_task(EVERY_MINUTE, name=name)(begin)
    for name, begin in nightly.items():
        huey.periodic_task(AT_NIGHT, name=name)(begin)
    # Two threads: a slow mail server holds up nothing but mail.
    return huey.create_consumer(
        workers=2, max_delay=1.0, graceful_signal="TERM", shutdown_timeout=STOPS_WITHIN, check_worker_health=True
    )
