"""A confirmed booking moves, is cancelled or goes back to a person, and never ends half way."""

from datetime import timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import update

from spa import booking
from spa.booking import Contact, Limits
from spa.errors import (
    BookingNotFound,
    ChangeTooLate,
    ScreeningForbids,
    ScreeningMissing,
    SlotTaken,
    TimeNotPossible,
)
from spa.store import catalogue, schema
from spa.store.database import reading, writing
from tests.spa.house import GUEST, NOW, WITH_AN, House, at

TEN = "2026-11-28 10:00"


def test_move_gives_the_old_time_up_for_the_new_one(house: House) -> None:
    made = house.book(TEN, wish=WITH_AN)
    moved = booking.move(house.engine, made.id, GUEST, at("2026-11-28 14:00"), NOW)
    assert (moved.id, moved.code, moved.status) == (made.id, made.code, "confirmed")
    assert (moved.start, moved.end, moved.therapist_ids) == (
        at("2026-11-28 14:00"),
        at("2026-11-28 15:00"),
        made.therapist_ids,
    )
    assert house.quarters(moved) == house.quarters(made) == 5 + 5
    assert house.history(made)[-1] == (GUEST, "moved")
    assert house.hold(TEN, "web:a", wish=WITH_AN).start == at(TEN)


def test_move_by_a_quarter_may_overlap_the_own_old_time(house: House) -> None:
    made = house.book(TEN, wish=WITH_AN)
    moved = booking.move(house.engine, made.id, GUEST, at("2026-11-28 10:15"), NOW)
    assert moved.start == at("2026-11-28 10:15")


def test_move_to_a_taken_time_changes_nothing(house: House) -> None:
    made = house.book(TEN, wish=WITH_AN)
    house.book("2026-11-28 14:00", "web:a", party=2, wish=WITH_AN, contact=Contact("Mai", "0905999888"))
    with pytest.raises(SlotTaken) as taken:
        booking.move(house.engine, made.id, GUEST, at("2026-11-28 14:00"), NOW)
    assert taken.value.allowed["offers"]
    assert (house.read(made), house.quarters(made)) == (made, 10)


def test_move_past_the_screenings_days_asks_it_again(house: House) -> None:
    made = house.book(TEN)
    target, ahead = at("2026-12-03 10:00"), Limits(days_ahead=30)
    with pytest.raises(ScreeningMissing):
        booking.move(house.engine, made.id, GUEST, target, NOW, limits=ahead)
    assert house.read(made) == made
    later = NOW + timedelta(days=2)
    house.rescreen(made, decided_at=later)
    assert booking.move(house.engine, made.id, GUEST, target, later, limits=ahead).start == target


@pytest.mark.parametrize("reported", [{"rules": ["alcohol"], "notes": ["alcohol"]}, {"rules": []}], ids=str)
def test_what_was_judged_for_one_day_is_not_believed_on_another(house: House, reported: dict[str, Any]) -> None:
    made = house.book(TEN)
    house.rescreen(made, outcome="adapt", **reported)
    with pytest.raises(ScreeningMissing):
        booking.move(house.engine, made.id, GUEST, at("2026-11-25 18:00"), NOW)
    assert (house.read(made), house.quarters(made)) == (made, 10)
    moved = booking.move(house.engine, made.id, GUEST, at("2026-11-28 19:00"), NOW)
    assert (moved.status, moved.start) == ("confirmed", at("2026-11-28 19:00"))


def test_one_guest_who_reported_something_keeps_a_party_on_its_day(house: House) -> None:
    held = house.hold(TEN, party=2)
    house.screen(held, 1)
    house.screen(held, 2, outcome="adapt", rules=["fever_infection"])
    made = booking.confirm(house.engine, held.id, GUEST, Contact("Lan", "0905123456"), "key", NOW)
    with pytest.raises(ScreeningMissing) as error:
        booking.move(house.engine, made.id, GUEST, at("2026-11-30 10:00"), NOW)
    assert (error.value.allowed["guest"], house.read(made)) == (2, made)


def test_the_day_is_the_venues_own(house: House) -> None:
    made = house.book("2026-11-28 09:00")  # 02:00 in UTC
    house.rescreen(made, outcome="adapt", rules=["alcohol"])
    evening = at("2026-11-28 19:00").astimezone(timezone(timedelta(hours=14)))  # the 29th there
    assert booking.move(house.engine, made.id, GUEST, evening, NOW).start == evening


def test_who_reported_nothing_moves_to_any_day(house: House) -> None:
    made = house.book(TEN)
    moved = booking.move(house.engine, made.id, GUEST, at("2026-11-25 18:00"), NOW)
    assert (moved.status, moved.start) == ("confirmed", at("2026-11-25 18:00"))


def test_a_moved_booking_keeps_its_steps_left_out(house: House) -> None:
    held = house.hold(TEN, service="bath_and_massage")
    booking.replan(house.engine, held.id, GUEST, {1: {"wooden_tub"}}, NOW)
    house.screen(held, outcome="adapt", left_out=["wooden_tub"])
    booking.confirm(house.engine, held.id, GUEST, Contact("Lan", "0905123456"), "key", NOW)
    moved = booking.move(house.engine, held.id, GUEST, at("2026-11-28 14:00"), NOW)
    assert (moved.kept, moved.minutes, moved.price_vnd) == (("shower", "massage"), 75, 300_000)


def test_a_wished_therapist_who_has_left_does_not_stop_a_move(house: House) -> None:
    made = house.book(TEN, wish=WITH_AN)
    with writing(house.engine) as connection:
        catalogue.change(connection, "house")
        gone = schema.therapist.c.id == "house.an"
        connection.execute(update(schema.therapist).where(gone).values(active=False))
    moved = booking.move(house.engine, made.id, GUEST, at("2026-11-28 14:00"), NOW)
    assert moved.therapist_ids == ("house.binh",)


