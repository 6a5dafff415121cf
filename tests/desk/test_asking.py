"""The questions on health from the desk: by a link, for who was not asked in the chat, and before anybody decides."""

import re
from datetime import timedelta

import pytest

from spa import booking
from spa.booking import Booking, proposing
from spa.errors import NotFound
from spa.screening import links, records
from spa.store.database import reading, writing
from tests.desk.parts import Browser, Office
from tests.desk.test_bookings import NO_ANSWERS, TEN, of
from tests.desk.test_calls import called
from tests.spa.house import LAN, NOW, House

NO = dict.fromkeys(NO_ANSWERS, "no")


@pytest.fixture
def house(office: Office) -> House:
    return House(office.engine)


@pytest.fixture
def desk(office: Office) -> Browser:
    return office.signed_in("desk")


@pytest.fixture
def unasked(house: House) -> Booking:
    """Who did not want to be asked in the chat."""
    held = house.hold(TEN)
    return booking.await_decision(house.engine, held.id, held.conversation, held.start, NOW)


def sent(desk: Browser, visit: str) -> list[str]:
    """The links' tokens, as the desk is shown them."""
    page = desk.submit(f"{visit}/link")
    assert page.status_code == 200
    return re.findall(r'value="http[^"]*/questions/([^"?]+)', page.text)


def answer(office: Office, token: str, **told: str) -> None:
    """As one guest does on our page."""
    with writing(office.engine) as db:
        link = links.follow(db, token, office.clock())
        links.agree(db, link, "1", "en", "yes", office.clock())
        records.record(db, link.conversation, link.venue_id, NO | told, office.clock(), link.guest)
        links.finish(db, link, "1", "en", "yes", office.clock())


def messages(house: House) -> int:
    return house.count("SELECT count(*) FROM message WHERE kind = 'questions'")


def test_a_caller_answers_by_link_and_is_booked(house: House, office: Office, desk: Browser) -> None:
    visit = called(desk)
    (token,) = sent(desk, visit)
    assert messages(house) == 0  # neither a chat nor an address: it was shown to be passed on
    assert "link sent, not answered yet" in desk.get(f"{visit}/ask").text
    answer(office, token)
    assert "All questions are answered" in desk.get(f"{visit}/ask").text
    desk.submit(f"{visit}/answers")
    assert "Read this back" in desk.get(f"{visit}/ask").text
    desk.submit(f"{visit}/confirm")
    page = desk.get(visit).text
    assert "confirmed" in page and "link to the questions sent" in page and "asked on our page" in page


def test_a_link_goes_to_the_chat_or_by_email(house: House, desk: Browser, unasked: Booking) -> None:
    (token,) = sent(desk, of(unasked))
    assert messages(house) == 1
    with house.engine.begin() as db:
        values = db.exec_driver_sql("SELECT conversation, \"values\" FROM message WHERE kind = 'questions'").one()
    assert values[0] == unasked.conversation and token in str(values[1])
    wanted = {"service": "back_massage", "party": "1", "therapist": "", "name": "Anna", "phone": "0905 999 888"}
    wanted |= {"email": "anna@example.com", "language": "en", "start": "2026-11-28T14:00"}
    visit = desk.submit("/desk/visits/new", **wanted).headers["location"].removesuffix("/ask")
    assert "by e-mail" in desk.submit(f"{visit}/link").text and messages(house) == 2


def test_new_links_end_the_old_ones(house: House, office: Office, desk: Browser, unasked: Booking) -> None:
    (old,) = sent(desk, of(unasked))
    sent(desk, of(unasked))
    with reading(office.engine) as db, pytest.raises(NotFound):
        links.follow(db, old, office.clock())
    waiting = "SELECT count(*) FROM message WHERE kind = 'questions' AND state = 'waiting'"
    assert (messages(house), house.count(waiting)) == (2, 1)


def test_what_is_answered_on_the_page_stops_as_on_the_phone(house: House, office: Office, desk: Browser) -> None:
    visit = called(desk)
    answer(office, *sent(desk, visit), pregnancy="yes")
    assert "consultant decides" in desk.submit(f"{visit}/answers").text
    assert house.count("SELECT count(*) FROM booking WHERE status = 'awaiting_decision'") == 1


def test_each_of_two_answers_alone_before_it_goes_on(office: Office, desk: Browser) -> None:
    wanted = {"service": "back_massage", "party": "2", "therapist": "", "name": "Lan", "phone": "0905 123 456"}
    to = desk.submit("/desk/visits/new", **wanted, language="en", start="2026-11-28T10:00").headers["location"]
    visit = to.removesuffix("/ask")
    one, other = sent(desk, visit)
    answer(office, one)
    page = desk.get(to).text
    assert "answered on the page" in page and "not answered yet" in page and "All questions" not in page
    answer(office, other)
    assert "All questions are answered" in desk.get(to).text


