"""A booking goes past what its screening says only after the guests were asked anew, and never half way."""

from datetime import datetime, timedelta

import pytest

from spa import booking
from spa.booking import Booking, Limits, Wish
from spa.errors import (
    BookingNotFound,
    ChangeTooLate,
    HoldExpired,
    ScreeningForbids,
    ScreeningMissing,
    SlotTaken,
    SpaError,
    TooManyHolds,
)
from spa.store.database import reading
from tests.spa.house import GUEST, LAN, NOW, WITH_AN, House, at

TEN = "2026-11-28 10:00"
LATER = NOW + timedelta(days=2)
TARGET = at("2026-12-03 10:00")  # eight days after the first screening


def asks(house: House, made: Booking, start: datetime, now: datetime = NOW) -> bool:
    with reading(house.engine) as connection:
        return booking.asks_anew(connection, house.read(made), start, now)


def held_for(house: House, made: Booking, conversation: str = GUEST) -> Booking:
    return booking.hold_instead(house.engine, made.id, conversation, TARGET, LATER)


def exchanged(house: House, made: Booking, draft: Booking, conversation: str = GUEST) -> Booking:
    return booking.exchange(house.engine, made.id, draft.id, conversation, LATER)


def test_only_what_the_screening_does_not_reach_is_asked_anew(house: House) -> None:
    made = house.book(TEN)
    assert not asks(house, made, at("2026-11-25 18:00"))
    assert not asks(house, made, NOW + timedelta(days=7))
    assert asks(house, made, NOW + timedelta(days=7, minutes=15))
    house.rescreen(made, outcome="adapt", rules=["alcohol"])
    assert not asks(house, made, at("2026-11-28 19:00"))
    assert asks(house, made, at("2026-11-30 10:00"))
    house.rescreen(made, consent_id=house.agree(withdrawn=NOW), outcome="nothing_reported", rules=[])
    assert asks(house, made, at("2026-11-28 19:00"))


def test_the_old_time_is_given_up_when_the_new_screening_lets_them_through(house: House) -> None:
    made = house.book(TEN, wish=WITH_AN)
    draft = held_for(house, made)
    assert (house.read(made), draft.status, draft.start) == (made, "held", TARGET)
    house.screen(draft, outcome="adapt", rules=["pregnancy"], notes=["light_pressure"])
    moved = exchanged(house, made, draft)
    assert (moved.id, moved.code, moved.status, moved.start) == (made.id, made.code, "confirmed", TARGET)
    assert (moved.note, moved.therapist_ids, moved.sequence) == ("light_pressure", made.therapist_ids, 1)
    assert (house.quarters(moved), house.quarters(draft), house.read(draft).status) == (10, 0, "cancelled")
    assert house.history(made)[-1] == (GUEST, "moved")
    assert house.hold(TEN, "web:a", wish=WITH_AN).start == at(TEN)
    assert house.overlaps() == 0


@pytest.mark.parametrize("outcome", [None, "consult", "not_today", "see_doctor", "emergency"])
def test_nobody_is_moved_past_a_condition(house: House, outcome: str | None) -> None:
    made = house.book(TEN)
    draft = held_for(house, made)
    house.screen(draft, outcome=outcome)
    with pytest.raises(SpaError) as error:
        exchanged(house, made, draft)
    assert isinstance(error.value, ScreeningForbids if outcome else ScreeningMissing)
    assert (house.read(made), house.quarters(made), house.read(draft)) == (made, 10, draft)


def test_the_screening_of_the_old_time_does_not_count_for_the_new_one(house: House) -> None:
    made = house.book(TEN)
    draft = held_for(house, made)
    with pytest.raises(ScreeningMissing):
        exchanged(house, made, draft)
    assert house.read(made) == made


def test_each_guest_of_a_party_is_asked_and_keeps_the_name(house: House) -> None:
    held = house.hold(TEN, party=2)
    booking.name_companions(house.engine, held.id, GUEST, ["Hoa"], NOW)
    for guest in (1, 2):
        house.screen(held, guest)
    made = booking.confirm(house.engine, held.id, GUEST, LAN, "key", NOW)
    draft = held_for(house, made)
    house.screen(draft, 1)
    with pytest.raises(ScreeningMissing):
        exchanged(house, made, draft)
    house.screen(draft, 2)
    assert [guest.name for guest in exchanged(house, made, draft).guests] == [None, "Hoa"]


