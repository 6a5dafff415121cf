"""A wanted time that cannot be had gets the reason, and the nearest times that can."""

import pytest
from sqlalchemy import insert

from spa import booking
from spa.booking import Alternatives, Wish
from spa.errors import TimeNotPossible
from spa.store import catalogue, schema
from spa.store.database import reading, writing
from tests.spa.house import NOW, WITH_AN, House, at, clock


def nearest(house: House, wanted: str, party: int = 1, wish: Wish | None = None, **more: object) -> Alternatives:
    asked = {"now": NOW} | more
    with reading(house.engine) as connection:
        return booking.nearest(
            connection,
            "house",
            "back_massage",
            party,
            at(wanted),
            wish=wish,
            **asked,  # type: ignore[arg-type]
        )


@pytest.mark.parametrize(
    ("wanted", "reason"),
    [
        ("2026-11-24 10:00", "past"),
        ("2026-11-25 09:30", "too_soon"),
        ("2026-12-20 10:00", "too_far"),
        ("2026-11-28 10:05", "quarter"),
        ("2026-11-27 10:00", "closed_day"),
        ("2026-11-29 10:00", "closed_day"),
        ("2026-11-28 08:45", "outside_hours"),
        ("2026-11-28 20:15", "outside_hours"),
        ("2026-11-28 03:00", "outside_hours"),
    ],
)
def test_why_a_start_is_impossible(house: House, wanted: str, reason: str) -> None:
    assert nearest(house, wanted).reason == reason
    with reading(house.engine) as connection, pytest.raises(TimeNotPossible) as error:
        booking.check_start(connection, "house", "back_massage", 1, at(wanted), NOW)
    assert error.value.allowed["reason"] == reason


def test_a_free_start_has_no_reason_and_comes_among_the_offers(house: House) -> None:
    found = nearest(house, "2026-11-28 10:00")
    assert found.reason is None
    assert "28 10:00" in [clock(offer) for offer in found.offers]
    with reading(house.engine) as connection:
        booking.check_start(connection, "house", "back_massage", 1, at("2026-11-28 10:00"), NOW)


def test_taken_leads_to_the_nearest_of_the_same_day(house: House) -> None:
    for guest in "ab":
        house.book("2026-11-28 10:00", f"web:{guest}")
    found = nearest(house, "2026-11-28 10:00")
    assert found.reason == "taken"
    assert [clock(offer) for offer in found.offers] == ["28 11:15", "28 11:45", "28 12:15", "28 12:45"]


def test_a_closed_day_leads_to_the_days_around_it_at_the_same_hour(house: House) -> None:
    found = nearest(house, "2026-11-27 15:00")
    assert [clock(offer) for offer in found.offers] == ["25 15:00", "26 15:00", "28 15:00", "30 15:00"]


def test_a_wish_in_the_way_is_named_and_the_time_offered_without_it(house: House) -> None:
    house.book("2026-11-28 10:00", "web:a", wish=WITH_AN)
    found = nearest(house, "2026-11-28 10:00", wish=WITH_AN)
    assert found.reason == "wish"
    assert [(clock(offer), offer.as_wished) for offer in found.offers if not offer.as_wished] == [("28 10:00", False)]
    assert all("house.an" in offer.therapist_ids for offer in found.offers if offer.as_wished)


def test_a_wish_that_nobody_can_fulfil_is_dropped(house: House) -> None:
    with writing(house.engine) as connection:
        days = [at(f"2026-11-{day} 00:00").date() for day in (25, 28, 30)] + [at("2026-12-01 00:00").date()]
        rows = [{"therapist_id": "house.chi", "day": day} for day in [*days, at("2026-12-02 00:00").date()]]
        catalogue.change(connection, "house")
        connection.execute(insert(schema.day_off), rows)
    found = nearest(house, "2026-11-28 14:00", wish=Wish("house.chi"))
    assert found.reason == "wish"
    assert found.offers and not any(offer.as_wished for offer in found.offers)


def test_a_party_in_the_way_is_named(house: House) -> None:
    house.book("2026-11-28 10:00", "web:a", wish=WITH_AN)
    assert nearest(house, "2026-11-28 10:00", party=2).reason == "party"
