"""Counts of visits, screenings and calls for a person, on both databases."""

from datetime import timedelta

from spa import booking
from spa.faq import unanswered
from spa.handoff import tell_staff
from spa.staff import numbers
from spa.staff.numbers import BOOKED, Span, Visits
from spa.store.database import reading, writing
from tests.spa.house import GUEST, NOW, House, at

DAY = Span(NOW - timedelta(hours=1), NOW + timedelta(hours=1), ("house",))


def seen(house: House, span: Span = DAY) -> dict[tuple[str, str], int]:
    with reading(house.engine) as db:
        return {(one.change, one.channel): one.number for one in numbers.visits(db, span)}


def test_a_booking_is_made_once_and_moved_as_often_as_it_is(house: House) -> None:
    booked = house.book("2026-11-26 10:00")
    for start in ("2026-11-26 12:00", "2026-11-26 14:00"):
        booking.move(house.engine, booked.id, GUEST, at(start), NOW)
    house.book("2026-11-28 10:00", "zalo:1:2")
    house.book("2026-11-28 12:00", "erased:abc")
    assert seen(house) == {("moved", "web"): 2, (BOOKED, "web"): 1, (BOOKED, "zalo"): 1, (BOOKED, "else"): 1}
    with reading(house.engine) as db:
        assert Visits(BOOKED, "house", "zalo", "en", 1) in numbers.visits(db, DAY)


def test_a_cancelled_booking_was_booked_all_the_same(house: House) -> None:
    booked = house.book("2026-11-26 10:00")
    booking.cancel(house.engine, booked.id, GUEST, NOW)
    assert seen(house) == {(BOOKED, "web"): 1, ("cancelled", "web"): 1}


def test_other_days_and_other_venues_are_not_counted(house: House) -> None:
    house.book("2026-11-26 10:00")
    later = Span(NOW + timedelta(minutes=1), NOW + timedelta(days=1), ("house",))
    assert seen(house, later) == {}
    assert seen(house, Span(DAY.since, DAY.until, ("elsewhere",))) == {}


def test_screenings_calls_and_unanswered_questions(house: House) -> None:
    house.book("2026-11-26 10:00")
    with writing(house.engine) as db:
        for kind in ("talk_to_human", "talk_to_human", "complaint"):
            tell_staff(db, "house", GUEST, kind, NOW)
        unanswered.record(db, unanswered.Asked(GUEST, "house", "web", "en"), "is there a pool?", NOW)
    with reading(house.engine) as db:
        assert numbers.screenings(db, DAY) == {"nothing_reported": 1}
        assert numbers.reasons(db, DAY) == {"talk_to_human": 2, "complaint": 1}
        assert numbers.unanswered(db, DAY) == 1
