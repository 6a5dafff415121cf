"""Breaks, days with hours of their own and cleaning limit what is offered; staff change them and see what breaks."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.engine import Connection

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
    assert house.staff(staffing.close_day, "house", SATURDAY, REASON) == [made, held]
    assert house.read(made) == made
    assert starts(house, "2026-11-28") == []
    assert house.staff(staffing.open_day, "house", SATURDAY) == []
    assert starts(house, "2026-11-28") != []


def test_a_day_off_names_the_bookings_of_that_therapist(house: House) -> None:
    made = house.book("2026-11-28 10:00", wish=WITH_AN)
    house.book("2026-11-28 10:00", "web:a")
    assert house.staff(staffing.set_day_off, "house.an", SATURDAY, True) == [made]
    assert starts(house, "2026-11-28") == []
    assert house.staff(staffing.set_day_off, "house.an", SATURDAY, False) == []


TEN_TO_SIX = [(10 * 60, 18 * 60)]
Change = Callable[[House], list[Booking]]
CHANGES: dict[str, Change] = {
    "day hours": lambda house: house.staff(staffing.set_day_hours, "house", SATURDAY, TEN_TO_SIX),
    "hours": lambda house: house.staff(staffing.set_hours, "house", 5, TEN_TO_SIX),
    "shift": lambda house: house.staff(staffing.set_shift, "house.an", 5, TEN_TO_SIX),
    "breaks": lambda house: house.staff(staffing.set_breaks, "house.an", 5, [(540, 600)]),
    "day breaks": lambda house: house.staff(staffing.set_day_breaks, "house.an", SATURDAY, [(540, 600)]),
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
    assert house.staff(staffing.set_price, "house", "back_massage", "massage", 310_000) == []
    assert house.read(made).price_vnd == 300_000
    assert house.hold("2026-11-28 14:00", "web:a").price_vnd == 310_000


@pytest.mark.parametrize(
    ("spans", "right"),
    [([(600, 601)], False), ([(600, 540)], False), ([(540, 720), (600, 800)], False), ([(0, 1455)], False)]
    + [([(-15, 30)], False), ([], True), ([(0, 1440)], True), ([(780, 840), (540, 720)], True)],
)
def test_hours_are_hours(house: House, spans: list[tuple[int, int]], right: bool) -> None:
    if right:
        house.staff(staffing.set_hours, "house", 5, spans)
        with reading(house.engine) as connection:
            stored = [(one.starts, one.ends) for one in read(connection, "house").hours if one.weekday == 5]
        assert stored == sorted(spans)
        return
    with pytest.raises(HoursNotValid):
        house.staff(staffing.set_hours, "house", 5, spans)
    assert house.count("SELECT count(*) FROM venue_history") == 0


def test_several_changes_hold_together_or_not_at_all(house: House) -> None:
    def week(connection: Connection) -> None:
        staffing.set_shift(connection, "house.an", 5, TEN_TO_SIX, MAI, NOW)
        staffing.set_shift(connection, "house.an", 6, [(600, 601)], MAI, NOW)

    before = starts(house, "2026-11-28")
    with pytest.raises(HoursNotValid):
        staffing.changed(house.engine, "house", NOW, week)
    assert (starts(house, "2026-11-28"), house.count("SELECT count(*) FROM venue_history")) == (before, 0)


def test_a_break_lies_within_a_shift_as_in_the_file(house: House) -> None:
    house.staff(staffing.set_breaks, "house.an", 5, [(540, 600)])
    house.staff(staffing.set_day_breaks, "house.an", SATURDAY, [(600, 660)])
    for change in (
        lambda: house.staff(staffing.set_breaks, "house.an", 5, [(480, 540)]),
        lambda: house.staff(staffing.set_day_breaks, "house.an", SATURDAY, [(480, 540)]),
        lambda: house.staff(staffing.set_shift, "house.an", 5, TEN_TO_SIX),
    ):
        with pytest.raises(HoursNotValid) as refused:
            change()
        assert refused.value.allowed == {"reason": "break_outside"}
    house.staff(staffing.set_breaks, "house.an", 5, [])
    late = NOW + timedelta(days=4)  # then Saturday's own break is past
    house.staff(staffing.set_shift, "house.an", 5, [(720, 1080)], now=late)
    with reading(house.engine) as connection:
        assert read(connection, "house").therapist("house.an").day_breaks == ()


@pytest.mark.parametrize("what", ["close_day", "open_day", "set_day_hours", "set_day_off", "set_day_breaks"])
def test_a_day_that_is_past_stays_as_it_was(house: House, what: str) -> None:
    own: dict[str, tuple[object, ...]] = {
        "close_day": ("house", REASON),
        "open_day": ("house",),
        "set_day_hours": ("house", TEN_TO_SIX),
        "set_day_off": ("house.an", True),
        "set_day_breaks": ("house.an", TEN_TO_SIX),
    }
    whose, *more = own[what]
    with pytest.raises(TimeNotPossible) as refused:
        house.staff(getattr(staffing, what), whose, NOW.date() - timedelta(days=1), *more)
    assert refused.value.allowed == {"reason": "past"}
    assert house.count("SELECT count(*) FROM venue_history") == 0
    house.staff(getattr(staffing, what), whose, NOW.date(), *more)


def test_what_cannot_be_changed(house: House) -> None:
    with pytest.raises(NotStaff):
        house.staff(staffing.close_day, "house", SATURDAY, REASON, actor="web:guest")
    with pytest.raises(NotFound):
        house.staff(staffing.close_day, "nowhere", SATURDAY, REASON)
    with pytest.raises(NotFound):
        house.staff(staffing.set_day_off, "house.nobody", SATURDAY, True)
    with pytest.raises(NotFound):
        house.staff(staffing.set_price, "house", "back_massage", "saunas", 1)
    with pytest.raises(HoursNotValid):
        house.staff(staffing.set_shift, "house.an", 7, [])
    with pytest.raises(HoursNotValid):
        house.staff(staffing.set_day_hours, "house", SATURDAY, [])
    for price in (-1, 10**9):
        with pytest.raises(PriceNotValid):
            house.staff(staffing.set_price, "house", "back_massage", "massage", price)
    assert house.count("SELECT count(*) FROM closure") == 1
