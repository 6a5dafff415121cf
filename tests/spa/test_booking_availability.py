"""Free times keep to hours, shifts, notice and everybody else's bookings, and are the same on every machine."""

import os
import time
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

import pytest

from spa import booking
from spa.booking import Limits, Offer, Window, Wish
from spa.errors import NotFound, PartyNotPossible
from spa.store.database import reading
from tests.spa.house import NOW, WITH_AN, House, at, clock

MONTH = Limits(days_ahead=60)


def starts(
    house: House, first: str, last: str, party: int = 1, service: str = "back_massage", **more: object
) -> list[str]:
    return [clock(offer) for offer in offers(house, first, last, party, service, **more)]


def offers(house: House, first: str, last: str, party: int, service: str, **more: object) -> list[Offer]:
    wanted = {"now": NOW, "limit": 100} | more
    with reading(house.engine) as connection:
        window = Window(at(first), at(last))
        return booking.offers(connection, "house", service, party, window, **wanted)  # type: ignore[arg-type]


def test_a_day_goes_from_opening_to_the_last_visit_that_ends_before_closing(house: House) -> None:
    found = starts(house, "2026-11-28 00:00", "2026-11-29 00:00")
    assert (found[0], found[-1], len(found)) == ("28 09:00", "28 20:00", 45)


def test_a_long_visit_ends_before_closing_too(house: House) -> None:
    found = starts(house, "2026-11-28 00:00", "2026-11-29 00:00", service="bath_and_massage")
    assert (found[0], found[-1]) == ("28 09:00", "28 19:15")


def test_notice_of_an_hour(house: House) -> None:
    found = starts(house, "2026-11-25 00:00", "2026-11-25 12:00", now=at("2026-11-25 09:05"))
    assert found[0] == "25 10:15"


def test_nothing_in_the_past_or_too_far_ahead(house: House) -> None:
    assert starts(house, "2026-11-24 09:00", "2026-11-24 21:00") == []
    assert starts(house, "2026-12-03 09:00", "2026-12-03 21:00") == []
    assert starts(house, "2026-12-03 09:00", "2026-12-03 21:00", limits=MONTH) != []


def test_closed_on_sunday_and_on_a_closure(house: House) -> None:
    assert starts(house, "2026-11-27 00:00", "2026-11-28 00:00") == []
    assert starts(house, "2026-11-29 00:00", "2026-11-30 00:00") == []


def test_a_therapist_is_offered_inside_the_shift_only(house: House) -> None:
    wish = Wish(therapist_id="house.binh")
    found = starts(house, "2026-11-28 00:00", "2026-11-29 00:00", wish=wish)
    assert (found[0], found[-1]) == ("28 09:00", "28 16:00")


def test_a_day_off(house: House) -> None:
    wish = Wish(therapist_id="house.chi")
    assert starts(house, "2026-11-26 00:00", "2026-11-27 00:00", wish=wish) == []
    assert starts(house, "2026-11-28 00:00", "2026-11-29 00:00", wish=wish)[0] == "28 13:00"


def test_a_gender_is_meant_for_every_guest(house: House) -> None:
    found = offers(house, "2026-11-28 09:00", "2026-11-28 21:00", 2, "back_massage", wish=Wish(gender="female"))
    assert clock(found[0]) == "28 13:00"
    assert {offer.therapist_ids for offer in found} == {("house.an", "house.chi")}


def test_the_wished_therapist_serves_the_first_guest(house: House) -> None:
    wish = Wish(therapist_id="house.binh")
    found = offers(house, "2026-11-28 10:00", "2026-11-28 10:00", 2, "back_massage", wish=wish)
    assert found[0].therapist_ids == ("house.binh", "house.an")


def test_a_couple_gets_one_room_two_therapists_and_the_price_of_two(house: House) -> None:
    offer = offers(house, "2026-11-28 10:00", "2026-11-28 10:00", 2, "bath_and_massage")[0]
    assert (offer.room_ids, offer.therapist_ids) == (("house.couple",) * 2, ("house.an", "house.binh"))
    assert (offer.price_vnd, offer.minutes) == (800_000, 105)
    assert offer.end - offer.start == timedelta(minutes=105)


def test_one_guest_gets_the_smallest_room(house: House) -> None:
    assert offers(house, "2026-11-28 10:00", "2026-11-28 10:00", 1, "back_massage")[0].room_ids == ("house.single",)


def test_who_has_worked_least_that_day_is_offered_first(house: House) -> None:
    house.book("2026-11-28 09:00", "web:a", wish=WITH_AN)
    assert offers(house, "2026-11-28 14:30", "2026-11-28 14:30", 1, "back_massage")[0].therapist_ids == ("house.binh",)


