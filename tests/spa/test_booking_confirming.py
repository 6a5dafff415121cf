"""A booking is confirmed once, for a person who can be called, and found again only by that person."""

from datetime import timedelta

import pytest

from spa import booking
from spa.booking import Contact, Limits
from spa.errors import (
    BookingNotFound,
    HoldExpired,
    NameNotValid,
    PhoneNotValid,
    ScreeningForbids,
    ScreeningMissing,
    TooManyHolds,
)
from spa.store.database import reading
from tests.spa.house import GUEST, LAN, NOW, WITH_AN, House

TEN = "2026-11-28 10:00"


def test_a_confirmed_booking(house: House) -> None:
    made = house.book(TEN)
    assert (made.status, made.hold_expires_at) == ("confirmed", None)
    assert made.contact == Contact("Lan", "+84905123456")
    assert len(made.code) == 6 and not set(made.code) & set("0O1IL5S8B2Z")
    assert house.history(made) == [(GUEST, "held"), (GUEST, "confirmed")]
    assert house.quarters(made) == 5 + 5


def test_the_same_key_again_gets_the_same_answer(house: House) -> None:
    made = house.book(TEN)
    again = booking.confirm(house.engine, made.id, GUEST, LAN, f"key {made.id}", NOW + timedelta(days=1))
    assert again == made
    assert house.count("SELECT count(*) FROM booking") == 1
    assert house.count("SELECT count(*) FROM booking_history WHERE change = 'confirmed'") == 1


def test_a_second_click_with_another_key_makes_nothing_new(house: House) -> None:
    made = house.book(TEN)
    assert booking.confirm(house.engine, made.id, GUEST, LAN, "another", NOW) == made


def test_the_key_of_another_conversation_tells_nothing(house: House) -> None:
    made = house.book(TEN, "web:a")
    held = house.hold("2026-11-28 14:00")
    with pytest.raises(BookingNotFound):
        booking.confirm(house.engine, held.id, GUEST, LAN, f"key {made.id}", NOW)


def test_a_hold_that_somebody_else_has_got_is_not_confirmed(house: House) -> None:
    held = house.hold(TEN, wish=WITH_AN)
    house.screen(held)
    later = NOW + timedelta(minutes=10)
    house.book(TEN, "web:a", wish=WITH_AN, now=later)
    with pytest.raises(HoldExpired):
        booking.confirm(house.engine, held.id, GUEST, LAN, "key", later)


def test_a_late_answer_is_confirmed_if_the_time_is_still_free(house: House) -> None:
    held = house.hold(TEN)
    house.screen(held)
    made = booking.confirm(house.engine, held.id, GUEST, LAN, "key", NOW + timedelta(minutes=45))
    assert (made.status, made.start) == ("confirmed", held.start)


def test_the_gate_is_met_by_a_hold_taken_again_too(house: House) -> None:
    held = house.hold(TEN)
    with pytest.raises(ScreeningMissing):
        booking.confirm(house.engine, held.id, GUEST, LAN, "key", NOW + timedelta(minutes=45))


def test_what_waits_for_a_person_is_not_confirmed_by_the_guest(house: House) -> None:
    held = house.hold(TEN)
    house.screen(held)
    booking.await_decision(house.engine, held.id, GUEST, NOW + timedelta(hours=1), NOW)
    with pytest.raises(ScreeningForbids):
        booking.confirm(house.engine, held.id, GUEST, LAN, "key", NOW)


def test_a_released_hold_is_not_confirmed(house: House) -> None:
    held = house.hold(TEN)
    house.screen(held)
    booking.release(house.engine, held.id, GUEST, NOW)
    with pytest.raises(HoldExpired):
        booking.confirm(house.engine, held.id, GUEST, LAN, "key", NOW)


@pytest.mark.parametrize(
    "name", ["", "   ", "12345", "🙂", "x" * 81, "x" * 10_000, "<b>Lan</b>", "Lan; DROP TABLE", "()"]
)
def test_what_is_no_name(house: House, name: str) -> None:
    held = house.hold(TEN)
    house.screen(held)
    with pytest.raises(NameNotValid):
        booking.confirm(house.engine, held.id, GUEST, Contact(name, LAN.phone), "key", NOW)
    assert house.read(held) == held


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("  Nguyễn  Thị Lan ", "Nguyễn Thị Lan"),
        ("O'Brien-Smith, Jr.", "O'Brien-Smith, Jr."),
        ("김민지", "김민지"),
        ("Vy", "Vy"),
    ],
)
def test_names_of_the_world(name: str, kept: str) -> None:
    assert booking.checked_name(name) == kept


