"""A held time is the guest's for a while: replaced, renewed, given back, lost to the next one."""

from datetime import timedelta

import pytest

from spa import booking
from spa.booking import Contact, HoldRequest, Limits
from spa.errors import (
    BookingNotFound,
    HoldExpired,
    NotFound,
    PartyNotPossible,
    PhoneNotValid,
    SlotTaken,
    TimeNotPossible,
    TooManyHolds,
)
from spa.store.database import reading
from tests.spa.house import ANY, GUEST, NOW, WITH_AN, House, at

TEN = "2026-11-28 10:00"
LATER = NOW + timedelta(minutes=11)


def test_a_hold_says_everything_about_the_visit(house: House) -> None:
    held = house.hold(TEN, service="bath_and_massage", party=2, wish=WITH_AN)
    assert (held.status, held.hold_expires_at) == ("held", NOW + timedelta(minutes=10))
    assert (held.start, held.end) == (at(TEN), at("2026-11-28 11:45"))
    assert (held.therapist_ids, held.room_ids) == (("house.an", "house.binh"), ("house.couple",) * 2)
    assert (held.kept, held.minutes, held.price_vnd) == (("shower", "wooden_tub", "massage"), 105, 800_000)
    assert (held.wish, held.party, held.customer_id, held.contact) == (WITH_AN, 2, None, None)
    assert house.history(held) == [(GUEST, "held")]


def test_it_takes_the_therapists_with_cleaning_and_the_room_with_preparation_too(house: House) -> None:
    held = house.hold(TEN, service="bath_and_massage", party=2)
    assert (house.quarters(held, "therapist:"), house.quarters(held, "room:")) == (2 * 8, 9)


def test_the_second_gets_another_therapist_and_the_third_the_next_times(house: House) -> None:
    first, second = house.hold(TEN, "web:a"), house.hold(TEN, "web:b")
    assert {first.therapist_ids, second.therapist_ids} == {("house.an",), ("house.binh",)}
    assert {first.room_ids, second.room_ids} == {("house.single",), ("house.couple",)}
    with pytest.raises(SlotTaken) as taken:
        house.hold(TEN, "web:c")
    assert taken.value.allowed["reason"] == "taken"
    assert [offer.start for offer in taken.value.allowed["offers"]][0] == at("2026-11-28 11:15")  # type: ignore[attr-defined]


def test_a_new_hold_replaces_the_own_one(house: House) -> None:
    held = house.hold(TEN)
    changed = house.hold("2026-11-28 10:30", service="bath_and_massage")
    assert (changed.id, changed.code, changed.start) == (held.id, held.code, at("2026-11-28 10:30"))
    assert house.count("SELECT count(*) FROM booking") == 1
    assert house.quarters(changed) == 8 + 9
    assert house.history(changed) == [(GUEST, "held"), (GUEST, "held_instead")]


def test_a_change_of_mind_keeps_the_old_time_if_the_new_one_is_taken(house: House) -> None:
    held = house.hold(TEN)
    house.hold("2026-11-28 14:00", "web:a", party=2)
    with pytest.raises(SlotTaken):
        house.hold("2026-11-28 14:00", party=2)
    assert house.read(held) == held
    with reading(house.engine) as connection:
        assert booking.open_hold(connection, GUEST, NOW) == held


def test_an_outcome_against_the_massage_leaves_the_hold_to_the_gate(house: House) -> None:
    held = house.hold(TEN)
    house.screen(held, outcome="consult", left_out=["massage"])
    moved = house.hold("2026-11-28 14:00")
    assert (moved.kept, moved.minutes) == (("massage",), 60)


@pytest.mark.parametrize(
    ("start", "reason"),
    [("2026-11-24 10:00", "past"), ("2026-11-25 09:15", "too_soon"), ("2026-11-27 10:00", "closed_day")],
)
def test_a_start_that_cannot_be(house: House, start: str, reason: str) -> None:
    with pytest.raises(TimeNotPossible) as error:
        house.hold(start)
    assert error.value.allowed["reason"] == reason


def test_what_there_is_not(house: House) -> None:
    with pytest.raises(NotFound):
        house.hold(TEN, service="facial")
    with pytest.raises(PartyNotPossible):
        house.hold(TEN, party=3)
    with pytest.raises(NotFound):
        booking.hold(house.engine, HoldRequest("nowhere", GUEST, "back_massage", 1, at(TEN), ANY, "en"), NOW)
    assert house.count("SELECT count(*) FROM booking") == 0


def test_an_expired_hold_falls_to_the_next_guest(house: House) -> None:
    lost = house.hold(TEN, "web:a", wish=WITH_AN)
    won = house.hold(TEN, "web:b", wish=WITH_AN, now=LATER)
    assert won.therapist_ids == ("house.an",)
    assert house.read(lost).status == "expired"
    assert house.history(lost)[-1] == ("system", "expired")
    with pytest.raises(HoldExpired):
        booking.renew(house.engine, lost.id, "web:a", LATER)


def test_an_expired_draft_goes_on_for_an_hour_and_not_on_another_day(house: House) -> None:
    held = house.hold(TEN)
    soon = house.hold(TEN, now=NOW + timedelta(minutes=50))
    later = house.hold(TEN, now=NOW + timedelta(hours=3))
    assert soon.id == held.id != later.id
    assert house.read(held).status == "expired"


