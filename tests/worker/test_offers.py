"""A freed time is offered in the chat of the first in line; where nobody sees it there, it is the next one's."""

from datetime import timedelta

from spa import booking
from spa.booking import Booking, Entry, WaitRequest, waitlist
from spa.booking.values import USUAL
from spa.store.database import reading
from tests.spa.house import GUEST, NOW, WITH_AN, at
from tests.worker.parts import Office
from worker.housekeeping import Housekeeping

TEN = "2026-11-28 10:00"
ELSE = "web:other"
OFFER = "utter_message_waitlist_offer"


def join(office: Office, who: str) -> Entry:
    request = WaitRequest("house", who, "back_massage", 1, at(TEN), at("2026-11-28 10:15"), WITH_AN, "en")
    return waitlist.join(office.house.engine, request, NOW)


def freed(office: Office) -> None:
    """Somebody who has An at ten gives it back, at five past nine."""
    made: Booking = office.house.book(TEN, "web:first", wish=WITH_AN)
    join(office, GUEST)
    join(office, ELSE)
    office.store.open(ELSE, "house", "vi", NOW)
    office.now = NOW + timedelta(minutes=5)
    booking.cancel(office.house.engine, made.id, "web:first", office.now)


def offered(office: Office, who: str) -> bool:
    with reading(office.house.engine) as connection:
        return waitlist.offered(connection, who, office.now) is not None


def test_it_is_said_in_the_chat_with_its_time_and_two_buttons(office: Office) -> None:
    freed(office)
    office.delivery().round()
    (row,) = office.store.outbound_after(GUEST, 0)
    assert row.message["response"] == OFFER and len(row.message["buttons"]) == 2
    assert "Saturday 28 November, 10:00" in row.message["text"] and "20 minutes" in row.message["text"]
    assert offered(office, GUEST) and not offered(office, ELSE)


def test_seen_it_stands_for_its_time(office: Office) -> None:
    freed(office)
    office.delivery().round()
    office.pushes.mark_seen(GUEST, office.store.outbound_after(GUEST, 0)[-1].id)
    office.now += timedelta(minutes=10)
    office.delivery().round()
    assert offered(office, GUEST)
    held = waitlist.accept(office.house.engine, GUEST, office.now)
    assert held.start == at(TEN)


def test_unseen_it_is_offered_to_the_next_in_line_in_their_language(office: Office) -> None:
    freed(office)
    office.delivery().round()
    office.now += timedelta(minutes=9)
    for _ in range(2):
        office.delivery().round()
    assert offered(office, ELSE) and not offered(office, GUEST)
    (row,) = office.store.outbound_after(ELSE, 0)
    assert row.message["text"].startswith("Có giờ trống rồi ạ: thứ Bảy 28/11, 10:00")


def test_who_has_no_chat_here_is_passed_over_at_once(office: Office) -> None:
    made: Booking = office.house.book(TEN, "web:first", wish=WITH_AN)
    join(office, "fb:page:stranger")
    join(office, GUEST)
    office.now = NOW + timedelta(minutes=5)
    booking.cancel(office.house.engine, made.id, "web:first", office.now)
    for _ in range(2):
        office.delivery().round()
    assert offered(office, GUEST) and office.chat() == [OFFER]


def test_what_nobody_answers_goes_on_by_the_clock(office: Office) -> None:
    freed(office)
    office.now += timedelta(minutes=21)
    keeper = Housekeeping(office.house.engine, ["house"], USUAL, lambda: office.now)
    assert keeper.offer() == 1
    assert offered(office, ELSE) and not offered(office, GUEST)
