"""Bookings for people who call, and the questions on health at the desk: the same gate as in the chat."""

import pytest

from spa import booking
from spa.booking import Contact
from tests.desk.parts import Browser, Office
from tests.desk.test_bookings import NO_ANSWERS, TEN, of
from tests.spa.house import NOW, House


@pytest.fixture
def house(office: Office) -> House:
    return House(office.engine)


@pytest.fixture
def desk(office: Office) -> Browser:
    return office.signed_in("desk")


def test_a_caller_is_booked_through_the_same_gate(house: House, desk: Browser) -> None:
    wanted = {"service": "back_massage", "party": "1", "day": "2026-11-28", "name": "Lan", "phone": "0905 123 456"}
    wanted |= {"therapist": "", "language": "vi"}
    page = desk.submit("/desk/visits/new", **wanted)
    assert 'name="start" value="2026-11-28T10:00"' in page.text
    to = desk.submit("/desk/visits/new", **wanted, start="2026-11-28T10:00").headers["location"]
    visit = to.removesuffix("/ask")
    assert "Anh/chị có đồng ý" in desk.get(to).text
    assert desk.submit(f"{visit}/confirm").status_code == 400
    desk.submit(f"{visit}/consent", agree="yes")
    assert "not answered yet" in desk.submit(f"{visit}/answers", **{"pregnancy-1": "no"}).text
    desk.submit(f"{visit}/answers", **{f"{question}-1": "no" for question in NO_ANSWERS})
    desk.submit(f"{visit}/confirm")
    made = house.count("SELECT count(*) FROM booking WHERE status = 'confirmed' AND language = 'vi'")
    assert made == 1 and "asked on the phone" in desk.get(visit).text


@pytest.mark.parametrize(
    ("told", "says", "status"),
    [
        ({"pregnancy-1": "yes"}, "consultant decides", "awaiting_decision"),
        ({"medicines-1": "unsure"}, "consultant decides", "awaiting_decision"),
        ({"conditions-1": "blood_clot"}, "see a doctor", "cancelled"),
    ],
)
def test_what_a_caller_says_stops_the_booking(
    house: House, desk: Browser, told: dict[str, str], says: str, status: str
) -> None:
    held = called(desk)
    desk.submit(f"{held}/consent", agree="yes")
    answers = {f"{question}-1": "no" for question in NO_ANSWERS} | told
    page = desk.submit(f"{held}/answers", **answers)
    assert says in page.text
    assert house.count(f"SELECT count(*) FROM booking WHERE status = '{status}'") == 1


def test_an_emergency_is_named_by_its_sign(house: House, desk: Browser) -> None:
    held = called(desk)
    desk.submit(f"{held}/consent", agree="yes")
    answers = {f"{question}-1": "no" for question in NO_ANSWERS}
    desk.submit(f"{held}/answers", **answers | {"red_flags-1": "yes"})
    assert "red_flag_list-1" in desk.get(f"{held}/ask").text
    assert "call 115" in desk.submit(f"{held}/answers", **{"red_flag_list-1": "red_flag_chest"}).text


def test_without_consent_nobody_is_asked(house: House, desk: Browser) -> None:
    held = called(desk)
    desk.submit(f"{held}/consent", agree="no")
    assert house.count("SELECT count(*) FROM screening") == 0
    assert house.count("SELECT count(*) FROM booking WHERE status = 'awaiting_decision'") == 1


def test_who_did_not_agree_in_the_chat_is_asked_later(house: House, desk: Browser) -> None:
    held = house.hold(TEN, service="bath_and_massage")
    booking.await_decision(house.engine, held.id, held.conversation, held.start, NOW)
    assert f"{of(held)}/ask" in desk.get(of(held)).text
    desk.submit(of(held, "/consent"), agree="yes")
    desk.submit(of(held, "/answers"), **{f"{one}-1": "no" for one in NO_ANSWERS} | {"conditions-1": "heat_intolerance"})
    assert "telephone number" in desk.submit(of(held, "/confirm"), name="Lan", phone="1").text
    desk.submit(of(held, "/confirm"), name="Lan", phone="0905 123 456")
    made = house.read(held)
    assert (made.status, made.left_out) == ("confirmed", ("shower", "wooden_tub"))


@pytest.mark.parametrize("why", ["withdrawn", "recheck", "consult"])
def test_what_a_consultant_has_to_decide_is_not_asked_away(house: House, desk: Browser, why: str) -> None:
    if why == "consult":
        made = house.hold(TEN)
        house.screen(made, outcome="consult", rules=["pregnancy"])
        booking.await_decision(house.engine, made.id, made.conversation, made.start, NOW)
    else:
        made = house.book("2026-11-25 15:00")
        if why == "withdrawn":
            booking.withdraw_booking_for_health(house.engine, made.id, NOW)
        else:
            booking.arrive(house.engine, made.id, "staff:9", False, NOW)
    for what in ("consent", "answers", "confirm"):
        assert "no such booking" in desk.submit(of(made, f"/{what}"), agree="yes").text
    assert house.read(made).status == "awaiting_decision"


def called(desk: Browser) -> str:
    wanted = {"service": "back_massage", "party": "1", "therapist": "", "name": "Lan", "phone": "0905 123 456"}
    answer = desk.submit("/desk/visits/new", **wanted, language="en", start="2026-11-28T10:00")
    return str(answer.headers["location"]).removesuffix("/ask")


def test_nobody_answers_for_a_guest_who_is_chatting(house: House, desk: Browser) -> None:
    held = house.hold(TEN)
    made = house.book("2026-11-28 14:00", "web:b", contact=Contact("Hoa", "0905 999 888"))
    for moves in ("", str(made.id)):
        for what in ("consent", "answers", "confirm"):
            assert "no such booking" in desk.submit(of(held, f"/{what}"), moves=moves, agree="yes").text
    assert house.read(held) == held


@pytest.mark.parametrize("field", ["name", "phone"])
def test_a_wrong_name_or_number_keeps_what_was_typed(desk: Browser, field: str) -> None:
    wanted = {"service": "back_massage", "party": "1", "therapist": "", "name": "Lan", "phone": "0905 123 456"}
    page = desk.submit("/desk/visits/new", **wanted | {field: "12"}, day="2026-11-28", start="2026-11-28T10:00")
    assert page.status_code == 400 and 'value="12"' in page.text