def test_a_time_is_held_as_long_as_its_links_are_good(house: House, office: Office, desk: Browser) -> None:
    visit = called(desk)
    (token,) = sent(desk, visit)
    office.clock.go_on(minutes=110)
    house.hold("2026-11-28 14:00", "web:b", now=office.clock())  # which frees whatever is held no longer
    answer(office, token)
    office.clock.go_on(minutes=90)
    house.hold("2026-11-28 16:00", "web:c", now=office.clock())
    assert house.count("SELECT count(*) FROM booking WHERE status = 'expired'") == 2
    later = office.signed_in("desk")
    later.submit(f"{visit}/answers")
    later.submit(f"{visit}/confirm")
    assert house.count("SELECT count(*) FROM booking WHERE status = 'confirmed'") == 1  # it was still free


def test_links_of_an_earlier_visit_answer_nothing_now(office: Office, house: House, desk: Browser) -> None:
    earlier = house.book("2026-11-26 10:00")
    with writing(office.engine) as db:
        (token,) = links.make(db, earlier.conversation, "house", 1, office.clock())
    answer(office, token)
    with writing(office.engine) as db:
        db.exec_driver_sql("DELETE FROM screening WHERE outcome IS NULL")
    held = house.hold(TEN)
    booking.await_decision(house.engine, held.id, held.conversation, held.start, NOW)
    assert "Read each question out" in desk.get(of(held, "/ask")).text


def test_who_is_chatting_gets_no_link_from_the_desk(house: House, desk: Browser) -> None:
    held = house.hold(TEN)
    assert "no such booking" in desk.submit(of(held, "/link")).text and messages(house) == 0


def test_the_card_of_who_was_not_asked_leads_to_the_questions(house: House, office: Office, unasked: Booking) -> None:
    browser = office.signed_in("consultant")
    page = browser.get(f"/desk/decisions/{unasked.id}").text
    assert f'href="{of(unasked)}/ask"' in page and "Approve and confirm" not in page and "Decline" in page
    answer(office, *sent(browser, of(unasked)), pregnancy="yes")
    assert "answered on our page" in browser.get("/desk/decisions").text
    browser.submit(of(unasked, "/answers"))
    assert "answered on our page" not in browser.get("/desk/decisions").text
    assert "Approve and confirm" in browser.get(f"/desk/decisions/{unasked.id}").text
    browser.submit(f"/desk/decisions/{unasked.id}", verdict="approve", name="Lan", phone="0905 123 456")
    assert house.read(unasked).status == "confirmed"


@pytest.mark.parametrize(("wants", "status"), [("yes", "confirmed"), ("no", "cancelled")])
def test_who_called_answers_a_proposal_on_the_phone(house: House, office: Office, wants: str, status: str) -> None:
    browser = office.signed_in("consultant")
    wanted = {"service": "bath_and_massage", "party": "1", "therapist": "", "name": "Lan", "phone": "0905 123 456"}
    to = browser.submit("/desk/visits/new", **wanted, language="en", start="2026-11-28T10:00").headers["location"]
    visit = to.removesuffix("/ask")
    browser.submit(f"{visit}/consent", agree="yes")
    browser.submit(f"{visit}/answers", **{f"{one}-1": "no" for one in NO_ANSWERS} | {"pregnancy-1": "yes"})
    id = visit.rpartition("/")[2]
    for page in ("/desk/decisions", f"/desk/decisions/{id}"):
        assert "/desk/conversations/phone" not in browser.get(page).text and visit in browser.get(page).text
    browser.submit(f"/desk/decisions/{id}", verdict="propose", service="back_massage")
    assert browser.submit(f"{visit}/proposal", wants=wants).status_code == 303
    assert house.count(f"SELECT count(*) FROM booking WHERE status = '{status}' AND service_id = 'back_massage'") == 1
    assert browser.submit(f"{visit}/proposal", wants=wants).status_code == 400  # it is answered


def test_what_was_not_proposed_is_not_answered(house: House, desk: Browser, unasked: Booking) -> None:
    assert desk.submit(of(unasked, "/proposal"), wants="yes").status_code == 400
    assert house.read(unasked).status == "awaiting_decision"


def test_the_phone_and_the_chat_do_not_answer_twice(house: House, desk: Browser, office: Office) -> None:
    held = house.hold(TEN, service="bath_and_massage")
    house.screen(held, outcome="consult", answers={"pregnancy": "yes"}, rules=["pregnancy"])
    booking.await_decision(house.engine, held.id, held.conversation, held.start, NOW, LAN)
    until = NOW + timedelta(hours=24)
    booking.propose(house.engine, held.id, "staff:7", "back_massage", {}, "", until, NOW)
    assert proposing.accept(house.engine, held.conversation, NOW).status == "confirmed"
    assert desk.submit(of(held, "/proposal"), wants="no").status_code == 400
    assert house.read(held).status == "confirmed"
