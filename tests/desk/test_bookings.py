"""The pages about bookings: the picture, what can be done with a visit, and who may see what."""

import ast
import re
from datetime import timedelta
from pathlib import Path

import pytest

from desk.look import Look
from spa import booking
from spa.booking import Booking, Contact, Limits, WaitRequest, waitlist
from tests.desk.parts import ROOT, Browser, Office
from tests.spa.house import LAN, NOW, WITH_AN, House, at
from worker.wording import RESPONSES

CHANGE_AT = {
    "become": 5,
    "remember": 4,
    "placed_anew": 5,
    "confirm_again": 3,
}  # where these functions of spa/booking are told what happened
TEN = "2026-11-28 10:00"
SATURDAY = "/desk/plan?day=2026-11-28"
NO_ANSWERS = ["red_flags", "pregnancy", "heart_failure", "kidney_failure", "malignancy", "bleeding", "medicines"]
NO_ANSWERS += ["conditions", "allergies", "areas"]


@pytest.fixture
def house(office: Office) -> House:
    return House(office.engine)


@pytest.fixture
def desk(office: Office) -> Browser:
    return office.signed_in("desk")


def of(made: Booking, what: str = "") -> str:
    return f"/desk/visits/{made.id}{what}"


def test_the_day_shows_who_when_with_whom_and_how_it_stands(house: House, desk: Browser) -> None:
    house.book(TEN, wish=WITH_AN)
    page = desk.get(SATURDAY).text
    row = re.search(r'<th scope="row" rowspan="1">An</th>(.*?)</tr>', page, re.DOTALL)
    assert row and "Lan" in row[1] and "confirmed" in row[1] and 'colspan="4" class="taken"' in row[1]
    assert 'data-start="2026-11-28T09:45"' in page and 'data-start="2026-11-28T21:00"' not in page
    rooms = desk.get(f"{SATURDAY}&by=rooms").text
    assert '<th scope="row" rowspan="1">Single</th>' in rooms


def test_a_closed_day_says_why(desk: Browser) -> None:
    assert "repairs" in desk.get("/desk/plan?day=2026-11-27").text


def test_the_week_shows_all_its_visits(house: House, desk: Browser) -> None:
    one, other = house.book(TEN), house.book("2026-11-26 15:00", "web:b", contact=Contact("Hoa", "0905 999 888"))
    page = desk.get("/desk/plan/week?day=2026-11-28").text
    assert of(one) in page and of(other) in page
    assert of(one) not in desk.get("/desk/plan/week?day=2026-12-01").text


@pytest.mark.parametrize("day", ["", "x", "2026-13-01", "2026-11-28'"])
def test_a_day_that_is_none_is_today(desk: Browser, day: str) -> None:
    assert "Plan of Wednesday 25 November" in desk.get("/desk/plan", params={"day": day}).text


def test_what_was_given_up_leaves_the_picture_and_stays_in_the_list(house: House, desk: Browser) -> None:
    made = house.book(TEN)
    booking.cancel(house.engine, made.id, "", NOW, actor="staff:1")
    page = desk.get(SATURDAY).text
    assert 'class="taken"' not in page and "cancelled" in page


def test_a_visit_is_dragged_to_another_time_and_therapist(house: House, desk: Browser) -> None:
    made = house.book(TEN, wish=WITH_AN)
    answer = desk.submit(of(made, "/move"), start="2026-11-28T14:15", therapist="house.binh", by="therapists")
    assert answer.headers["location"] == "/desk/plan?venue=house&day=2026-11-28&by=therapists&said=bookings.said_moved"
    moved = house.read(made)
    assert (moved.start, moved.therapist_ids) == (at("2026-11-28 14:15"), ("house.binh",))
    assert house.history(made)[-1] == (desk.account.actor, "moved")


def test_a_move_that_cannot_be_says_why_and_what_is_free(house: House, desk: Browser) -> None:
    made = house.book(TEN, wish=WITH_AN)
    house.book("2026-11-28 14:00", "web:b", wish=WITH_AN, contact=Contact("Hoa", "0905 999 888"))
    page = desk.submit(of(made, "/move"), day="2026-11-28", time="14:00")
    assert page.status_code == 400 and "Free instead" in page.text
    assert re.search(r'name="start" value="2026-11-28T\d\d:\d\d"', page.text)
    for start, why in (("2026-11-27T10:00", "closed"), ("2026-11-28T20:45", "outside"), ("", "Choose a day")):
        assert why in desk.submit(of(made, "/move"), start=start).text
    assert house.read(made) == made


def test_a_move_past_the_screening_asks_the_guests_first(house: House, desk: Browser, office: Office) -> None:
    made = house.book(TEN)
    house.rescreen(made, outcome="adapt", rules=["alcohol"])
    to = desk.submit(of(made, "/move"), start="2026-11-30T10:00").headers["location"]
    draft = int(to.split("/")[3])
    assert to == f"/desk/visits/{draft}/ask?moves={made.id}"
    assert house.read(made) == made
    assert "Read each question out" in desk.get(to).text  # they have agreed before
    answers = {f"{question}-1": "no" for question in NO_ANSWERS}
    assert desk.submit(f"/desk/visits/{draft}/answers", moves=made.id, **answers).headers["location"] == to
    assert "Read this back" in desk.get(to).text
    desk.submit(f"/desk/visits/{draft}/confirm", moves=made.id)
    assert (house.read(made).start, house.read(made).status) == (at("2026-11-30 10:00"), "confirmed")