@pytest.mark.parametrize("start", ["2026-11-24 10:00", "2026-11-27 10:00", "2026-11-28 20:30", "2026-11-28 10:07"])
def test_move_to_a_start_that_cannot_be(house: House, start: str) -> None:
    made = house.book(TEN)
    with pytest.raises(TimeNotPossible):
        booking.move(house.engine, made.id, GUEST, at(start), NOW)
    assert house.read(made) == made


def test_cancel_frees_the_time(house: House) -> None:
    made = house.book(TEN, wish=WITH_AN)
    gone = booking.cancel(house.engine, made.id, GUEST, NOW, 4)
    assert (gone.status, house.quarters(made)) == ("cancelled", 0)
    assert house.history(made)[-1] == (GUEST, "cancelled")
    assert house.book(TEN, "web:a", wish=WITH_AN).status == "confirmed"
    with pytest.raises(BookingNotFound):
        booking.cancel(house.engine, made.id, GUEST, NOW, 4)


def test_shortly_before_the_start_a_person_decides(house: House) -> None:
    made = house.book(TEN)
    late = made.start - timedelta(hours=4)
    with pytest.raises(ChangeTooLate) as error:
        booking.cancel(house.engine, made.id, GUEST, late, 4)
    assert error.value.allowed["hours"] == 4
    with pytest.raises(ChangeTooLate):
        booking.move(house.engine, made.id, GUEST, at("2026-11-28 14:00"), late, cancel_hours=4)
    assert house.read(made) == made
    assert booking.cancel(house.engine, made.id, GUEST, late - timedelta(minutes=1), 4).status == "cancelled"


def test_nobody_changes_the_booking_of_another_customer(house: House) -> None:
    made = house.book(TEN)
    house.book("2026-11-28 14:00", "web:thief")  # with the same telephone number
    with pytest.raises(BookingNotFound):
        booking.move(house.engine, made.id, "web:thief", at("2026-11-28 17:00"), NOW)
    with pytest.raises(BookingNotFound):
        booking.cancel(house.engine, made.id, "web:thief", NOW, 4)
    assert house.read(made) == made


def test_a_draft_is_neither_moved_nor_cancelled(house: House) -> None:
    held = house.hold(TEN)
    with pytest.raises(BookingNotFound):
        booking.move(house.engine, held.id, GUEST, at("2026-11-28 14:00"), NOW)
    with pytest.raises(BookingNotFound):
        booking.cancel(house.engine, held.id, GUEST, NOW, 4)


def test_a_condition_told_later_takes_the_booking_back_to_a_person(house: House) -> None:
    made = house.book(TEN, wish=WITH_AN)
    waiting = booking.withdraw_booking_for_health(house.engine, made.id, NOW, actor=GUEST)
    assert (waiting.status, waiting.hold_expires_at) == ("awaiting_decision", None)
    assert house.history(made)[-1] == (GUEST, "withdrawn_for_health")
    assert booking.withdraw_booking_for_health(house.engine, made.id, NOW) == waiting
    with pytest.raises(SlotTaken):
        house.hold(TEN, "web:a", wish=WITH_AN)
    cancelled = booking.cancel(house.engine, made.id, GUEST, NOW, 4)
    with pytest.raises(BookingNotFound):
        booking.withdraw_booking_for_health(house.engine, cancelled.id, NOW)


def test_who_waits_for_a_decision_moves_only_with_a_person(house: House) -> None:
    made = house.book(TEN)
    waiting = booking.withdraw_booking_for_health(house.engine, made.id, NOW, until=NOW + timedelta(hours=4))
    with pytest.raises(ScreeningForbids) as error:
        booking.move(house.engine, made.id, GUEST, at("2026-11-28 14:00"), NOW)
    assert (error.value.allowed["outcome"], house.read(made), house.quarters(made)) == ("consult", waiting, 10)


def test_a_decision_whose_time_is_over_is_not_revived(house: House) -> None:
    made = house.book(TEN)
    until = NOW + timedelta(hours=4)
    booking.withdraw_booking_for_health(house.engine, made.id, NOW, until=until)
    with pytest.raises(BookingNotFound):
        booking.move(house.engine, made.id, GUEST, at("2026-11-28 14:00"), until)
    with pytest.raises(BookingNotFound):
        booking.cancel(house.engine, made.id, GUEST, until, 4)
    assert house.hold(TEN, "web:a", now=until).status == "held"
    assert (house.read(made).status, house.quarters(made)) == ("expired", 0)


def test_a_customer_no_longer_sees_a_decision_whose_time_is_over(house: House) -> None:
    until = NOW + timedelta(hours=4)
    limited, unlimited = house.book(TEN), house.book("2026-11-28 14:00")
    booking.withdraw_booking_for_health(house.engine, limited.id, NOW, until=until)
    booking.withdraw_booking_for_health(house.engine, unlimited.id, NOW)
    with reading(house.engine) as connection:
        shortly_before = booking.of_conversation(connection, GUEST, until - timedelta(minutes=1))
        assert [one.id for one in shortly_before] == [limited.id, unlimited.id]
        assert [one.id for one in booking.of_conversation(connection, GUEST, until)] == [unlimited.id]


def test_after_all_changes_nobody_has_two_guests_at_once(house: House) -> None:
    first, second = house.book(TEN), house.book("2026-11-28 11:15", "web:a")
    booking.move(house.engine, first.id, GUEST, at("2026-11-28 11:15"), NOW)
    booking.move(house.engine, second.id, "web:a", at(TEN), NOW)
    house.book("2026-11-28 14:00", "web:b", party=2, contact=Contact("Mai", "0905999888"))
    assert house.overlaps() == 0