def test_steps_are_what_the_new_screening_leaves(house: House) -> None:
    held = house.hold(TEN, service="bath_and_massage")
    booking.replan(house.engine, held.id, GUEST, {1: {"wooden_tub"}}, NOW)
    house.screen(held, outcome="adapt", left_out=["wooden_tub"])
    made = booking.confirm(house.engine, held.id, GUEST, LAN, "key", NOW)
    draft = held_for(house, made)
    assert draft.kept == ("shower", "massage")
    booking.replan(house.engine, draft.id, GUEST, {1: {"shower"}}, LATER)
    house.screen(draft, outcome="adapt", left_out=["shower"])
    moved = exchanged(house, made, draft)
    assert (moved.kept, moved.minutes, moved.price_vnd) == (("wooden_tub", "massage"), 90, 400_000)


def test_the_house_may_choose_another_therapist_for_it(house: House) -> None:
    made = house.book(TEN, wish=WITH_AN)
    wish = Wish(therapist_id="house.binh")
    draft = booking.hold_instead(house.engine, made.id, GUEST, TARGET, LATER, actor="staff:1", wish=wish)
    assert draft.therapist_ids == ("house.binh",)


def test_a_lost_time_leaves_everything_as_it_was(house: House) -> None:
    made = house.book(TEN, wish=WITH_AN)
    draft = held_for(house, made)
    house.screen(draft)
    long_after = LATER + timedelta(hours=1)
    house.book("2026-12-03 10:00", "web:a", wish=WITH_AN, now=long_after)
    with pytest.raises(HoldExpired):
        booking.exchange(house.engine, made.id, draft.id, GUEST, long_after)
    assert (house.read(made), house.quarters(made)) == (made, 10)


def test_a_taken_time_is_not_held(house: House) -> None:
    made = house.book(TEN, wish=WITH_AN)
    house.book("2026-12-03 10:00", "web:a", wish=WITH_AN, now=LATER)
    with pytest.raises(SlotTaken) as taken:
        held_for(house, made)
    assert taken.value.allowed["offers"] and house.read(made) == made


def test_shortly_before_the_visit_the_wish_is_for_the_venues_people(house: House) -> None:
    made = house.book("2026-11-26 10:00", limits=Limits(future_bookings=1))
    one_too_many = Limits(future_bookings=1)
    with pytest.raises(TooManyHolds):
        house.hold(TEN, limits=one_too_many)
    late = made.start - timedelta(hours=4)
    with pytest.raises(ChangeTooLate):
        booking.hold_instead(house.engine, made.id, GUEST, at("2026-11-30 10:00"), late, 4)
    draft = booking.hold_instead(
        house.engine, made.id, GUEST, at("2026-11-30 10:00"), late - timedelta(minutes=5), 4, one_too_many
    )
    house.screen(draft)
    with pytest.raises(ChangeTooLate):
        booking.exchange(house.engine, made.id, draft.id, GUEST, late, 4)
    assert [what for _, what in house.history(made)][-2:] == ["confirmed", "move_requested"]
    staff = booking.exchange(house.engine, made.id, draft.id, GUEST, late, 4, actor="staff:mai")
    assert staff.start == at("2026-11-30 10:00")


def test_from_another_conversation_of_the_customer(house: House) -> None:
    made = house.book(TEN)
    with pytest.raises(BookingNotFound):
        held_for(house, made, "web:other")
    booking.link(house.engine, "web:other", made.code, LAN.phone, LATER)
    draft = held_for(house, made, "web:other")
    house.screen(draft, notes=["light_pressure"])
    moved = exchanged(house, made, draft, "web:other")
    assert (moved.start, moved.conversation, moved.note) == (TARGET, "web:other", "light_pressure")
    assert booking.cancel(house.engine, made.id, GUEST, LATER).status == "cancelled"


def test_another_draft_is_not_taken_for_it(house: House) -> None:
    made = house.book(TEN)
    draft = house.hold("2026-12-01 10:00", service="bath_and_massage")
    house.screen(draft)
    with pytest.raises(BookingNotFound):
        exchanged(house, made, draft)
    stranger = house.hold("2026-12-01 14:00", "web:stranger")
    house.screen(stranger)
    with pytest.raises(BookingNotFound):
        exchanged(house, made, stranger)
    assert house.read(made) == made


def test_what_waits_for_a_person_is_not_exchanged(house: House) -> None:
    made = house.book(TEN)
    draft = held_for(house, made)
    house.screen(draft)
    waiting = booking.withdraw_booking_for_health(house.engine, made.id, LATER)
    with pytest.raises(ScreeningForbids):
        exchanged(house, made, draft)
    with pytest.raises(ScreeningForbids):
        held_for(house, made)
    assert house.read(made) == waiting