def test_the_day_of_a_visit(house: House, desk: Browser, office: Office) -> None:
    made = house.book("2026-11-25 15:00")
    assert "Ask the short question" in desk.submit(of(made, "/arrive")).text
    assert "too early" in desk.submit(of(made, "/no-show")).text
    desk.submit(of(made, "/arrive"), well="yes")
    assert house.read(made).status == "arrived"
    desk.submit(of(made, "/complete"))
    assert house.read(made).status == "completed"
    assert "no longer in a state" in desk.submit(of(made, "/complete")).text


def test_a_changed_health_goes_to_the_consultant(house: House, desk: Browser) -> None:
    made = house.book("2026-11-25 15:00")
    answer = desk.submit(of(made, "/arrive"), well="no")
    assert answer.headers["location"].endswith("said=bookings.said_waits")
    assert house.read(made).status == "awaiting_decision"


def test_who_did_not_come_gives_the_time_back(house: House, desk: Browser, office: Office) -> None:
    made = house.book("2026-11-25 10:00")
    office.clock.go_on(hours=1, minutes=20)
    desk.submit(of(made, "/no-show"))
    assert house.read(made).status == "no_show"


def test_a_decision_at_the_desk_plans_the_reminders_that_the_house_sets(sqlite_house: House, tmp_path: Path) -> None:
    office = Office(sqlite_house.engine, tmp_path, limits=Limits(reminder_hours=(3,)))
    made = sqlite_house.hold(TEN)
    sqlite_house.screen(made, outcome="consult", rules=["pregnancy"])
    booking.await_decision(office.engine, made.id, made.conversation, made.start, NOW, LAN)
    office.signed_in("consultant").submit(f"/desk/decisions/{made.id}", verdict="approve", note="")
    planned = sqlite_house.count("SELECT count(*) FROM message WHERE kind LIKE 'reminder%'")
    assert (sqlite_house.read(made).status, planned) == ("confirmed", 1)


def test_all_that_happens_to_a_booking_has_words() -> None:
    changes = set().union(*(_changes(file) for file in (ROOT / "spa" / "booking").glob("*.py")))
    texts = Look().texts
    assert len(changes) > 15 and {one for one in changes if f"bookings.change_{one}" not in texts} == set()
    assert {kind for kind in RESPONSES if f"bookings.message_{kind}" not in texts} == set()


def _changes(file: Path) -> set[str]:
    """What the history calls the changes that this module writes; what it hands on for others stands with them."""
    tree = ast.parse(file.read_text("utf-8"))
    constants = {ast.unparse(node.targets[0]): node.value for node in tree.body if isinstance(node, ast.Assign)}
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    whats = [call.args[at] for call in calls if (at := CHANGE_AT.get(call.func.attr, len(call.args))) < len(call.args)]
    told = (constants.get(what.id) if isinstance(what, ast.Name) else what for what in whats)
    return {what.value for what in told if isinstance(what, ast.Constant)}


def test_markup_in_a_name_stays_text_and_a_formula_stays_text(house: House, desk: Browser) -> None:
    made = house.book(TEN)
    with house.engine.begin() as db:
        db.exec_driver_sql("UPDATE customer SET name = '=1+1<script>x</script>'")
    for page in (SATURDAY, of(made), "/desk/plan/week?day=2026-11-28"):
        assert "<script>x" not in desk.get(page).text
    file = desk.get("/desk/plan/bookings.csv?day=2026-11-28&until=2026-11-30")
    assert "'=1+1" in file.text and "'+84905123456" in file.text and ",=1" not in file.text
    assert file.headers["content-type"].startswith("text/csv")


def test_a_therapist_sees_the_own_day_and_nothing_else(house: House, office: Office) -> None:
    made = house.book("2026-11-25 15:00", wish=WITH_AN)
    house.note(made, "rise_slowly")
    house.book("2026-11-25 11:00", "web:b", wish=booking.Wish(gender="male"), contact=Contact("Hoa", "0905 999 888"))
    an = office.signed_in("therapist", therapist_id="house.an")
    page = an.get("/desk/my-day").text
    assert "15:00" in page and "rise slowly" in page and "11:00" not in page
    assert "Lan" not in page and "0905" not in page and "+84" not in page
    for path in (SATURDAY, of(made), "/desk/waiting", "/desk/roster", "/desk/plan/bookings.csv"):
        assert an.get(path).status_code == 403


def test_another_venues_bookings_are_not_there(house: House, office: Office) -> None:
    made = house.book(TEN)
    elsewhere = office.signed_in("desk", venues=("danang_reviews",))
    assert elsewhere.get(of(made)).status_code == 404
    assert elsewhere.submit(of(made, "/cancel")).status_code == 404
    assert elsewhere.get("/desk/plan?venue=house").status_code == 404
    assert house.read(made) == made


def test_whoever_cannot_be_reached_is_called_once(house: House, desk: Browser, office: Office) -> None:
    made = house.book("2026-11-26 10:00")
    with house.engine.begin() as db:
        db.exec_driver_sql("UPDATE message SET state = 'to_call'")
    page = desk.get("/desk/waiting").text
    assert "+84905123456" in page and made.code in page
    paths = re.findall(r'action="(/desk/waiting/calls/\d+)"', page)
    for path in paths:
        assert desk.submit(path, venue="house").status_code == 303
    assert "Nobody is to be called" in desk.get("/desk/waiting").text
    assert desk.submit(paths[0], venue="house").status_code == 400


def test_the_line_is_shown_in_order(house: House, desk: Browser) -> None:
    request = WaitRequest("house", "web:w", "back_massage", 2, at(TEN), at(TEN) + timedelta(hours=3), WITH_AN, "en")
    waitlist.join(house.engine, request, NOW)
    page = desk.get("/desk/waiting").text
    assert "back_massage" in page and "waits" in page and ">An<" in page
