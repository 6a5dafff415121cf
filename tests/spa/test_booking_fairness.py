"""Who is given the work, which starts are shown first, and what is offered instead: holes cost, and work is shared."""

import random
from collections import Counter
from datetime import timedelta

import pytest

from spa import booking
from spa.booking import Alternatives, HoldRequest, Limits, Offer, Window, Wish
from spa.booking.quarters import holes, wasted
from spa.errors import SlotTaken, TimeNotPossible
from spa.store.database import reading
from tests.spa.house import ANY, NOW, WITH_AN, House, at, clock

PLENTY = Limits(days_ahead=30, future_bookings=99)


def offers(house: House, window: Window, limit: int = 6, **more: object) -> list[Offer]:
    with reading(house.engine) as connection:
        return booking.offers(connection, "house", "back_massage", 1, window, NOW, limit=limit, **more)  # type: ignore[arg-type]


def nearest(house: House, wanted: str, service: str, party: int = 1) -> Alternatives:
    with reading(house.engine) as connection:
        return booking.nearest(connection, "house", service, party, at(wanted), NOW)


def test_the_soonest_in_an_open_window(house: House) -> None:
    found = [clock(one) for one in offers(house, Window(NOW, None), limit=3)]
    assert found == ["25 10:00", "25 10:30", "25 11:00"]
    evening = [clock(one) for one in offers(house, Window(at("2026-11-25 20:30"), None), limit=2)]
    assert evening == ["26 09:00", "26 09:30"]


def test_a_weekend_is_a_window_of_two_days(house: House) -> None:
    found = offers(house, Window(at("2026-11-28 00:00"), at("2026-11-30 00:00")))
    assert {clock(one)[:2] for one in found} == {"28"}  # Sunday is closed


def test_starts_that_leave_a_hole_are_shown_last(house: House) -> None:
    house.book("2026-11-28 11:00", wish=WITH_AN)  # until 12:15 with cleaning
    window = Window(at("2026-11-28 09:00"), at("2026-11-28 15:00"))
    few = [clock(one) for one in offers(house, window, limit=3, wish=WITH_AN)]
    assert few == ["28 09:00", "28 13:30", "28 14:00"]
    every = [clock(one) for one in offers(house, window, limit=99, wish=WITH_AN)]
    assert "28 13:00" in every  # 45 minutes before it could not be sold: last, and not forbidden


def test_the_last_start_is_offered_whatever_hole_it_leaves(house: House) -> None:
    exactly = Window(at("2026-11-28 09:15"), at("2026-11-28 09:15"))
    assert [clock(one) for one in offers(house, exactly)] == ["28 09:15"]


def test_who_would_be_left_with_a_hole_comes_after_an_equal(house: House) -> None:
    house.book("2026-11-28 09:00", "web:a", wish=WITH_AN)
    house.book("2026-11-28 12:30", "web:b", wish=Wish("house.binh"))
    assert house.hold("2026-11-28 10:15", "web:c").therapist_ids == ("house.an",)  # Binh would lose 10:15's hour before


def test_a_simulated_week_is_shared_fairly(house: House) -> None:
    chance, worked = random.Random(7), Counter[str]()
    days = ["2026-11-30", "2026-12-01", "2026-12-02", "2026-12-03", "2026-12-04", "2026-12-05"]
    for day in days:
        for number in range(10):
            start = at(f"{day} 09:00") + timedelta(minutes=15 * chance.randrange(16, 28))
            request = HoldRequest("house", f"web:{day}-{number}", "back_massage", 1, start, ANY, "en")
            try:
                held = booking.hold(house.engine, request, NOW, limits=PLENTY)
            except SlotTaken:
                continue
            worked[held.therapist_ids[0]] += 1
    assert sum(worked.values()) > 20
    assert max(worked.values()) - min(worked.values()) <= 3


def test_on_a_quiet_week_another_one_begins_each_day(house: House) -> None:
    days = ("2026-11-26", "2026-11-28", "2026-11-30", "2026-12-01", "2026-12-02", "2026-12-03")
    first = [house.hold(f"{day} 14:30", f"web:{day}", limits=PLENTY).therapist_ids[0] for day in days]
    assert max(Counter(first).values()) <= 3


def test_a_shorter_service_of_the_same_kind_at_the_wanted_time(house: House) -> None:
    house.book("2026-11-28 12:00", "web:a", service="bath_and_massage", wish=WITH_AN)
    found = nearest(house, "2026-11-28 10:30", "bath_and_massage")
    shorter = [one for one in found.offers if one.service_id]
    assert found.reason == "taken"
    assert [(clock(one), one.service_id, one.kind, one.minutes) for one in shorter] == [
        ("28 10:30", "back_massage", "shorter_service", 60)
    ]
    assert {one.kind for one in found.offers if not one.service_id} <= {"same_day", "other_day"}


def test_no_shorter_service_where_nothing_is_free(house: House) -> None:
    house.book("2026-11-28 10:00", "web:a", party=2)
    found = nearest(house, "2026-11-28 10:00", "bath_and_massage")
    assert [one for one in found.offers if one.service_id] == []


def test_each_alternative_says_how_it_differs(house: House) -> None:
    house.book("2026-11-28 10:00", "web:a", wish=WITH_AN)
    with reading(house.engine) as connection:
        found = booking.nearest(connection, "house", "back_massage", 1, at("2026-11-28 10:00"), NOW, WITH_AN)
    assert {one.kind for one in found.offers} == {"other_therapist", "same_day"}
    closed = nearest(house, "2026-11-27 15:00", "back_massage")
    assert {one.kind for one in closed.offers} == {"other_day"}


@pytest.mark.parametrize("start", ["2026-11-28 08:45", "2026-11-28 20:15", "2026-11-25 09:30"])
def test_notice_and_closing_time_cannot_be_got_round(house: House, start: str) -> None:
    window = Window(at(start), at(start))
    assert offers(house, window) == []
    with pytest.raises(TimeNotPossible):
        house.hold(start)


@pytest.mark.parametrize("seed", range(20))
def test_holes_are_those_that_counting_finds(seed: int) -> None:
    """Both ways of looking agree on every start of a random day."""
    size, length, least = 60, 5, 5
    everything = (1 << size) - 1
    free = random.Random(seed).getrandbits(size) | random.Random(seed + 99).getrandbits(size)
    found = holes(free, length, least, everything)
    for start in range(1, size - length - least):
        if free >> start & ((1 << length) - 1) == (1 << length) - 1:
            assert bool(found >> start & 1) == bool(wasted(free, start, start + length, least)), start
