"""What no written conversation can do: the same message twice, a broken house, changed prices, answers that grow old."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from actions.services import current, use
from gateway.messages import Said
from spa.booking import open_hold
from spa.privacy import forget_old
from spa.store import catalogue
from spa.store.database import connect, reading, writing
from spa.store.schema import screening, service_step
from tests.assistant import Assistant
from tests.conftest import Wait
from tests.conversations.customer import Play


def _played(assistant: Assistant, wait_for: Wait, flows: str, language: str = "en") -> Play:
    booked = [{"status": "confirmed"}] if "confirmed" in flows else []
    written = {"name": flows, "language": language, "talk": [{"play": flows}], "bookings": booked}
    play = Play(assistant, written)
    wait_for(play.run())
    return play


def test_the_last_yes_delivered_twice_books_once(assistant: Assistant, wait_for: Wait) -> None:
    play = _played(assistant, wait_for, "held agreed well right named")
    yes = next(button for button in play.me.shown[-1][0]["buttons"] if button["value"] == "yes")
    for _ in range(2):
        assistant.conversations.receive(assistant.conversation, Said("once", "button", yes["title"], yes["token"]))
        wait_for(assistant.conversations.drain(assistant.conversation))
    assert [one["status"] for one in wait_for(assistant.bookings())] == ["confirmed"]


@pytest.mark.parametrize("language", ["en", "vi"])
def test_a_failing_action_is_answered_with_a_person_to_call(
    assistant: Assistant, wait_for: Wait, language: str
) -> None:
    play = _played(assistant, wait_for, "held agreed well right named", language)
    whole = current()
    use(replace(whole, engine=connect("sqlite:////nowhere/at/all.db")))
    try:
        wait_for(play.speak({"press": "yes"}))
    finally:
        use(whole)
    assert "utter_failed" in [reply["response"] for reply in play.me.shown[-1]]
    assert whole.venues["lee_spa"].phone in play.me.shown[-1][0]["text"]
    assert wait_for(assistant.bookings()) == []


def test_a_changed_price_is_told(assistant: Assistant, wait_for: Wait) -> None:
    _played(assistant, wait_for, "held")
    with writing(assistant.engine) as connection:
        catalogue.change(connection, "lee_spa")
        massage = (service_step.c.venue_id == "lee_spa") & (service_step.c.service_id == "back_massage")
        connection.execute(update(service_step).where(massage).values(price_vnd=365_000))
    assistant.wait(minutes=1)
    (reply,) = wait_for(assistant.say("how much is a massage?"))[:1]
    assert "365,000" in reply["text"]


def test_answers_on_health_are_erased_two_days_after_the_visit(assistant: Assistant, wait_for: Wait) -> None:
    play = _played(assistant, wait_for, "held agreed well right named confirmed")
    (booked,) = wait_for(assistant.bookings())
    assert booked["end"] == "2026-11-26T16:00:00"
    moment = current().now()
    hours = timedelta(hours=48)
    with writing(assistant.engine) as connection:
        assert forget_old(connection, moment + timedelta(days=3, hours=6), hours) == 0
        assert forget_old(connection, moment + timedelta(days=3, hours=8), hours) == 1
        assert forget_old(connection, moment + timedelta(days=3, hours=8), hours) == 0
    with reading(assistant.engine) as connection:
        mine = screening.c.conversation == play.me.conversation
        assert connection.execute(select(screening.c.sealed).where(mine)).scalars().all() == [None]


def test_answers_of_an_abandoned_booking_are_erased_by_the_next_visitor(assistant: Assistant, wait_for: Wait) -> None:
    play = _played(assistant, wait_for, "held agreed to_pregnancy")
    assistant.wait(hours=49)
    play.become("other")
    wait_for(play.speak({"say": "hello"}))
    with reading(assistant.engine) as connection:
        assert connection.execute(select(screening.c.sealed)).scalars().all() == [None]


def test_answers_renew_the_hold_once_a_minute(assistant: Assistant, wait_for: Wait) -> None:
    _played(assistant, wait_for, "held")
    began = current().now()
    until = [_held_until(assistant)]
    for text in ("yes I agree", "none of these", "no"):
        assistant.wait(seconds=40)
        wait_for(assistant.say(text))
        until.append(_held_until(assistant))
    assert [moment - began for moment in until] == [
        timedelta(minutes=10),
        timedelta(minutes=10),
        timedelta(minutes=11, seconds=20),
        timedelta(minutes=11, seconds=20),
    ]


def _held_until(assistant: Assistant) -> datetime:
    with reading(assistant.engine) as connection:
        held = open_hold(connection, assistant.conversation, current().now())
    assert held and held.hold_expires_at
    return held.hold_expires_at


def test_what_the_house_sets_is_what_one_may_book_and_wait_for(assistant: Assistant, wait_for: Wait) -> None:
    usual = current()
    before = usual.settings
    object.__setattr__(usual, "settings", replace(before, future_bookings=1, waiting_places=1, days_ahead=2))
    wish = "put me on the waiting list for a back massage for one on {}"
    talk = [
        {
            "say": "back massage for one on Monday at 3pm",
            "hears": ["utter_ask_start_too_far"],
            "reads": ["2 days ahead"],
        },
        {"say": wish.format("Thursday"), "hears": ["utter_waitlist_joined"]},
        {"say": wish.format("Friday"), "hears": ["utter_waitlist_enough"]},
        {"play": "held agreed well right named confirmed"},
        {"say": "I want to book another one", "hears": ["utter_too_many_bookings"]},
    ]
    try:
        wait_for(Play(assistant, {"name": "limits", "talk": talk, "bookings": [{"status": "confirmed"}]}).run())
    finally:
        object.__setattr__(usual, "settings", before)
