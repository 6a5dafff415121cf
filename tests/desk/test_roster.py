"""Shifts, days, hours and prices: set by whom it is for, valid as in the file, in force at once, and written down."""

import re
from datetime import date

import pytest
import yaml

from spa.booking import Contact, offers
from spa.booking.values import Window
from spa.store import catalogue
from spa.store.database import reading
from tests.desk.parts import Browser, Office
from tests.spa.house import NOW, WITH_AN, House, at

TEN = "2026-11-28 10:00"
WEEK = {f"{name}-{day}": hours for day in range(7) for name, hours in (("shift", "09:00-21:00"), ("break", ""))}
HOURS = {f"hours-{day}": "" if day == 6 else "09:00-21:00" for day in range(7)}


@pytest.fixture
def house(office: Office) -> House:
    return House(office.engine)


@pytest.fixture
def desk(office: Office) -> Browser:
    return office.signed_in("desk")


@pytest.fixture
def owner(office: Office) -> Browser:
    return office.signed_in("owner")


def free_on(house: House, day: str) -> bool:
    with reading(house.engine) as db:
        window = Window(at(f"{day} 00:00"), at(f"{day} 23:45"))
        return bool(offers(db, "house", "back_massage", 1, window, NOW))


def test_closing_a_day_closes_it_at_once_and_shows_what_stands_there(house: House, desk: Browser) -> None:
    made = house.book(TEN)
    page = desk.submit("/desk/roster/close-day", day="2026-11-28", reason_en="wedding", reason_vi="đám cưới")
    assert page.status_code == 200 and made.code in page.text and "1 visits" in page.text
    assert not free_on(house, "2026-11-28") and house.read(made) == made
    assert "wedding" in desk.get("/desk/roster").text
    desk.submit("/desk/roster/open-day", day="2026-11-28")
    assert free_on(house, "2026-11-28")


@pytest.mark.parametrize(
    "form",
    [
        {"day": "2026-11-28", "reason_en": "x", "reason_vi": " "},
        {"day": "soon", "reason_en": "x", "reason_vi": "x"},
        {},
    ],
)
def test_a_day_is_not_closed_without_day_and_reasons(house: House, desk: Browser, form: dict[str, str]) -> None:
    assert desk.submit("/desk/roster/close-day", **form).status_code == 400
    assert free_on(house, "2026-11-28")


def test_a_day_with_hours_of_its_own(house: House, desk: Browser) -> None:
    desk.submit("/desk/roster/day-hours", day="2026-11-29", hours="10:00-14:00")  # a Sunday
    assert free_on(house, "2026-11-29")
    assert "10:00-14:00" in desk.get("/desk/roster").text


@pytest.mark.parametrize(
    "hours", ["9-8", "09:00-12:00, 11:00-13:00", "09:07-12:00", "20:00-25:00", "noon", "09:75-11:00"]
)
def test_hours_that_are_none_change_nothing(house: House, desk: Browser, owner: Browser, hours: str) -> None:
    for browser, path, form in (
        (desk, "/desk/roster/house.an/week", WEEK | {"shift-2": hours}),
        (desk, "/desk/roster/house.an/day-breaks", {"day": "2026-11-28", "hours": hours}),
        (desk, "/desk/roster/day-hours", {"day": "2026-11-28", "hours": hours}),
        (owner, "/desk/venue/hours", HOURS | {"hours-2": hours}),
    ):
        page = browser.submit(path, **form)
        assert page.status_code == 400 and "quarter of an hour" in page.text
    assert house.count("SELECT count(*) FROM venue_history") == 0


def test_a_save_is_whole_or_not_at_all_and_keeps_what_was_typed(house: House, desk: Browser, owner: Browser) -> None:
    """Monday is right and first, Wednesday is wrong and last; a field that was cleared stays clear."""
    first_price = {"price-back_massage-massage": "350000", "price-bath_and_massage-massage": "-1"}
    for browser, path, form in (
        (desk, "/desk/roster/house.an/week", WEEK | {"shift-0": "10:00-20:00", "shift-1": "", "break-2": "noon"}),
        (
            desk,
            "/desk/roster/house.an/week",
            WEEK | {"shift-0": "10:00-20:00", "shift-1": "", "break-2": "08:00-08:30"},
        ),
        (owner, "/desk/venue/hours", HOURS | {"hours-0": "10:00-20:00", "hours-1": "", "hours-2": "noon"}),
        (owner, "/desk/venue/prices", first_price),
    ):
        page = browser.submit(path, **form)
        assert page.status_code == 400 and 'role="alert"' in page.text
        for name, typed in form.items():
            assert re.search(f'name="{name}"[^>]* value="{re.escape(typed)}"', page.text), name
    assert house.count("SELECT count(*) FROM venue_history") == 0
    assert house.count("SELECT count(*) FROM staff_audit WHERE kind IN ('roster_changed', 'venue_changed')") == 0