def test_a_taken_hour_and_the_cleaning_after_it_are_not_offered(house: House) -> None:
    house.book("2026-11-28 11:00", "web:a", wish=WITH_AN)
    found = starts(house, "2026-11-28 09:00", "2026-11-28 14:00", wish=WITH_AN)
    assert found == ["28 09:00", "28 09:15", "28 09:30", "28 09:45"] + [
        f"28 {time}" for time in ("12:15", "12:30", "12:45", "13:00", "13:15", "13:30", "13:45")
    ]


def test_the_room_is_taken_for_the_preparation_too(house: House) -> None:
    house.book("2026-11-28 11:00", "web:a", service="bath_and_massage", wish=WITH_AN)
    found = starts(house, "2026-11-28 09:00", "2026-11-28 12:00", service="bath_and_massage")
    assert found == []  # 9:00 to 10:45 and cleaning until 11:00 meets the preparation from 10:45


def test_a_full_day(house: House) -> None:
    limits = Limits(future_bookings=99)
    for time_of_day in ("09:00", "11:15", "13:30", "15:45", "18:00"):
        house.book(f"2026-11-28 {time_of_day}", "web:a", service="bath_and_massage", wish=WITH_AN, limits=limits)
    assert starts(house, "2026-11-28 09:00", "2026-11-28 21:00", service="bath_and_massage", party=2) == []


def test_offers_are_few_and_spread_over_the_day_at_full_hours(house: House) -> None:
    found = starts(house, "2026-11-28 00:00", "2026-11-29 00:00", limit=4)
    assert found == ["28 09:00", "28 13:00", "28 16:00", "28 20:00"]


def test_the_exact_time_asked_for_comes_first(house: House) -> None:
    assert starts(house, "2026-11-28 15:15", "2026-11-28 15:15") == ["28 15:15"]
    assert starts(house, "2026-11-28 15:15", "2026-11-28 18:00", limit=1) == ["28 15:15"]
    assert starts(house, "2026-11-28 15:05", "2026-11-28 15:05") == []


def test_a_hold_counts_until_its_time_is_over(house: House) -> None:
    house.hold("2026-11-28 10:00", "web:a", wish=WITH_AN)
    exactly = ("2026-11-28 10:00", "2026-11-28 10:00")
    assert starts(house, *exactly, wish=WITH_AN, now=NOW + timedelta(minutes=9)) == []
    assert starts(house, *exactly, wish=WITH_AN, now=NOW + timedelta(minutes=10)) == ["28 10:00"]


def test_what_the_own_booking_takes_counts_as_free(house: House) -> None:
    own = house.hold("2026-11-28 10:00", wish=WITH_AN)
    assert starts(house, "2026-11-28 10:30", "2026-11-28 10:30", wish=WITH_AN, own=own.id) == ["28 10:30"]


def test_unknown_service_therapist_and_party(house: House) -> None:
    with pytest.raises(NotFound) as unknown:
        starts(house, "2026-11-28 09:00", "2026-11-28 21:00", service="facial")
    assert unknown.value.allowed["services"] == ("back_massage", "bath_and_massage")
    with pytest.raises(NotFound) as unskilled:
        starts(house, "2026-11-28 09:00", "2026-11-28 21:00", service="bath_and_massage", wish=Wish("house.chi"))
    assert unskilled.value.allowed["therapists"] == ("house.an", "house.binh")
    for party in (0, -1, 3, 40):
        with pytest.raises(PartyNotPossible) as too_many:
            starts(house, "2026-11-28 09:00", "2026-11-28 21:00", party=party)
        assert too_many.value.allowed["largest"] == 2


@pytest.fixture(params=["UTC", "America/Los_Angeles", "Pacific/Kiritimati"])
def machine_zone(request: pytest.FixtureRequest) -> Iterator[str]:
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    time.tzset()
    yield request.param
    os.environ.pop("TZ") if before is None else os.environ.update(TZ=before)
    time.tzset()


def test_the_zone_of_the_machine_does_not_matter(house: House, machine_zone: str) -> None:
    made = house.book("2026-11-28 09:00")
    assert made.start == datetime(2026, 11, 28, 2, tzinfo=timezone.utc)
    assert starts(house, "2026-11-28 00:00", "2026-11-29 00:00", limit=2, own=made.id) == ["28 09:00", "28 20:00"]


def test_a_moment_without_a_zone_is_refused(house: House) -> None:
    with reading(house.engine) as connection, pytest.raises((TypeError, ValueError)):
        booking.check_start(connection, "house", "back_massage", 1, datetime(2026, 11, 28, 10), NOW)
