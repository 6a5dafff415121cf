"""32 processes fight for the same times: each time has exactly one winner, and each try one definite answer."""

import pytest

from bench import large_house
from bench.claims import at_once, fight, fights, total
from spa.store.database import connect, migrate, writing
from spa.store.seed import seed
from tests.spa.house import House

PROCESSES, SLOTS, TRIES = 32, 100, 1000  # ten times as many in `make bench`


@pytest.mark.timeout(900)
def test_each_time_has_one_winner_and_each_try_one_answer(empty: str) -> None:
    house = House(connect(empty))
    migrate(house.engine)
    with writing(house.engine) as connection:
        seed(connection, [large_house.venue(therapists=8, rooms=8)], large_house.NOW)
    ends = total(at_once(house.engine, fights(TRIES, SLOTS, PROCESSES), fight))
    assert ends == {"won": SLOTS, "SlotTaken": TRIES - SLOTS}
    assert house.overlaps() == 0
    assert house.count("SELECT count(*) FROM booking WHERE status = 'confirmed'") == SLOTS
    house.engine.dispose()
