"""What goes and what comes by the clock alone: nobody has to come and write for it."""

from datetime import datetime, timedelta

from sqlalchemy import select

from spa.booking.values import USUAL
from spa.store.database import reading
from spa.store.schema import screening
from tests.spa.house import House, at
from worker.housekeeping import Housekeeping

KEPT = timedelta(hours=48)


def keeper(house: House, moment: datetime) -> Housekeeping:
    return Housekeeping(house.engine, ["house"], USUAL, KEPT, lambda: moment)


def answers(house: House) -> list[object]:
    with reading(house.engine) as connection:
        return list(connection.scalars(select(screening.c.answers)))


def test_answers_are_erased_two_days_after_the_visit(house: House) -> None:
    booked = house.book("2026-11-26 10:00")
    house.rescreen(booked, answers={"pregnancy": "no"})
    for when, erased in (("2026-11-28 11:00", 0), ("2026-11-28 11:01", 1), ("2026-11-28 11:02", 0)):
        moment = at(when)
        assert keeper(house, moment).forget() == erased
    assert answers(house) == [{}]


def test_the_past_is_let_go_after_two_days(house: House) -> None:
    booked = house.book("2026-11-26 10:00")
    assert keeper(house, at("2026-11-28 10:59")).archive() == 0
    assert keeper(house, at("2026-11-28 11:01")).archive() == 1
    assert house.quarters(booked) == 0
