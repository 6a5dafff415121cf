"""Answers on health go when their time is over, by the clock: nobody has to come and write."""

from datetime import timedelta

from sqlalchemy import select

from spa.store.database import reading
from spa.store.schema import screening
from tests.spa.house import House, at
from worker.housekeeping import Housekeeping

KEPT = timedelta(hours=48)


def answers(house: House) -> list[object]:
    with reading(house.engine) as connection:
        return list(connection.scalars(select(screening.c.answers)))


def test_answers_are_erased_two_days_after_the_visit(house: House) -> None:
    booked = house.book("2026-11-26 10:00")
    house.rescreen(booked, answers={"pregnancy": "no"})
    for when, erased in (("2026-11-28 11:00", 0), ("2026-11-28 11:01", 1), ("2026-11-28 11:02", 0)):
        moment = at(when)
        assert Housekeeping(house.engine, KEPT, lambda moment=moment: moment).round() == erased
    assert answers(house) == [{}]
