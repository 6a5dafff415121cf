"""Whatever is wrong with what comes in has a name and says what is allowed; what is past leaves the allocations."""

from datetime import timedelta

import pytest

from spa import booking
from spa.booking import Contact, HoldRequest, Limits, Wish, allowance
from spa.errors import (
    BookingNotFound,
    NameNotValid,
    NotFound,
    PartyNotPossible,
    PhoneNotValid,
    SpaError,
    TimeNotPossible,
    TooManyHolds,
    TooManyTries,
)
from spa.store.database import reading, writing
from tests.spa.house import ANY, GUEST, LAN, NOW, WITH_AN, House, at

TEN = "2026-11-28 10:00"
THIEF = "web:thief"


@pytest.mark.parametrize(
    ("change", "error", "allowed"),
    [
        ({"start": "2026-11-24 10:00"}, TimeNotPossible, {"reason": "past"}),
        ({"start": "2026-11-27 10:00"}, TimeNotPossible, {"reason": "closed_day"}),
        ({"start": "2026-11-28 20:30"}, TimeNotPossible, {"reason": "outside_hours"}),
        ({"start": "2026-11-28 10:07"}, TimeNotPossible, {"reason": "quarter"}),
        ({"start": "2027-11-28 10:00"}, TimeNotPossible, {"reason": "too_far"}),
        ({"party": 0}, PartyNotPossible, {"largest": 2}),
        ({"party": -1}, PartyNotPossible, {"largest": 2}),
        ({"party": 40}, PartyNotPossible, {"largest": 2}),
        ({"service": "facial"}, NotFound, {"services": ("back_massage", "bath_and_massage")}),
        (
            {"service": "bath_and_massage", "wish": Wish("house.chi")},
            NotFound,
            {"therapists": ("house.an", "house.binh")},
        ),
        ({"wish": Wish("house.nobody")}, NotFound, {"therapists": ("house.an", "house.binh", "house.chi")}),
    ],
    ids=str,
)
def test_a_visit_that_cannot_be(
    house: House, change: dict[str, object], error: type[SpaError], allowed: dict[str, object]
) -> None:
    kept = house.hold(TEN)
    with pytest.raises(error) as caught:
        house.hold(**{"start": TEN} | change)  # type: ignore[arg-type]
    assert caught.value.allowed.items() >= allowed.items()
    assert house.read(kept) == kept  # the customer keeps what was held before


@pytest.mark.parametrize(
    ("contact", "error"),
    [
        (Contact("", LAN.phone), NameNotValid),
        (Contact("a" * 10_000, LAN.phone), NameNotValid),
        (Contact("\u202e\u200b", LAN.phone), NameNotValid),
        (Contact("Lan; DROP TABLE booking", LAN.phone), NameNotValid),
        (Contact("Lan", "12"), PhoneNotValid),
        (Contact("Lan", "0" * 10_000), PhoneNotValid),
        (Contact("Lan", "+84 905 abc 456"), PhoneNotValid),
    ],
    ids=range(7),
)
def test_a_customer_that_cannot_be(house: House, contact: Contact, error: type[SpaError]) -> None:
    held = house.hold(TEN)
    house.screen(held)
    with pytest.raises(error):
        booking.confirm(house.engine, held.id, GUEST, contact, "key", NOW)
    assert house.read(held) == held


@pytest.mark.parametrize("name", ["Nguyễn Thị Ánh Tuyết", "이수민", "O’Connor-Smith", "Дарья", "陈伟"])
def test_names_of_the_world(house: House, name: str) -> None:
    assert house.book(TEN, contact=Contact(name, "+82 2-312-3456")).contact == Contact(name, "+8223123456")


def test_wrong_codes_are_limited_in_a_conversation_even_before_the_right_one(house: House) -> None:
    made = house.book(TEN)
    for minute in range(3):
        with pytest.raises(BookingNotFound):
            booking.link(house.engine, THIEF, "CCCCCC", LAN.phone, NOW + timedelta(minutes=minute))
    with pytest.raises(TooManyTries) as error:
        booking.link(house.engine, THIEF, made.code, LAN.phone, NOW + timedelta(minutes=10))
    assert error.value.allowed["minutes"] == 50
    assert booking.link(house.engine, THIEF, made.code, LAN.phone, NOW + timedelta(minutes=60)) == made


def test_wrong_codes_are_limited_for_a_number_from_wherever_they_come(house: House) -> None:
    house.book(TEN)
    for number in range(10):
        with pytest.raises(BookingNotFound):
            booking.by_code(house.engine, f"web:{number}", "CCCCCC", LAN.phone, NOW)
    with pytest.raises(TooManyTries):
        booking.by_code(house.engine, "web:new", "CCCCCC", "0905123456", NOW)
    with pytest.raises(BookingNotFound):
        booking.by_code(house.engine, "web:new", "CCCCCC", "0905999888", NOW)


def test_tries_that_no_window_reaches_are_forgotten(house: House) -> None:
    with writing(house.engine) as connection:
        allowance.remember_try(connection, THIEF, "+84905123456", NOW, Limits())
        allowance.remember_try(connection, THIEF, "+84905123456", NOW + timedelta(hours=2), Limits())
    assert house.count("SELECT count(*) FROM code_try") == 1


def test_one_open_hold_of_a_customer_over_all_conversations(house: House) -> None:
    made = house.book(TEN)
    booking.link(house.engine, "zalo:1", made.code, LAN.phone, NOW)
    house.hold("2026-11-28 14:00", "zalo:1")
    with pytest.raises(TooManyHolds) as error:
        house.hold("2026-11-28 17:00", GUEST)
    assert error.value.allowed["most"] == 1
    assert house.hold("2026-11-28 17:00", GUEST, now=NOW + timedelta(minutes=10)).status == "held"


def test_a_few_bookings_ahead_of_a_number_over_all_conversations(house: House) -> None:
    two = Limits(future_bookings=2)
    house.book(TEN, "web:a", limits=two)
    house.book("2026-11-28 14:00", "web:b", limits=two)
    with pytest.raises(TooManyHolds):
        house.book("2026-11-28 17:00", "web:c", limits=two)
    with pytest.raises(TooManyHolds):  # known by now, before anything is held
        house.hold("2026-11-30 10:00", "web:a", limits=two)
    assert house.book("2026-11-28 18:30", "web:d", contact=Contact("Mai", "0905999888"), limits=two)


def test_the_past_leaves_the_allocations_and_stays_in_the_bookings(house: House) -> None:
    old, later = house.book("2026-11-25 11:00", wish=WITH_AN), house.book(TEN, "web:a")
    tomorrow = at("2026-11-26 09:00")
    assert booking.archive(house.engine, tomorrow) == 1
    assert (house.quarters(old), house.quarters(later)) == (0, 10)
    assert house.read(old) == old
    assert booking.archive(house.engine, tomorrow) == 0
    booking.arrive(house.engine, old.id, "staff:mai", True, at("2026-11-25 11:00"))


def test_a_hold_of_nowhere(house: House) -> None:
    with pytest.raises(NotFound):
        booking.hold(house.engine, HoldRequest("nowhere", GUEST, "back_massage", 1, at(TEN), ANY, "en"), NOW)
    with reading(house.engine) as connection:
        assert booking.open_hold(connection, GUEST, NOW) is None
