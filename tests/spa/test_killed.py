"""Writers killed at two hundred random moments leave the old state or the new one, never something between."""

import random
import signal
import time
from multiprocessing import get_context

import pytest
from sqlalchemy import select

from spa import booking
from spa.store import schema
from spa.store.database import reading
from tests.spa.house import GUEST, NOW, House
from tests.spa.invariants import broken
from tests.spa.writers import write

KILLS, AT_ONCE = 200, 20
LONGEST = 0.2  # seconds from one kill to the next of a round, together: time for some ten transactions


@pytest.mark.timeout(900)
def test_killed_writers_leave_no_half_done_work(house: House, prepared: str) -> None:
    chance, context = random.Random(3), get_context("forkserver")
    context.set_forkserver_preload(["tests.spa.writers"])
    for first in range(0, KILLS, AT_ONCE):
        started = [context.Event() for _ in range(AT_ONCE)]
        writers = [context.Process(target=write, args=(prepared, first + n, one)) for n, one in enumerate(started)]
        for writer in writers:
            writer.start()
        assert all(one.wait(60) for one in started)
        for writer in chance.sample(writers, AT_ONCE):
            time.sleep(chance.uniform(0, 2 * LONGEST / AT_ONCE))
            writer.kill()
        for writer in writers:
            writer.join()
            assert writer.exitcode == -signal.SIGKILL
        with reading(house.engine) as connection:
            assert broken(connection) == []
        _clear(house)
    assert house.count("SELECT count(*) FROM booking_history") > KILLS
    assert house.book("2026-12-01 10:00", GUEST).status == "confirmed"  # nothing stays locked


def _clear(house: House) -> None:
    """What the killed have left can be worked with, and makes room for the next."""
    with reading(house.engine) as connection:
        found = connection.execute(select(schema.booking.c.id, schema.booking.c.conversation, schema.booking.c.status))
        left = [row for row in found.all() if row.status in ("held", "confirmed")]
    for row in left:
        if row.status == "held":
            booking.release(house.engine, row.id, row.conversation, NOW)
        else:
            booking.cancel(house.engine, row.id, row.conversation, NOW)