def test_each_answer_renews_up_to_half_an_hour(house: House) -> None:
    held = house.hold(TEN)
    for minutes, until in ((5, 15), (12, 22), (21, 30), (29, 30)):
        renewed = booking.renew(house.engine, held.id, GUEST, NOW + timedelta(minutes=minutes))
        assert renewed.hold_expires_at == NOW + timedelta(minutes=until)


def test_an_expired_hold_that_is_still_free_is_taken_again(house: House) -> None:
    held = house.hold(TEN)
    again = booking.renew(house.engine, held.id, GUEST, LATER)
    assert (again.status, again.held_at, again.start) == ("held", LATER, at(TEN))
    house.hold("2026-11-28 15:00", "web:a", now=LATER + timedelta(minutes=11))  # sweeps ours away
    assert house.read(held).status == "expired"
    third = booking.renew(house.engine, held.id, GUEST, LATER + timedelta(minutes=12))
    assert (third.status, third.therapist_ids) == ("held", held.therapist_ids)
    assert house.quarters(third) == 5 + 5


def test_a_hold_taken_again_may_get_another_therapist(house: House) -> None:
    held = house.hold(TEN)
    house.hold(TEN, "web:a", wish=WITH_AN, now=LATER)
    assert booking.renew(house.engine, held.id, GUEST, LATER).therapist_ids == ("house.binh",)


def test_a_hold_is_not_taken_again_after_its_start(house: House) -> None:
    held = house.hold("2026-11-25 10:00")
    with pytest.raises(HoldExpired):
        booking.renew(house.engine, held.id, GUEST, at("2026-11-25 10:00"))


def test_release_gives_the_time_back(house: House) -> None:
    held = house.hold(TEN)
    booking.release(house.engine, held.id, GUEST, NOW)
    booking.release(house.engine, held.id, GUEST, NOW)
    assert (house.read(held).status, house.quarters(held)) == ("cancelled", 0)
    assert house.history(held) == [(GUEST, "held"), (GUEST, "released")]
    assert house.hold(TEN, wish=WITH_AN).id != held.id


def test_a_hold_that_waits_for_a_decision_lasts_until_the_owners_limit(house: House) -> None:
    held = house.hold(TEN, wish=WITH_AN)
    until = NOW + timedelta(hours=4)
    waiting = booking.await_decision(house.engine, held.id, GUEST, until, NOW, Contact("Lan", "0905123456"))
    assert (waiting.status, waiting.hold_expires_at) == ("awaiting_decision", until)
    assert waiting.contact == Contact("Lan", "+84905123456")
    with pytest.raises(SlotTaken):
        house.hold(TEN, "web:a", wish=WITH_AN, now=until - timedelta(minutes=1))
    assert house.hold(TEN, "web:a", wish=WITH_AN, now=until).status == "held"
    assert house.read(held).status == "expired"


def test_the_owners_limit_is_not_after_the_start(house: House) -> None:
    held = house.hold("2026-11-25 10:15")
    waiting = booking.await_decision(house.engine, held.id, GUEST, NOW + timedelta(hours=9), NOW)
    assert waiting.hold_expires_at == held.start


def test_a_wrong_number_keeps_the_hold(house: House) -> None:
    held = house.hold(TEN)
    with pytest.raises(PhoneNotValid):
        booking.await_decision(house.engine, held.id, GUEST, NOW + timedelta(hours=1), NOW, Contact("Lan", "12"))
    assert house.read(held) == held


def test_nobody_touches_the_hold_of_another_conversation(house: House) -> None:
    held = house.hold(TEN)
    with pytest.raises(BookingNotFound):
        booking.renew(house.engine, held.id, "web:thief", NOW)
    with pytest.raises(BookingNotFound):
        booking.replan(house.engine, held.id, "web:thief", {}, NOW)
    with pytest.raises(BookingNotFound):
        booking.release(house.engine, held.id, "web:thief", NOW)
    with pytest.raises(BookingNotFound):
        booking.await_decision(house.engine, held.id, "web:thief", NOW + timedelta(hours=1), NOW)
    with pytest.raises(BookingNotFound):
        booking.renew(house.engine, 999, GUEST, NOW)
    assert house.read(held) == held


def test_until_when_a_time_is_held(house: House) -> None:
    held = house.hold(TEN)
    with reading(house.engine) as connection:
        assert booking.held_until(connection, held.id, GUEST) == NOW + timedelta(minutes=10)
        assert booking.held_until(connection, held.id, "web:thief") is None
    booking.release(house.engine, held.id, GUEST, NOW)
    with reading(house.engine) as connection:
        assert booking.held_until(connection, held.id, GUEST) is None


def test_who_has_booked_enough_may_not_hold_more(house: House) -> None:
    limits = Limits(future_bookings=2)
    house.book("2026-11-28 10:00", limits=limits)
    house.book("2026-11-28 14:00", limits=limits)
    with pytest.raises(TooManyHolds) as error:
        house.hold("2026-11-28 17:00", limits=limits)
    assert error.value.allowed["most"] == 2
