"""Somebody who calls is asked as in the chat, and passes the same gate; who asked is written down."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from spa import booking
from spa.booking import Booking, Contact, HoldRequest, Wish, by_phone
from spa.booking.values import USUAL
from spa.errors import ConsentMissing, NameNotValid, NotStaff, PhoneNotValid, ScreeningForbids, ScreeningMissing
from spa.screening import Rules
from spa.store import schema
from spa.store.database import reading
from tests.spa.house import GUEST, LAN, NOW, House, at, venue

RULES = Rules.load(Path(__file__).parents[2] / "knowledge" / "screening.yml")
MAI = "staff:7"
LIMITS = by_phone.staff_limits(USUAL)
UNTIL = NOW + timedelta(hours=4)
NO = {question.id: "no" for question in RULES.questions if question.when is None}


def called(house: House, party: int = 1, start: str = "2026-11-28 10:00", service: str = "bath_and_massage") -> Booking:
    request = HoldRequest("house", by_phone.conversation(), service, party, at(start), Wish(), "vi")
    return by_phone.begin(house.engine, request, LAN, MAI, NOW, LIMITS)


def asked(house: House, held: Booking, *told: dict[str, str]) -> str:
    by_phone.agreed(house.engine, held, MAI, RULES, "vi", NOW)
    answers = {guest: NO | own for guest, own in enumerate(told or ({},), 1)}
    by_phone.answered(house.engine, held, MAI, answers, NOW)
    return by_phone.judged(house.engine, held, RULES, venue(), NOW, LIMITS.hold_minutes)


def confirmed(house: House, held: Booking) -> Booking:
    return booking.confirm(house.engine, held.id, held.conversation, LAN, f"key {held.id}", NOW, LIMITS, MAI)


def test_a_caller_is_booked_by_name(house: House) -> None:
    held = called(house)
    assert (held.contact, held.status) == (Contact("Lan", "+84905123456"), "held")
    assert asked(house, held) == "nothing_reported"
    made = confirmed(house, held)
    assert made.status == "confirmed"
    changes = [(MAI, what) for what in ("called", "consent_by_phone", "asked_by_phone", "confirmed")]
    assert house.history(made)[1:] == changes
    with reading(house.engine) as connection:
        consent = connection.execute(select(schema.consent)).one()
    assert (consent.channel, consent.given_at, consent.guests, consent.sealed != "") == ("phone", NOW, 1, True)


def test_steps_are_left_out_for_whom_they_are_not(house: House) -> None:
    held = called(house, party=2)
    assert asked(house, held, {}, {"heat_intolerance": "yes"}) == "adapt"
    made = confirmed(house, held)
    assert [guest.left_out for guest in made.guests] == [(), ("shower", "wooden_tub")]


@pytest.mark.parametrize(
    ("told", "outcome", "status"),
    [
        ({"pregnancy": "yes"}, "consult", "awaiting_decision"),
        ({"medicines": "yes", "medicine_names": "yes"}, "consult", "awaiting_decision"),
        ({"blood_clot": "yes"}, "see_doctor", "cancelled"),
        ({"red_flags": "yes", "red_flag_list": "yes", "red_flag_chest": "yes"}, "emergency", "cancelled"),
    ],
)
def test_the_gate_is_the_same(house: House, told: dict[str, str], outcome: str, status: str) -> None:
    held = called(house)
    assert asked(house, held, told) == outcome
    with pytest.raises(ScreeningForbids):
        confirmed(house, held)
    by_phone.stopped(house.engine, held, outcome, MAI, NOW, UNTIL)
    assert house.read(held).status == status


def test_nobody_is_confirmed_unasked(house: House) -> None:
    held = called(house)
    with pytest.raises(ConsentMissing):
        by_phone.judged(house.engine, held, RULES, venue(), NOW, 30)
    by_phone.agreed(house.engine, held, MAI, RULES, "vi", NOW)
    with pytest.raises(ScreeningMissing):
        by_phone.judged(house.engine, held, RULES, venue(), NOW, 30)
    with pytest.raises(ScreeningMissing):
        confirmed(house, held)


@pytest.mark.parametrize("contact", [Contact("Lan", "12"), Contact("12", "0905 123 456")])
def test_a_name_and_a_number_that_are_none_hold_nothing(house: House, contact: Contact) -> None:
    request = HoldRequest("house", by_phone.conversation(), "back_massage", 1, at("2026-11-28 10:00"), Wish(), "vi")
    with pytest.raises((NameNotValid, PhoneNotValid)):
        by_phone.begin(house.engine, request, contact, MAI, NOW, LIMITS)
    assert house.count("SELECT count(*) FROM booking") == 0


def test_only_staff_do_it(house: House) -> None:
    request = HoldRequest("house", by_phone.conversation(), "back_massage", 1, at("2026-11-28 10:00"), Wish(), "vi")
    with pytest.raises(NotStaff):
        by_phone.begin(house.engine, request, LAN, GUEST, NOW, LIMITS)
    held = called(house)
    with pytest.raises(NotStaff):
        by_phone.answered(house.engine, held, GUEST, {1: NO}, NOW)
    with pytest.raises(NotStaff):
        booking.confirm(house.engine, held.id, held.conversation, LAN, "key", NOW, actor=GUEST)


def test_who_is_at_the_counter_may_come_at_once(house: House) -> None:
    held = called(house, start="2026-11-25 09:15", service="back_massage")
    asked(house, held)
    assert confirmed(house, held).start == at("2026-11-25 09:15")


def test_a_move_that_the_answers_stop_leaves_the_visit_to_a_person(house: House) -> None:
    made = house.book("2026-11-28 10:00")
    later = NOW + timedelta(days=2)
    draft = booking.hold_instead(house.engine, made.id, GUEST, at("2026-12-03 10:00"), later, limits=LIMITS, actor=MAI)
    by_phone.agreed(house.engine, draft, MAI, RULES, "vi", later)
    by_phone.answered(house.engine, draft, MAI, {1: NO | {"pregnancy": "yes"}}, later)
    outcome = by_phone.judged(house.engine, draft, RULES, venue(), later, 30)
    by_phone.stopped(house.engine, draft, outcome, MAI, later, later, moves=made)
    assert (house.read(made).status, house.read(draft).status) == ("awaiting_decision", "cancelled")
