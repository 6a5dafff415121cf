"""What the venue's people look at: the visits of a day, a therapist's own, the line, the histories."""

from datetime import date, timedelta

from spa import booking
from spa.booking import Limits, WaitRequest, Wish, staffing, timeline, waitlist
from spa.store.database import reading
from tests.spa.house import NOW, WITH_AN, House, at, venue

SATURDAY = date(2026, 11, 28)
MAI = "staff:7"


def shown(house: House, days: int = 1, first: date = SATURDAY, later: timedelta = timedelta()) -> list[tuple[str, str]]:
    with reading(house.engine) as connection:
        found = timeline.visits(connection, venue(), first, days, NOW + later)
    return [(one.start.astimezone(NOW.tzinfo).strftime("%d %H:%M"), one.status) for one in found]


def test_the_day_is_the_venues_own_and_drafts_go_by_themselves(house: House) -> None:
    house.book("2026-11-28 20:00")
    house.hold("2026-11-28 09:00", "web:b")  # 02:00 in UTC
    house.book("2026-11-30 09:00", "web:a")
    assert shown(house) == [("28 09:00", "held"), ("28 20:00", "confirmed")]
    assert shown(house, later=timedelta(minutes=10)) == [("28 20:00", "confirmed")]
    assert len(shown(house, days=3)) == 3


def test_each_visit_says_who_and_where(house: House) -> None:
    made = house.book("2026-11-28 10:00", party=2)
    house.note(made, "light_pressure")
    with reading(house.engine) as connection:
        one = timeline.visits(connection, venue(), SATURDAY, 1, NOW)[0]
    assert (one.therapist_ids, one.room_ids) == (made.therapist_ids, made.room_ids)
    assert (one.name, one.phone, one.has_note, one.party) == ("Lan", "+84905123456", True, 2)


def test_a_therapist_has_only_the_own_sure_visits(house: House) -> None:
    house.book("2026-11-28 10:00", wish=WITH_AN)
    house.book("2026-11-28 10:00", "web:a", wish=Wish(gender="male"))
    house.hold("2026-11-28 14:00", "web:b", wish=WITH_AN)
    with reading(house.engine) as connection:
        own = timeline.of_therapist(connection, venue(), "house.an", SATURDAY, 1)
    assert [one.therapist_ids for one in own] == [("house.an",)]


def test_histories_say_who_and_when(house: House) -> None:
    made = house.book("2026-11-28 10:00")
    booking.cancel(house.engine, made.id, "", NOW, actor=MAI)
    house.staff(staffing.close_day, "house", SATURDAY, {"en": "x", "vi": "x"}, actor=MAI)
    with reading(house.engine) as connection:
        told = timeline.history(connection, made.id)
        changed = timeline.venue_changes(connection, "house", 5)
    assert [one.change for one in told] == ["held", "confirmed", "cancelled"]
    assert [(one.actor, one.change, one.at) for one in changed] == [(MAI, "day_closed", NOW)]


def test_the_line_stands_in_its_order(house: House) -> None:
    window = (at("2026-11-28 10:00"), at("2026-11-28 12:00"))
    for who in ("web:b", "web:a"):
        request = WaitRequest("house", who, "back_massage", 1, *window, Wish(), "en")
        waitlist.join(house.engine, request, NOW)
    with reading(house.engine) as connection:
        assert [one.conversation for one in timeline.waiting(connection, "house", NOW)] == ["web:b", "web:a"]
        assert timeline.waiting(connection, "house", window[1]) == []


def test_another_therapist_at_the_same_time_tells_the_customer_nothing(house: House) -> None:
    made = house.book("2026-11-28 10:00", wish=WITH_AN)
    messages = house.count("SELECT count(*) FROM message")
    moved = booking.move(
        house.engine, made.id, "", made.start, NOW, limits=Limits(), actor=MAI, wish=Wish(therapist_id="house.binh")
    )
    assert (moved.therapist_ids, moved.start, moved.sequence) == (("house.binh",), made.start, 0)
    assert (house.history(made)[-1], house.count("SELECT count(*) FROM message")) == ((MAI, "moved"), messages)
    assert house.overlaps() == 0


def test_each_change_changes_the_stamp(house: House) -> None:
    stamps = set()
    for change in (
        lambda: house.hold("2026-11-28 10:00"),
        lambda: house.book("2026-11-28 14:00", "web:a"),
        lambda: house.staff(staffing.set_day_off, "house.an", SATURDAY, True),
    ):
        change()
        with reading(house.engine) as connection:
            stamps.add(timeline.stamp(connection, "house"))
    assert len(stamps) == 3
