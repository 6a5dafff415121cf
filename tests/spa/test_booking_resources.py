"""Breaks, days with hours of their own and cleaning limit what is offered; staff change them and see what breaks."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from spa import booking
from spa.booking import Booking, Window, Wish, staffing
from spa.errors import HoursNotValid, NotFound, NotStaff, PriceNotValid, SlotTaken, TimeNotPossible
from spa.knowledge import DayHours, Hours
from spa.store import schema
from spa.store.catalogue import read
from spa.store.database import reading, writing
from spa.store.seed import differences, export
from spa.store.seed import replace as replace_venue
from tests.spa.house import NOW, WITH_AN, House, at, clock, venue

SATURDAY = date(2026, 11, 28)
MAI = "staff:mai"
REASON = {"en": "wedding", "vi": "đám cưới"}


def starts(house: House, day: str, service: str = "back_massage", wish: Wish = WITH_AN) -> list[str]:
    window = Window(at(f"{day} 00:00"), at(f"{day} 23:59"))
    with reading(house.engine) as connection:
        found = booking.offers(connection, "house", service, 1, window, NOW, wish, limit=99)
    return [clock(offer)[3:] for offer in found]


def change(house: House, **parts: object) -> None:
    with writing(house.engine) as connection:
        replace_venue(connection, replace(venue(), **parts), NOW)  # type: ignore[arg-type]


def test_a_day_has_its_own_hours_in_place_of_the_weekly_ones(house: House) -> None:
    change(house, special_hours=(DayHours(SATURDAY, 10 * 60, 12 * 60), DayHours(SATURDAY, 14 * 60, 16 * 60)))
    assert starts(house, "2026-11-28") == [
        *("10:00", "10:15", "10:30", "10:45", "11:00"),
        *("14:00", "14:15", "14:30", "14:45", "15:00"),
    ]
    with pytest.raises(TimeNotPossible) as error:
        house.hold("2026-11-28 12:30")
    assert error.value.allowed["reason"] == "outside_hours"


def test_a_sunday_that_is_open_for_once(house: House) -> None:
    change(house, special_hours=(DayHours(date(2026, 11, 29), 600, 720),))
    assert starts(house, "2026-11-29")[0] == "10:00"


def test_nobody_is_treated_or_cleans_up_in_a_break(house: House) -> None:
    an = replace(venue().therapists[0], breaks=(Hours(5, 12 * 60, 12 * 60 + 30),))
    an = replace(an, day_breaks=(DayHours(SATURDAY, 16 * 60, 17 * 60),))
    change(house, therapists=(an, *venue().therapists[1:]))
    found = starts(house, "2026-11-28")
    assert [time for time in found if "10:00" < time < "13:00"] == ["10:15", "10:30", "10:45", "12:30", "12:45"]
    assert [time for time in found if "14:30" < time < "17:30"] == ["14:45", "17:00", "17:15"]
    with pytest.raises(SlotTaken):
        house.hold("2026-11-28 16:00", wish=WITH_AN)


def test_cleaning_ends_by_closing_where_the_venue_says_so(house: House) -> None:
    assert starts(house, "2026-11-28")[-1] == "20:00"
    change(house, cleaning_after_closing=False)
    assert starts(house, "2026-11-28")[-1] == "19:45"
    with pytest.raises(TimeNotPossible) as error:
        house.hold("2026-11-28 20:00")
    assert error.value.allowed["reason"] == "outside_hours"


def test_what_is_seeded_comes_back_from_the_database_and_in_the_export(house: House) -> None:
    an = replace(venue().therapists[0], breaks=(Hours(5, 720, 750),), day_breaks=(DayHours(SATURDAY, 960, 1020),))
    special = (DayHours(SATURDAY, 600, 720), DayHours(SATURDAY, 840, 960))
    parts = {"special_hours": special, "cleaning_after_closing": False, "therapists": (an, *venue().therapists[1:])}
    change(house, **parts)
    with reading(house.engine) as connection:
        assert differences(connection, [replace(venue(), **parts)]) == []  # type: ignore[arg-type]
        exported = export(connection, "house")
    assert exported["special_hours"] == [{"day": "2026-11-28", "hours": ["10:00-12:00", "14:00-16:00"]}]
    assert exported["cleaning_after_closing"] is False
    assert exported["therapists"]["an"]["breaks"] == [{"days": ["sat"], "time": "12:00-12:30"}]
    assert exported["therapists"]["an"]["day_breaks"] == [{"day": "2026-11-28", "time": "16:00-17:00"}]


def test_closing_a_day_names_its_bookings_and_leaves_them(house: House) -> None:
    made, held = house.book("2026-11-28 10:00"), house.hold("2026-11-28 14:00", "web:a")
    house.book("2026-11-30 10:00", "web:b")
    assert staffing.close_day(house.engine, "house", SATURDAY, REASON, MAI, NOW) == [made, held]
    assert house.read(made) == made
    assert starts(house, "2026-11-28") == []
    assert staffing.open_day(house.engine, "house", SATURDAY, MAI, NOW) == []
    assert starts(house, "2026-11-28") != []


def test_a_day_off_names_the_bookings_of_that_therapist(house: House) -> None:
    made = house.book("2026-11-28 10:00", wish=WITH_AN)
    house.book("2026-11-28 10:00", "web:a")
    assert staffing.set_day_off(house.engine, "house.an", SATURDAY, True, MAI, NOW) == [made]
    assert starts(house, "2026-11-28") == []
    assert staffing.set_day_off(house.engine, "house.an", SATURDAY, False, MAI, NOW) == []


TEN_TO_SIX = [(10 * 60, 18 * 60)]
Change = Callable[[House], list[Booking]]
CHANGES: dict[str, Change] = {
    "day hours": lambda house: staffing.set_day_hours(house.engine, "house", SATURDAY, TEN_TO_SIX, MAI, NOW),
    "hours": lambda house: staffing.set_hours(house.engine, "house", 5, TEN_TO_SIX, MAI, NOW),
    "shift": lambda house: staffing.set_shift(house.engine, "house.an", 5, TEN_TO_SIX, MAI, NOW),
    "breaks": lambda house: staffing.set_breaks(house.engine, "house.an", 5, [(540, 600)], MAI, NOW),
    "day breaks": lambda house: staffing.set_day_breaks(house.engine, "house.an", SATURDAY, [(540, 600)], MAI, NOW),
}


@pytest.mark.parametrize("what", CHANGES)
def test_each_change_of_times_is_offered_from_then_on(house: House, what: str) -> None:
    early = house.book("2026-11-28 09:00", wish=WITH_AN)
    assert CHANGES[what](house) == [early]
    booking.cancel(house.engine, early.id, "web:guest", NOW)
    assert starts(house, "2026-11-28")[0] == "10:00"
    with reading(house.engine) as connection:
        row = connection.execute(select(schema.venue_history)).one()
    assert (row.actor, row.at, row.venue_id) == (MAI, NOW, "house")


def test_a_price_counts_from_now_on(house: House) -> None:
    made = house.book("2026-11-28 10:00")
    assert staffing.set_price(house.engine, "house", "back_massage", "massage", 310_000, MAI, NOW) == []
    assert house.read(made).price_vnd == 300_000
    assert house.hold("2026-11-28 14:00", "web:a").price_vnd == 310_000


@pytest.mark.parametrize(
    ("spans", "right"),
    [([(600, 601)], False), ([(600, 540)], False), ([(540, 720), (600, 800)], False), ([(0, 1455)], False)]
    + [([(-15, 30)], False), ([], True), ([(0, 1440)], True), ([(780, 840), (540, 720)], True)],
)
def test_hours_are_hours(house: House, spans: list[tuple[int, int]], right: bool) -> None:
    if right:
        staffing.set_hours(house.engine, "house", 5, spans, MAI, NOW)
        with reading(house.engine) as connection:
            stored = [(one.starts, one.ends) for one in read(connection, "house").hours if one.weekday == 5]
        assert stored == sorted(spans)
        return
    with pytest.raises(HoursNotValid):
        staffing.set_hours(house.engine, "house", 5, spans, MAI, NOW)
    assert house.count("SELECT count(*) FROM venue_history") == 0


def test_what_cannot_be_changed(house: House) -> None:
    with pytest.raises(NotStaff):
        staffing.close_day(house.engine, "house", SATURDAY, REASON, "web:guest", NOW)
    with pytest.raises(NotFound):
        staffing.close_day(house.engine, "nowhere", SATURDAY, REASON, MAI, NOW)
    with pytest.raises(NotFound):
        staffing.set_day_off(house.engine, "house.nobody", SATURDAY, True, MAI, NOW)
    with pytest.raises(NotFound):
        staffing.set_price(house.engine, "house", "back_massage", "saunas", 1, MAI, NOW)
    with pytest.raises(HoursNotValid):
        staffing.set_shift(house.engine, "house.an", 7, [], MAI, NOW)
    with pytest.raises(HoursNotValid):
        staffing.set_day_hours(house.engine, "house", SATURDAY, [], MAI, NOW)
    for price in (-1, 10**9):
        with pytest.raises(PriceNotValid):
            staffing.set_price(house.engine, "house", "back_massage", "massage", price, MAI, NOW)
    assert house.count("SELECT count(*) FROM closure") == 1
