"""What people decide about a visit that waits for them: for this booking and its steps alone, and in the history."""

from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import select, update

from spa import booking
from spa.booking import Booking, Contact
from spa.errors import (
    ContactMissing,
    NoteNotValid,
    ScreeningForbids,
    ScreeningMissing,
    SlotTaken,
    SpaError,
    StatusNotPossible,
    TimeNotPossible,
)
from spa.store import schema
from spa.store.database import reading, writing
from tests.spa.house import GUEST, LAN, NOW, WITH_AN, House, at

ROOT = Path(__file__).resolve().parents[2]
TEN = "2026-11-28 10:00"
START = at(TEN)
MAI = "staff:mai"


def waiting(house: House, outcome: str = "consult", contact: Contact | None = LAN, **more: object) -> Booking:
    held = house.hold(TEN, **more)  # type: ignore[arg-type]
    for guest in range(1, held.party + 1):
        house.screen(held, guest, outcome=outcome, rules=["pregnancy"], notes=["light_pressure"])
    return booking.await_decision(house.engine, held.id, GUEST, NOW + timedelta(hours=4), NOW, contact)


def approve(house: House, one: Booking, note: str = "", **more: object) -> Booking:
    return booking.decide(house.engine, one.id, MAI, "approve", note, NOW, **more)  # type: ignore[arg-type]


def test_an_approved_visit_is_confirmed_with_who_and_when(house: House) -> None:
    made = approve(house, waiting(house), "Nằm nghiêng")
    assert (made.status, made.hold_expires_at) == ("confirmed", None)
    assert made.note == "light_pressure; Nằm nghiêng"
    with reading(house.engine) as connection:
        row = connection.execute(select(schema.decision)).one()
        outcome = connection.scalar(select(schema.screening.c.outcome))
    assert (row.actor, row.verdict, row.at, row.booking_id) == (MAI, "approve", NOW, made.id)
    assert outcome == "consult"  # what the guest said stays as it was
    assert house.history(made)[-1] == (MAI, "accepted")


def test_a_declined_visit_gives_the_time_back(house: House) -> None:
    made = waiting(house, wish=WITH_AN)
    gone = booking.decide(house.engine, made.id, MAI, "decline", "", NOW)
    assert (gone.status, house.quarters(gone)) == ("cancelled", 0)
    assert house.hold(TEN, "web:a", wish=WITH_AN).status == "held"


def test_somebody_has_to_be_known_whom_to_call(house: House) -> None:
    made = waiting(house, contact=None)
    with pytest.raises(ContactMissing):
        approve(house, made)
    confirmed = approve(house, made, contact=Contact("Lan", "0905 123 456"))
    assert (confirmed.status, confirmed.contact) == ("confirmed", Contact("Lan", "+84905123456"))


@pytest.mark.parametrize("change", [{"outcome": "emergency"}, {"decided_at": NOW + timedelta(minutes=1)}], ids=str)
def test_nobody_answers_for_an_emergency_or_for_what_was_said_later(house: House, change: dict[str, object]) -> None:
    made = waiting(house)
    house.rescreen(made, **change)
    with pytest.raises(ScreeningForbids):
        approve(house, made)
    assert house.read(made) == made


def test_a_decision_does_not_stand_for_a_missing_screening(house: House) -> None:
    made = waiting(house)
    house.rescreen(made, booking_id=None)
    with pytest.raises(ScreeningMissing):
        approve(house, made)


def test_a_decision_holds_for_its_booking_and_its_steps_alone(house: House) -> None:
    made = approve(house, waiting(house, service="bath_and_massage"), left_out={1: ["wooden_tub"]})
    assert (made.kept, made.minutes, made.price_vnd) == (("shower", "massage"), 75, 300_000)
    booking.move(house.engine, made.id, GUEST, at("2026-11-28 14:00"), NOW)  # the same day: as it was decided
    with writing(house.engine) as connection:
        connection.execute(update(schema.booking_step).values(left_out=False))
    with pytest.raises(ScreeningForbids):
        booking.move(house.engine, made.id, GUEST, at("2026-11-28 17:00"), NOW)


def test_a_decision_for_one_booking_opens_no_other(house: House) -> None:
    approve(house, waiting(house))
    held = house.hold("2026-11-28 14:00")
    house.screen(held, outcome="consult")
    with pytest.raises(ScreeningForbids):
        booking.confirm(house.engine, held.id, GUEST, LAN, "key", NOW)


def test_an_approved_visit_goes_to_another_day_unasked_only_with_a_person(house: House) -> None:
    made = approve(house, waiting(house))
    with pytest.raises(ScreeningMissing):
        booking.move(house.engine, made.id, GUEST, at("2026-11-30 10:00"), NOW)
    moved = booking.move(house.engine, made.id, "", at("2026-11-30 10:00"), NOW, actor=MAI)
    assert (moved.start, house.history(made)[-1]) == (at("2026-11-30 10:00"), (MAI, "moved"))


def test_staff_put_steps_back_only_where_there_is_time(house: House) -> None:
    made = waiting(house, service="bath_and_massage", wish=WITH_AN)
    shorter = approve(house, made, left_out={1: ["wooden_tub"]})
    house.hold("2026-11-28 11:30", "web:a", wish=WITH_AN)
    booking.withdraw_booking_for_health(house.engine, shorter.id, NOW)
    with pytest.raises(SlotTaken):
        approve(house, shorter, left_out={})
    assert house.read(made).left_out == ("wooden_tub",)


def test_a_decision_may_come_late_as_long_as_nobody_has_the_time(house: House) -> None:
    made = waiting(house)
    late = NOW + timedelta(hours=5)
    assert booking.decide(house.engine, made.id, MAI, "approve", "", late, left_out={}).status == "confirmed"
    other = house.book("2026-11-28 14:00", "web:a", contact=Contact("Mai", "0905999888"))
    booking.withdraw_booking_for_health(house.engine, other.id, NOW)
    with pytest.raises(TimeNotPossible):
        booking.decide(house.engine, other.id, MAI, "approve", "", other.end)


@pytest.mark.parametrize(
    ("verdict", "note", "error"), [("maybe", "", StatusNotPossible), ("approve", "a" * 301, NoteNotValid)]
)
def test_what_a_decision_cannot_be(house: House, verdict: str, note: str, error: type[SpaError]) -> None:
    made = waiting(house)
    with pytest.raises(error):
        booking.decide(house.engine, made.id, MAI, verdict, note, NOW)
    assert house.read(made) == made


def test_no_conversation_can_decide() -> None:
    """What a customer writes reaches the domain through the actions: none of them speaks for the venue's people."""
    found = []
    for folder in ("actions", "extensions"):
        for path in (ROOT / folder).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            found += [path.name for word in ('"staff:', "booking.decide", "deciding", "actor=") if word in text]
    assert found == []


def test_each_change_of_a_status_is_in_the_history(house: House) -> None:
    made = waiting(house)
    approve(house, made)
    booking.arrive(house.engine, made.id, MAI, True, START)
    booking.complete(house.engine, made.id, MAI, START)
    rows = schema.booking_history
    with reading(house.engine) as connection:
        found = connection.execute(select(rows).where(rows.c.booking_id == made.id).order_by(rows.c.id)).all()
    statuses = [row.detail["after"] for row in found if "after" in row.detail]
    assert statuses == ["held", "awaiting_decision", "confirmed", "arrived", "completed"]
    assert all(row.actor and row.at for row in found)
    steps = [(row.detail["before"], row.detail["after"]) for row in found if "after" in row.detail]
    assert steps[0][0] is None and all(first[1] == second[0] for first, second in pairwise(steps))
