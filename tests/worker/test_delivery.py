"""Reminders by the clock: each once, by the first way that works, never to a visit that is another by now."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from spa import booking, messages
from spa.messages import SENDING
from spa.store.database import reading, transact, writing
from tests.spa.house import GUEST, LAN, NOW, at
from tests.worker.parts import Office
from worker.delivery import LEASE

VISIT = "2026-11-28 10:00"
DAY_BEFORE, TWO_HOURS = "2026-11-27 10:00", "2026-11-28 08:00"
DAY, HOURS = "utter_message_reminder_day", "utter_message_reminder_hours"


def seen(office: Office) -> None:
    office.pushes.mark_seen(GUEST, office.store.outbound_after(GUEST, 0)[-1].id)


def test_a_visit_is_reminded_of_a_day_and_two_hours_before(office: Office) -> None:
    office.house.book(VISIT)
    office.round_at("2026-11-27 09:59")
    assert office.chat() == []
    office.round_at(DAY_BEFORE)
    seen(office)
    office.round_at("2026-11-28 07:59")
    assert office.chat() == [DAY]
    office.round_at(TWO_HOURS)
    assert office.chat() == [DAY, HOURS]
    assert office.states("reminder_day") == [("sent", "channel", None)]


def test_the_words_are_of_the_conversations_language_with_day_hour_and_number(office: Office) -> None:
    office.house.book(VISIT)
    office.round_at(DAY_BEFORE)
    (row,) = office.store.outbound_after(GUEST, 0)
    assert "Saturday 28 November, 10:00" in row.message["text"] and office.venue.phone in row.message["text"]
    assert [choice["title"] for choice in row.message["buttons"]][0] == "All the same"


def test_a_moved_visit_is_reminded_of_at_its_new_time_alone(office: Office) -> None:
    booked = office.house.book("2026-11-26 15:00")
    booking.move(office.house.engine, booked.id, GUEST, at(VISIT), NOW)
    office.round_at("2026-11-25 15:00")
    assert office.chat() == []
    office.round_at(DAY_BEFORE)
    assert office.chat() == [DAY]


def test_a_cancelled_visit_is_reminded_of_no_more(office: Office) -> None:
    booked = office.house.book(VISIT)
    booking.cancel(office.house.engine, booked.id, GUEST, NOW, 4)
    office.round_at(TWO_HOURS)
    assert office.chat() == []


def test_a_visit_whose_guest_has_come_already_is_reminded_of_no_more(office: Office) -> None:
    booked = office.house.book(VISIT)
    booking.arrive(office.house.engine, booked.id, "staff:hoa", True, at("2026-11-28 07:30"))
    office.round_at(TWO_HOURS)
    assert office.chat() == []
    assert office.states("reminder_hours") == [("dropped", None, "overtaken")]


def test_a_late_reminder_is_dropped_with_a_line_in_the_log(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    """The worker was away for the whole time in which it would have been of use."""
    office.house.book(VISIT)
    office.round_at("2026-11-28 10:00")
    assert office.chat() == []
    assert office.states("reminder_day") == office.states("reminder_hours") == [("dropped", None, "late")]
    assert caplog.text.count("is dropped: late") == 2 and "Lan" not in caplog.text


def test_a_message_that_nobody_reads_goes_on_the_call_list(office: Office) -> None:
    booked = office.house.book(VISIT)
    office.round_at(DAY_BEFORE)
    assert office.states("reminder_day") == [("unseen", "channel", None)]
    office.round_at("2026-11-27 10:15")
    assert office.states("reminder_day") == [("to_call", "call", "no address")]
    with reading(office.house.engine) as connection:
        (open_one,) = messages.to_call(connection, "house", office.now)
        assert messages.to_call(connection, "house", at(VISIT)) == []
    assert open_one.booking_id == booked.id
    with writing(office.house.engine) as connection:
        assert messages.called(connection, open_one.id, office.now)
        assert not messages.called(connection, open_one.id, office.now)
        assert messages.to_call(connection, "house", office.now) == []


def test_a_visit_that_is_cancelled_needs_no_call_any_more(office: Office) -> None:
    booked = office.house.book(VISIT)
    for when in (DAY_BEFORE, "2026-11-27 10:15"):
        office.round_at(when)
    booking.cancel(office.house.engine, booked.id, GUEST, office.now, 4)
    with reading(office.house.engine) as connection:
        assert messages.to_call(connection, "house", office.now) == []


def test_a_venue_chooses_the_ways_and_their_order(office: Office) -> None:
    office.house.book(VISIT)
    office.routes("call")
    office.round_at(DAY_BEFORE)
    assert office.chat() == [] and office.states("reminder_day") == [("to_call", "call", None)]
    office.routes("channel")
    office.round_at(TWO_HOURS)
    office.round_at("2026-11-28 08:15")
    assert office.states("reminder_hours") == [("dropped", "channel", "unseen")]


def test_a_booking_from_no_chat_is_called(office: Office) -> None:
    office.house.book(VISIT, "staff:desk")
    office.round_at(DAY_BEFORE)
    assert office.states("reminder_day") == [("to_call", "call", "no address")]


def test_what_the_house_changes_is_said_in_the_chat(office: Office) -> None:
    booked = office.house.book(VISIT)
    booking.cancel(office.house.engine, booked.id, GUEST, NOW, 4, actor="staff:hoa")
    office.round_at("2026-11-25 09:01")
    assert office.chat() == ["utter_message_cancelled_by_house"]


def test_one_bad_row_stops_no_other(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    office.house.book(VISIT)
    unknown = messages.Plan("odd:1", "odd", "house", GUEST, NOW, at(VISIT))
    with writing(office.house.engine) as connection:
        messages.plan(connection, unknown)
    office.round_at(DAY_BEFORE)
    assert office.chat() == [DAY]
    assert "KeyError" in caplog.text
    assert office.delivery().round() == 0, "it waits for its next turn, also a row that is held by its lease"


def test_many_workers_at_once_say_it_once(office: Office) -> None:
    office.house.book(VISIT)
    office.now = at(DAY_BEFORE)
    with ThreadPoolExecutor(8) as pool:
        for one in [pool.submit(office.delivery().round) for _ in range(24)]:
            one.result()
    assert office.chat() == [DAY]


class Killed(BaseException):
    """What a process that is killed does: it says nothing any more."""


class KilledBefore:
    """In place of the chat: the process ends before anything is written there."""

    def __init__(self, pushes: Any) -> None:
        self._pushes = pushes

    def __getattr__(self, name: str) -> Any:
        return getattr(self._pushes, name)

    def push(self, *told: Any) -> bool:
        raise Killed


class KilledAfter(KilledBefore):
    """... or right after."""

    def push(self, *told: Any) -> bool:
        self._pushes.push(*told)
        raise Killed


@pytest.mark.parametrize("ends", [KilledBefore, KilledAfter])
def test_a_worker_that_is_killed_in_the_middle_loses_nothing_and_doubles_nothing(
    office: Office, ends: type[KilledBefore]
) -> None:
    office.house.book(VISIT)
    with pytest.raises(Killed):
        office.round_at(DAY_BEFORE, pushes=ends(office.pushes))
    assert office.states("reminder_day") == [(SENDING, "channel", None)]
    office.round_at("2026-11-27 10:01")
    assert office.states("reminder_day") == [(SENDING, "channel", None)], "it is still in somebody's hands"
    office.now += LEASE
    office.delivery().round()
    assert office.chat() == [DAY]
    assert office.states("reminder_day")[0][0] == "unseen"


def test_who_was_slower_changes_nothing(office: Office) -> None:
    office.house.book(VISIT)
    with reading(office.house.engine) as connection:
        (message, _) = messages.due(connection, at(VISIT))
    for expected in (True, False):
        changed = transact(
            office.house.engine, lambda connection: messages.change(connection, message, state="dropped", tries=9)
        )
        assert (changed is not None) is expected


def test_a_channel_is_used_while_it_takes_messages(office: Office) -> None:
    wrote = NOW
    assert messages.window_open("web", None, NOW)
    for channel, hours in (("fb", 24), ("zalo", 48)):
        assert messages.window_open(channel, wrote, NOW + timedelta(hours=hours, minutes=-1))
        assert not messages.window_open(channel, wrote, NOW + timedelta(hours=hours))
        assert not messages.window_open(channel, None, NOW)
    assert not messages.window_open("staff", wrote, NOW)


def test_reminders_are_not_planned_for_a_contact_without_reason(office: Office) -> None:
    """Nothing of what a message keeps is about health or about the person."""
    office.house.book(VISIT, contact=replace(LAN, email="lan@guest.example"))
    with reading(office.house.engine) as connection:
        for message in messages.due(connection, at(VISIT)):
            assert dict(message.values) == {"sequence": 0}