@pytest.mark.parametrize(
    ("phone", "kept"),
    [
        ("0905123456", "+84905123456"),
        ("+84 905 123 456", "+84905123456"),
        ("84905123456", "+84905123456"),
        ("0236 3 822 178", "+842363822178"),
        ("+1 (202) 456-1111", "+12024561111"),
        ("+82 10-1234-5678", "+821012345678"),
    ],
)
def test_numbers_of_the_world(phone: str, kept: str) -> None:
    assert booking.checked_phone(phone) == kept


@pytest.mark.parametrize("phone", ["", "12", "call me", "0905", "+84 12", "0905123456789012", "0905CALLME"])
def test_what_is_no_number(phone: str) -> None:
    with pytest.raises(PhoneNotValid):
        booking.checked_phone(phone)


def test_so_many_bookings_a_conversation_and_no_more(house: House) -> None:
    waiting = house.hold("2026-11-28 17:00")
    house.screen(waiting)
    limits = Limits(future_bookings=1)
    house.book(TEN, "web:a", limits=limits)
    with pytest.raises(TooManyHolds):  # the same number from another conversation
        booking.confirm(house.engine, waiting.id, GUEST, LAN, "key", NOW, limits)
    other = Contact("Mai", "0905 999 888")
    assert booking.confirm(house.engine, waiting.id, GUEST, other, "key", NOW, limits).status == "confirmed"


def test_the_customers_bookings_in_order_of_time(house: House) -> None:
    late, early = house.book("2026-11-28 15:00"), house.book("2026-11-26 10:00")
    cancelled = house.book("2026-11-30 10:00")
    booking.cancel(house.engine, cancelled.id, GUEST, NOW, 4)
    house.hold("2026-11-30 15:00")
    house.book("2026-11-28 15:00", "web:other")
    with reading(house.engine) as connection:
        assert booking.of_conversation(connection, GUEST, NOW) == [early, late]
        assert [one.id for one in booking.of_conversation(connection, GUEST, early.end)] == [late.id]
        everything = booking.of_conversation(connection, GUEST, NOW, upcoming=False)
    assert [one.id for one in everything] == [early.id, late.id, cancelled.id]


def test_a_code_is_found_as_people_type_it_and_only_by_its_customer(house: House) -> None:
    made = house.book(TEN)
    typed = f" {made.code[:3].lower()}-{made.code[3:]} "
    with reading(house.engine) as connection:
        assert booking.find(connection, GUEST, typed) == made
        for conversation, code in (("web:other", made.code), (GUEST, "AAAAAA"), (GUEST, "")):
            with pytest.raises(BookingNotFound):
                booking.find(connection, conversation, code)


def test_code_and_number_together_prove_the_customer(house: House) -> None:
    made = house.book(TEN)
    assert booking.by_code(house.engine, "zalo:1", made.code, "+84905123456", NOW) == made
    for code, phone in ((made.code, "0905999888"), ("CCCCCC", LAN.phone)):
        with pytest.raises(BookingNotFound):
            booking.by_code(house.engine, "zalo:1", code, phone, NOW)


def test_another_channel_is_linked_by_code_and_number(house: House) -> None:
    made = house.book(TEN)
    with pytest.raises(BookingNotFound):
        booking.link(house.engine, "zalo:1", made.code, "0905999888", NOW)
    booking.link(house.engine, "zalo:1", made.code, LAN.phone, NOW)
    with reading(house.engine) as connection:
        assert booking.of_conversation(connection, "zalo:1", NOW) == [made]
    assert booking.cancel(house.engine, made.id, "zalo:1", NOW, 4).status == "cancelled"


def test_a_number_alone_leads_to_nobodys_bookings(house: House) -> None:
    house.book(TEN, "web:a")
    house.book("2026-11-28 14:00", "web:b")
    with reading(house.engine) as connection:
        assert len(booking.of_conversation(connection, "web:b", NOW)) == 1


def test_the_same_person_is_written_down_once(house: House) -> None:
    first, second = house.book(TEN), house.book("2026-11-28 14:00")
    third = house.book("2026-11-28 17:00", contact=Contact("Mai", LAN.phone))
    assert first.customer_id == second.customer_id != third.customer_id
    with reading(house.engine) as connection:
        assert len(booking.of_conversation(connection, GUEST, NOW)) == 3
