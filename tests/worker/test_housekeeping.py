"""What goes and what comes by the clock alone: nobody has to come and write for it."""

from datetime import datetime

from spa.booking.values import USUAL
from tests.spa.house import House, at
from worker.housekeeping import Housekeeping


def keeper(house: House, moment: datetime) -> Housekeeping:
    return Housekeeping(house.engine, ["house"], USUAL, lambda: moment)


def test_the_past_is_let_go_after_two_days(house: House) -> None:
    booked = house.book("2026-11-26 10:00")
    assert keeper(house, at("2026-11-28 10:59")).archive() == 0
    assert keeper(house, at("2026-11-28 11:01")).archive() == 1
    assert house.quarters(booked) == 0
