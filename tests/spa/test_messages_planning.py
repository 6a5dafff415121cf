"""What is planned with a change: reminders of the visit as it is now, and a notice to whoever does not know yet."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from spa import booking, messages
from spa.booking import Contact
from spa.errors import ScreeningForbids
from spa.messages import Plan
from spa.store.database import reading, writing
from spa.store.schema import message
from tests.spa.house import GUEST, LAN, NOW, House, at

WITH_EMAIL = Contact("Lan", "0905 123 456", "lan@guest.example")
TOMORROW = "2026-11-26 10:00"
SATURDAY = "2026-11-28 10:00"


def rows(house: House, *states: str) -> list[tuple[str, str]]:
    """Kind and local time of what is in these states, in order of time."""
    with reading(house.engine) as connection:
        found = connection.execute(select(message).where(message.c.state.in_(states or ["waiting"])))
        due = sorted((row.due_at, row.kind) for row in found)
    return [(kind, moment.astimezone(at(TOMORROW).tzinfo).strftime("%d %H:%M")) for moment, kind in due]


def test_a_confirmed_booking_is_reminded_of_twice(house: House) -> None:
    house.book(SATURDAY)
    assert rows(house) == [("reminder_day", "27 10:00"), ("reminder_hours", "28 08:00")]


def test_confirming_again_plans_nothing_again(house: House) -> None:
    booked = house.book(SATURDAY)
    booking.confirm(house.engine, booked.id, GUEST, LAN, "another key", NOW)
    assert len(rows(house)) == 2


def test_a_reminder_whose_time_is_over_when_it_is_booked_is_not_planned(house: House) -> None:
    house.book("2026-11-25 13:00")
    assert rows(house) == [("reminder_hours", "25 11:00")]


def test_the_day_before_reminder_is_of_no_use_once_the_next_one_is_due(house: House) -> None:
    house.book(SATURDAY)
    with reading(house.engine) as connection:
        (first, second) = messages.due(connection, at(SATURDAY))
    assert (first.ends_at, second.ends_at) == (at("2026-11-28 08:00"), at(SATURDAY))


def test_a_confirmation_goes_to_an_address_and_to_nobody_without_one(house: House) -> None:
    house.book(SATURDAY, contact=WITH_EMAIL)
    assert rows(house)[0] == ("confirmation", "25 09:00")


def test_a_move_drops_the_old_reminders_and_plans_new_ones(house: House) -> None:
    booked = house.book(TOMORROW)
    moved = booking.move(house.engine, booked.id, GUEST, at("2026-11-26 15:00"), NOW)
    assert rows(house) == [("reminder_day", "25 15:00"), ("reminder_hours", "26 13:00")]
    assert rows(house, "dropped") == [("reminder_day", "25 10:00"), ("reminder_hours", "26 08:00")]
    assert (booked.sequence, moved.sequence) == (0, 1)


def test_a_cancelled_booking_is_reminded_of_no_more(house: House) -> None:
    booked = house.book(SATURDAY, contact=WITH_EMAIL)
    cancelled = booking.cancel(house.engine, booked.id, GUEST, NOW, 4)
    assert rows(house) == [("cancelled", "25 09:00")]
    assert cancelled.sequence == 1


def test_a_booking_taken_back_for_health_is_reminded_of_no_more(house: House) -> None:
    booked = house.book(SATURDAY)
    booking.withdraw_booking_for_health(house.engine, booked.id, NOW)
    assert rows(house) == []


@pytest.mark.parametrize(
    ("change", "actor", "kind"),
    [
        ("moved", "staff:hoa", "moved_by_house"),
        ("cancelled", "system", "cancelled_by_house"),
        ("accepted", "staff:hoa", "accepted"),
        ("declined", "staff:hoa", "declined"),
    ],
)
def test_what_the_house_changes_is_told_also_without_an_address(
    house: House, change: str, actor: str, kind: str
) -> None:
    booked = house.book(SATURDAY)
    with writing(house.engine) as connection:
        messages.after(connection, booked, change, actor, NOW)
    assert rows(house)[0] == (kind, "25 09:00")


def test_hours_are_the_setting_of_the_house(house: House) -> None:
    house.book(SATURDAY, limits=booking.Limits(reminder_hours=(48, 3, 1)))
    assert [due for _, due in rows(house)] == ["26 10:00", "28 07:00", "28 09:00"]


def test_a_key_is_planned_once(house: House) -> None:
    offer = Plan("waitlist_offer:1:1", "waitlist_offer", "house", GUEST, NOW, NOW + timedelta(minutes=20))
    with writing(house.engine) as connection:
        assert messages.plan(connection, offer)
        assert not messages.plan(connection, offer)
    assert rows(house) == [("waitlist_offer", "25 09:00")]


def test_a_change_that_is_rolled_back_plans_nothing(house: House) -> None:
    booked = house.book(TOMORROW)
    house.rescreen(booked, outcome="consult")
    with pytest.raises(ScreeningForbids):
        booking.move(house.engine, booked.id, GUEST, at("2026-11-26 15:00"), NOW)
    assert rows(house) == [("reminder_day", "25 10:00"), ("reminder_hours", "26 08:00")]
