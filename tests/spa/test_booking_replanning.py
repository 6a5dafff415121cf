"""A held visit is planned anew for the steps that are allowed, at the same start, and put back where there is time."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from spa import booking
from spa.errors import (
    ScreeningForbids,
    SlotTaken,
)
from spa.store import catalogue, schema
from spa.store.database import writing
from tests.spa.house import GUEST, NOW, WITH_AN, House, at

TEN = "2026-11-28 10:00"
LATER = NOW + timedelta(minutes=11)


def test_what_a_screening_left_out_stays_out_when_the_time_changes(house: House) -> None:
    held = house.hold(TEN, service="bath_and_massage")
    booking.replan(house.engine, held.id, GUEST, {1: {"wooden_tub"}}, NOW)
    moved = house.hold("2026-11-28 14:00", service="bath_and_massage")
    assert (moved.kept, moved.minutes) == (("shower", "massage"), 75)


def test_what_a_screening_left_out_stays_out_when_the_service_changes(house: House) -> None:
    held = house.hold(TEN, party=2)
    house.screen(held, 1, outcome="adapt", left_out=["wooden_tub", "saunas"])
    house.screen(held, 2, outcome="adapt", left_out=["shower"])
    both = house.hold(TEN, service="bath_and_massage", party=2)
    assert [guest.kept for guest in both.guests] == [("shower", "massage"), ("wooden_tub", "massage")]
    assert house.hold(TEN, service="bath_and_massage").kept == ("shower", "massage")  # without the companion


def test_replan_frees_and_shortens_at_the_same_start(house: House) -> None:
    held = house.hold(TEN, service="bath_and_massage", party=2)
    planned = booking.replan(house.engine, held.id, GUEST, {1: {"wooden_tub", "saunas"}, 2: {"wooden_tub"}}, NOW)
    assert (planned.kept, planned.left_out) == (("shower", "massage"), ("wooden_tub",))
    assert (planned.start, planned.end, planned.price_vnd) == (at(TEN), at("2026-11-28 11:15"), 600_000)
    assert (planned.therapist_ids, planned.room_ids) == (held.therapist_ids, held.room_ids)
    assert (house.quarters(planned, "therapist:"), house.quarters(planned, "room:")) == (2 * 6, 7)
    assert house.hold("2026-11-28 11:30", "web:a").start == at("2026-11-28 11:30")


def test_a_time_that_is_planned_anew_is_held_as_long_as_the_house_sets(house: House) -> None:
    held = house.hold(TEN, service="bath_and_massage")
    planned = booking.replan(house.engine, held.id, GUEST, {1: {"wooden_tub"}}, NOW, hold_minutes=25)
    assert planned.hold_expires_at == NOW + timedelta(minutes=25)


def test_what_one_guest_leaves_out_the_other_gets(house: House) -> None:
    held = house.hold(TEN, service="bath_and_massage", party=2)
    planned = booking.replan(house.engine, held.id, GUEST, {2: {"wooden_tub"}}, NOW)
    assert [guest.kept for guest in planned.guests] == [("shower", "wooden_tub", "massage"), ("shower", "massage")]
    assert [guest.minutes for guest in planned.guests] == [105, 75]
    assert (planned.minutes, planned.end, planned.price_vnd) == (105, held.end, 400_000 + 300_000)
    assert (planned.kept, planned.left_out) == (held.kept, ())
    assert house.count("SELECT count(*) FROM booking_step WHERE left_out") == 1


def test_a_party_takes_one_room_if_one_fits_and_else_several(house: House) -> None:
    with writing(house.engine) as connection:
        catalogue.change(connection, "house")
        connection.execute(update(schema.service).values(largest_party=3))
    three = house.hold("2026-11-28 14:00", party=3)
    assert three.room_ids == ("house.couple", "house.couple", "house.single")
    assert (house.quarters(three, "therapist:"), house.quarters(three, "room:")) == (3 * 5, 2 * 5)
    two = house.hold("2026-11-28 14:00", party=2)
    assert two.room_ids == ("house.couple", "house.couple")
    assert house.hold("2026-11-28 14:00", "web:a").room_ids == ("house.single",)
    with pytest.raises(SlotTaken):  # all or nothing
        house.hold("2026-11-28 14:00", party=3)
    assert house.read(two) == two


def test_steps_put_back_need_their_time_again(house: House) -> None:
    held = house.hold(TEN, service="bath_and_massage", wish=WITH_AN)
    booking.replan(house.engine, held.id, GUEST, {1: {"wooden_tub"}}, NOW)
    house.hold("2026-11-28 11:30", "web:a", wish=WITH_AN)
    with pytest.raises(SlotTaken):
        booking.replan(house.engine, held.id, GUEST, {1: set()}, NOW)
    assert house.read(held).left_out == ("wooden_tub",)


def test_steps_put_back_may_take_the_time_of_a_hold_that_is_over(house: House) -> None:
    held = house.hold(TEN, service="bath_and_massage", wish=WITH_AN)
    booking.replan(house.engine, held.id, GUEST, {1: {"wooden_tub"}}, NOW)
    house.hold("2026-11-28 11:30", "web:a", wish=WITH_AN)
    booking.renew(house.engine, held.id, GUEST, NOW + timedelta(minutes=9))
    assert booking.replan(house.engine, held.id, GUEST, {1: set()}, LATER).minutes == 105


def test_no_visit_without_the_massage(house: House) -> None:
    held = house.hold(TEN, service="bath_and_massage")
    for left_out in ({"massage"}, {"shower", "wooden_tub", "massage"}):
        with pytest.raises(ScreeningForbids):
            booking.replan(house.engine, held.id, GUEST, {1: left_out}, NOW)
    assert house.read(held) == held
