"""What goes when a guest says so, and what by the clock."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from spa import export, privacy
from spa.errors import NotFound
from spa.screening import consents, records
from spa.screening.consents import Consent
from spa.store import sealed
from spa.store.database import reading, writing
from spa.store.schema import booking, booking_history, customer, health_key, screening
from tests.spa.house import GUEST, NOW, House, at

TEN = "2026-11-26 10:00"
KEPT = timedelta(hours=48)
PREGNANT = {"pregnancy": "yes"}


def answers(house: House, conversation: str = GUEST) -> list[Any]:
    with reading(house.engine) as connection:
        rows = connection.execute(select(screening).where(screening.c.conversation == conversation)).all()
        return [one.answers if one.sealed else None for one in sealed.with_answers(connection, rows)]


def volunteer(house: House, moment: datetime = NOW) -> None:
    with writing(house.engine) as connection:
        records.record(connection, GUEST, "house", PREGNANT, moment)


def agree(house: House) -> None:
    with writing(house.engine) as connection:
        consents.give(connection, Consent(GUEST, "house", "1", "en", "web", "yes, sure"), NOW)


def key(house: House) -> str | None:
    with reading(house.engine) as connection:
        return connection.execute(select(health_key.c.sealed).where(health_key.c.conversation == GUEST)).scalar()


def test_answers_are_erased_two_days_after_the_visit(house: House) -> None:
    booked = house.book(TEN)
    house.rescreen(booked, answers={"pregnancy": "no"})
    before = key(house)
    for when, erased in (("2026-11-28 11:00", 0), ("2026-11-28 11:01", 1), ("2026-11-28 11:02", 0)):
        with writing(house.engine) as connection:
            assert privacy.forget_old(connection, at(when), KEPT) == erased
    assert answers(house) == [None]
    assert key(house) != before


def test_a_newer_screening_stays_when_the_older_goes(house: House) -> None:
    booked = house.book(TEN)
    house.rescreen(booked, answers={"pregnancy": "no"})
    volunteer(house, at("2026-11-28 10:30"))
    with writing(house.engine) as connection:
        assert privacy.forget_old(connection, at("2026-11-28 11:01"), KEPT) == 1
    assert answers(house) == [None, PREGNANT]


def test_what_is_not_agreed_to_is_kept_for_an_hour_as_a_reason_to_ask_a_person(house: House) -> None:
    volunteer(house)
    for minutes, changed in ((59, 0), (61, 1), (62, 0)):
        with writing(house.engine) as connection:
            assert privacy.forget_unagreed(connection, NOW + timedelta(minutes=minutes)) == changed
    assert answers(house) == [records.A_PERSON_DECIDES]


def test_what_is_agreed_to_stays(house: House) -> None:
    volunteer(house)
    agree(house)
    with writing(house.engine) as connection:
        assert privacy.forget_unagreed(connection, NOW + timedelta(hours=3)) == 0
    assert answers(house) == [PREGNANT]


def test_erasing_keeps_what_a_coming_visit_needs_until_it_is_over(house: House) -> None:
    booked = house.book(TEN)
    house.rescreen(booked, answers=PREGNANT)
    house.note(booked, "light_pressure")
    before = key(house)
    with writing(house.engine) as connection:
        privacy.erase(connection, GUEST, NOW)
        assert privacy.finish_erasures(connection, NOW) == 0
    assert key(house) != before and answers(house) == [records.A_PERSON_DECIDES]
    assert house.read(booked).note == "light_pressure"
    over = at("2026-11-28 11:01")
    with writing(house.engine) as connection:
        assert privacy.forget_old(connection, over, KEPT) == 1
        assert privacy.finish_erasures(connection, over) == 1
        assert privacy.finish_erasures(connection, over) == 0
    with reading(house.engine) as connection:
        row = connection.execute(select(booking.c.conversation, booking.c.note)).one()
        assert row.conversation.startswith("erased:") and row.note == ""
        assert connection.execute(select(customer.c.name, customer.c.phone)).one() == ("", "")
        assert GUEST not in set(connection.execute(select(booking_history.c.actor)).scalars())
    assert key(house) is None


def test_everything_that_is_held_can_be_read_once(house: House) -> None:
    booked = house.book(TEN)
    house.rescreen(booked, answers=PREGNANT)
    with writing(house.engine) as connection:
        token = export.link(connection, GUEST, NOW)
        assert export.is_good(connection, token, NOW)
        assert not export.is_good(connection, token, NOW + export.LINK_LIVES)
        assert export.follow(connection, token, NOW) == GUEST
        with pytest.raises(NotFound):
            export.follow(connection, token, NOW)
        data = export.held(connection, GUEST, NOW)
    assert data["person"]["name"] == "Lan" and data["bookings"][0]["code"] == booked.code
    assert data["screenings"][0]["answers"] == PREGNANT
