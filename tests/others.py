"""What others do while a customer talks with the assistant: other customers, and the people of the house."""

import itertools
from datetime import date, datetime, timedelta

from sqlalchemy import insert

from spa import booking
from spa.booking import waitlist
from spa.store import catalogue as catalogues
from spa.store.database import reading, writing
from spa.store.schema import closure
from tests.assistant import Assistant, aware

STAFF = "staff:test"
_numbers = itertools.count(1)


def fill(assistant: Assistant, venue: str, when: str) -> list[booking.Booking]:
    """Take every therapist at a local start ("2026-11-27T15:00"), or all there is on a day."""
    taken: list[booking.Booking] = []
    first = aware(datetime.fromisoformat(when))
    window = booking.Window(first, first if "T" in when else first + timedelta(days=1))
    while free := _free_times(assistant, venue, window):
        who = f"{assistant.conversation}-other-{next(_numbers)}"
        request = booking.HoldRequest(venue, who, "back_massage", 1, free[0].start, booking.Wish(), "en")
        taken.append(booking.hold(assistant.engine, request, assistant.now, hold_minutes=600))
    return taken


def _free_times(assistant: Assistant, venue: str, window: booking.Window) -> list[booking.Offer]:
    with reading(assistant.engine) as connection:
        return booking.offers(connection, venue, "back_massage", 1, window, assistant.now, limit=1)


def free(assistant: Assistant, held: booking.Booking) -> None:
    """Give up what was taken, and let the worker pass by."""
    booking.release(assistant.engine, held.id, held.conversation, assistant.now)
    waitlist.offer_freed(assistant.engine, held.venue_id, assistant.now)


def close(assistant: Assistant, venue: str, days: list[str]) -> None:
    """Close the house on these days."""
    rows = [{"venue_id": venue, "day": date.fromisoformat(day), "reason": {}} for day in days]
    with writing(assistant.engine) as connection:
        catalogues.change(connection, venue)
        connection.execute(insert(closure), rows)


def decide(assistant: Assistant, verdict: str) -> None:
    """Decide on what of this customer waits for a person: approve or decline."""
    for one in _upcoming(assistant):
        booking.decide(assistant.engine, one.id, STAFF, verdict, "", assistant.now)


def propose(assistant: Assistant, service_id: str) -> None:
    """Propose another service in the place of what waits."""
    now, contact = assistant.now, booking.Contact("Anna", "+84905123456")
    for one in _upcoming(assistant):
        booking.propose(assistant.engine, one.id, STAFF, service_id, {}, "", now + timedelta(hours=24), now, contact)


def move(assistant: Assistant, start: str) -> None:
    """Move this customer's booking to a local start."""
    when = aware(datetime.fromisoformat(start))
    for one in _upcoming(assistant):
        booking.move(assistant.engine, one.id, one.conversation, when, assistant.now, actor=STAFF)


def _upcoming(assistant: Assistant) -> list[booking.Booking]:
    with reading(assistant.engine) as connection:
        return booking.of_conversation(connection, assistant.conversation, assistant.now)