def test_a_form_of_a_day_keeps_what_was_typed(desk: Browser) -> None:
    page = desk.submit("/desk/roster/close-day", day="2026-11-24", reason_en="wedding", reason_vi="đám cưới").text
    assert "This time is past" in page
    assert all(f'value="{typed}"' in page for typed in ("2026-11-24", "wedding", "đám cưới"))
    page = desk.submit("/desk/roster/day-hours", day="2026-11-24", hours="9-12").text
    assert all(f'value="{typed}"' in page for typed in ("2026-11-24", "9-12"))
    page = desk.submit("/desk/roster/house.an/day-breaks", day="2026-11-24", hours="9-12").text
    assert all(f'value="{typed}"' in page for typed in ("2026-11-24", "9-12"))


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("close-day", {"reason_en": "x", "reason_vi": "x"}),
        ("open-day", {}),
        ("day-hours", {"hours": "9-12"}),
        ("house.an/day-off", {"off": "yes"}),
        ("house.an/day-breaks", {"hours": "9-12"}),
    ],
)
@pytest.mark.parametrize(("day", "says"), [("2026-11-24", "is past"), ("9999-12-31", "Choose a day")])
def test_a_day_that_nobody_can_mean_is_refused(
    house: House, desk: Browser, path: str, form: dict[str, str], day: str, says: str
) -> None:
    page = desk.submit(f"/desk/roster/{path}", day=day, **form)
    assert page.status_code == 400 and says in page.text
    assert house.count("SELECT count(*) FROM venue_history") == 0


def test_a_form_without_its_fields_clears_nothing(house: House, desk: Browser, owner: Browser) -> None:
    assert desk.submit("/desk/roster/house.an/week").status_code == 400
    assert owner.submit("/desk/venue/hours").status_code == 400
    assert house.count("SELECT count(*) FROM venue_history") == 0


def test_shifts_and_breaks_hold_from_now_on(house: House, desk: Browser) -> None:
    made = house.book(TEN, wish=WITH_AN)
    page = desk.submit("/desk/roster/house.an/week", **WEEK | {"shift-5": "13:00-21:00", "break-3": "12:00-13:00"})
    assert made.code in page.text
    with reading(house.engine) as db:
        an = catalogue.read(db, "house").therapist("house.an")
    assert [(one.starts, one.ends) for one in an.shifts if one.weekday == 5] == [(780, 1260)]
    assert [(one.weekday, one.starts) for one in an.breaks] == [(3, 720)]
    assert house.count("SELECT count(*) FROM venue_history") == 2  # what did not change was not written


def test_days_off_and_breaks_of_a_day(house: House, desk: Browser) -> None:
    desk.submit("/desk/roster/house.an/day-off", day="2026-11-28", off="yes")
    desk.submit("/desk/roster/house.an/day-breaks", day="2026-11-30", hours="15:00-16:00")
    page = desk.get("/desk/roster/house.an").text
    assert "Saturday 28 November" in page and "15:00-16:00" in page
    desk.submit("/desk/roster/house.an/day-off", day="2026-11-28", off="no")
    with reading(house.engine) as db:
        an = catalogue.read(db, "house").therapist("house.an")
    assert (an.days_off, an.day_breaks[0].day) == ((), date(2026, 11, 30))


def test_a_therapist_of_another_venue_is_not_there(house: House, office: Office) -> None:
    elsewhere = office.signed_in("desk", venues=("danang_reviews",))
    assert elsewhere.submit("/desk/roster/house.an/week", **WEEK).status_code == 400
    assert elsewhere.submit("/desk/roster/close-day", venue="house", day="2026-11-28").status_code == 404


def test_prices_hold_for_what_is_booked_from_now_on(house: House, owner: Browser) -> None:
    made = house.book(TEN)
    owner.submit("/desk/venue/prices", **{"price-back_massage-massage": "350.000"})
    assert house.read(made).price_vnd == 300_000
    assert house.book("2026-11-28 14:00", "web:b", contact=Contact("Hoa", "0905 999 888")).price_vnd == 350_000
    for wrong in ("-1", "a lot", "1e9", "999999999999"):
        assert owner.submit("/desk/venue/prices", **{"price-back_massage-massage": wrong}).status_code == 400
    assert "a price" in owner.get("/desk/venue").text


def test_opening_hours_and_the_file(house: House, owner: Browser) -> None:
    owner.submit("/desk/venue/hours", **HOURS | {"hours-6": "10:00-12:00"})
    described = yaml.safe_load(owner.get("/desk/venue/file.yml").text)
    assert described["hours"]["sun"] == ["10:00-12:00"]
    assert free_on(house, "2026-11-29")


def test_calendars_are_opened_and_closed(house: House, owner: Browser) -> None:
    owner.submit("/desk/venue/calendars", therapist="house.an")
    page = owner.get("/desk/venue").text
    token = page.partition("/calendar/feed/")[2].partition(".ics")[0]
    assert token
    assert owner.submit("/desk/venue/calendars/close", token=token).status_code == 303
    assert token not in owner.get("/desk/venue").text
    assert owner.submit("/desk/venue/calendars/close", token=token).status_code == 404


def test_only_the_owner_sets_prices(office: Office, desk: Browser) -> None:
    for browser in (desk, office.signed_in("consultant"), office.signed_in("therapist", therapist_id="house.an")):
        assert browser.get("/desk/venue").status_code == 403
        assert browser.submit("/desk/venue/prices").status_code == 403


def test_each_change_is_in_the_log(house: House, desk: Browser, owner: Browser) -> None:
    desk.submit("/desk/roster/house.an/day-off", day="2026-11-28", off="yes")
    assert "changed shifts or days" in owner.get("/desk/audit").text
