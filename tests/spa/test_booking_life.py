"""The day of the visit: told by the venue's own, each thing in its order, each in the history."""

import ast
from datetime import timedelta
from pathlib import Path
from typing import Callable

import pytest
from sqlalchemy import update

from spa import booking
from spa.booking import Booking, life
from spa.errors import (
    ChangeTooLate,
    NotStaff,
    StatusNotPossible,
    TimeNotPossible,
)
from spa.store import schema
from spa.store.database import writing
from tests.spa.house import GUEST, NOW, House, at

ROOT = Path(__file__).resolve().parents[2]
TEN = "2026-11-28 10:00"
START = at(TEN)
MAI = "staff:mai"


def test_a_visit_from_its_start_to_its_end(house: House) -> None:
    made = house.book(TEN)
    assert booking.arrive(house.engine, made.id, MAI, True, START).status == "arrived"
    assert booking.complete(house.engine, made.id, MAI, START + timedelta(hours=1)).status == "completed"
    assert house.history(made)[-2:] == [(MAI, "arrived"), (MAI, "completed")]


def test_a_no_to_the_short_question_goes_to_a_person(house: House) -> None:
    made = house.book(TEN)
    stopped = booking.arrive(house.engine, made.id, MAI, False, START)
    assert (stopped.status, stopped.hold_expires_at, house.quarters(stopped)) == ("awaiting_decision", None, 10)
    assert house.history(made)[-1] == (MAI, "recheck_failed")
    with pytest.raises(StatusNotPossible):
        booking.arrive(house.engine, made.id, MAI, True, START)
    again = booking.decide(house.engine, made.id, MAI, "approve", "", START)
    assert booking.arrive(house.engine, again.id, MAI, True, START).status == "arrived"


def test_nobody_arrives_on_another_day(house: House) -> None:
    made = house.book(TEN)
    with pytest.raises(TimeNotPossible) as error:
        booking.arrive(house.engine, made.id, MAI, True, START - timedelta(hours=13))
    assert (error.value.allowed["reason"], house.read(made)) == ("too_soon", made)


def test_who_does_not_come_gives_the_time_back(house: House) -> None:
    made = house.book(TEN)
    with pytest.raises(TimeNotPossible):
        booking.no_show(house.engine, made.id, MAI, START - timedelta(minutes=1))
    gone = booking.no_show(house.engine, made.id, MAI, START + timedelta(minutes=20))
    assert (gone.status, house.quarters(gone)) == ("no_show", 0)


ENDS: dict[str, Callable[[House, Booking, str], Booking]] = {
    "arrive": lambda house, made, actor: booking.arrive(house.engine, made.id, actor, True, START),
    "complete": lambda house, made, actor: booking.complete(house.engine, made.id, actor, START),
    "no_show": lambda house, made, actor: booking.no_show(house.engine, made.id, actor, START),
    "approve": lambda house, made, actor: booking.decide(house.engine, made.id, actor, "approve", "", NOW),
    "decline": lambda house, made, actor: booking.decide(house.engine, made.id, actor, "decline", "", NOW),
    "cancel": lambda house, made, actor: booking.cancel(house.engine, made.id, "", START, actor=actor),
}


@pytest.mark.parametrize("what", ENDS)
@pytest.mark.parametrize("actor", [GUEST, "system", "staff:", "staff: "])
def test_only_the_venues_people_do_it(house: House, what: str, actor: str) -> None:
    made = house.book(TEN)
    with pytest.raises(NotStaff):
        ENDS[what](house, made, actor)
    assert house.read(made) == made


POSSIBLE = {
    "held": {"held", "confirmed", "awaiting_decision", "cancelled", "expired"},
    "expired": {"held"},
    "confirmed": {"awaiting_decision", "arrived", "no_show", "cancelled"},
    "awaiting_decision": {"confirmed", "cancelled", "expired"},
    "arrived": {"completed"},
}


def test_what_may_follow_what(house: House) -> None:
    made = house.book(TEN)
    for before in life.NEXT:
        for after in life.NEXT:
            with writing(house.engine) as connection:
                connection.execute(update(schema.booking).values(status=before))
            if after in POSSIBLE.get(before, set()):
                with writing(house.engine) as connection:
                    life.become(connection, house.read(made), after, NOW, MAI, "tried")
            else:
                with pytest.raises(StatusNotPossible) as error, writing(house.engine) as connection:
                    life.become(connection, house.read(made), after, NOW, MAI, "tried")
                assert error.value.allowed["status"] == before


def test_what_is_over_stays_over(house: House) -> None:
    made = house.book(TEN)
    booking.cancel(house.engine, made.id, GUEST, NOW, 4)
    for what in ("arrive", "complete", "no_show", "approve", "decline"):
        with pytest.raises(StatusNotPossible):
            ENDS[what](house, made, MAI)
    assert house.read(made).status == "cancelled"


def test_the_status_is_written_in_one_place() -> None:
    """Whoever changes it elsewhere forgets the history."""
    writers = set()
    for path in (ROOT / "spa").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            named = isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("change", "values")
            if named and any(word.arg == "status" for word in node.keywords):  # type: ignore[attr-defined]
                writers.add(path.name)
    assert writers == {"life.py"}


def test_a_late_wish_is_written_down_once_and_staff_fulfil_it(house: House) -> None:
    made = house.book(TEN)
    late = made.start - timedelta(hours=2)
    for _ in range(2):
        with pytest.raises(ChangeTooLate):
            booking.cancel(house.engine, made.id, GUEST, late, 4)
        with pytest.raises(ChangeTooLate):
            booking.move(house.engine, made.id, GUEST, at("2026-11-28 14:00"), late, 4)
    assert house.history(made)[-2:] == [(GUEST, "cancel_requested"), (GUEST, "move_requested")]
    assert house.count("SELECT count(*) FROM staff_note") == 2
    assert house.read(made) == made
    assert booking.cancel(house.engine, made.id, "", late, 4, actor=MAI).status == "cancelled"
    assert house.history(made)[-1] == (MAI, "cancelled")
