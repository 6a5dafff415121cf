"""The gate lets a guest through only with a valid screening of this booking that the guest agreed to."""

import ast
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, insert, update

from spa import booking
from spa.booking import Booking
from spa.errors import ConsentMissing, ScreeningForbids, ScreeningMissing, SpaError
from spa.store import schema
from spa.store.database import writing
from tests.spa.house import GUEST, LAN, NOW, House

ROOT = Path(__file__).resolve().parents[2]
TEN = "2026-11-28 10:00"
LONG_AGO = NOW - timedelta(days=7)


def confirm(house: House, held: Booking) -> Booking:
    return booking.confirm(house.engine, held.id, GUEST, LAN, "key", NOW)


def refused(house: House, held: Booking, error: type[SpaError]) -> SpaError:
    with pytest.raises(error) as caught:
        confirm(house, held)
    assert (house.read(held).status, house.read(held).customer_id) == ("held", None)
    return caught.value


@pytest.mark.parametrize("outcome", ["nothing_reported", "adapt"])
def test_a_guest_who_may_come(house: House, outcome: str) -> None:
    held = house.hold(TEN)
    house.screen(held, outcome=outcome)
    assert confirm(house, held).status == "confirmed"


def test_no_screening_at_all(house: House) -> None:
    assert refused(house, house.hold(TEN), ScreeningMissing).allowed["guest"] == 1


def test_each_guest_needs_one(house: House) -> None:
    held = house.hold(TEN, party=2)
    house.screen(held, 1)
    assert refused(house, held, ScreeningMissing).allowed["guest"] == 2
    house.screen(held, 2)
    assert confirm(house, held).party == 2


@pytest.mark.parametrize("outcome", ["consult", "see_doctor", "not_today", "emergency", "made_up", ""])
def test_an_outcome_that_forbids(house: House, outcome: str) -> None:
    held = house.hold(TEN)
    house.screen(held, outcome=outcome)
    assert refused(house, held, ScreeningForbids).allowed["outcome"] == outcome


def test_one_forbidden_guest_is_enough(house: House) -> None:
    held = house.hold(TEN, party=2)
    house.screen(held, 1)
    house.screen(held, 2, outcome="not_today")
    assert refused(house, held, ScreeningForbids).allowed["guest"] == 2


def test_a_step_that_is_left_out_may_not_be_in_the_booking(house: House) -> None:
    held = house.hold(TEN, service="bath_and_massage")
    house.screen(held, outcome="adapt", left_out=["wooden_tub"])
    assert refused(house, held, ScreeningForbids).allowed["left_out"] == ("wooden_tub",)
    booking.replan(house.engine, held.id, GUEST, {1: {"wooden_tub"}}, NOW)
    assert confirm(house, held).kept == ("shower", "massage")


@pytest.mark.parametrize(
    "screening",
    [
        {"outcome": None},
        {"decided_at": None},
        {"decided_at": NOW + timedelta(minutes=1)},
        {"decided_at": LONG_AGO},
        {"guest": 2},
        {"booking_id": None},
        {"conversation": "web:other"},
        {"venue_id": "lee_spa"},
    ],
    ids=str,
)
def test_a_screening_that_does_not_count(house: House, screening: dict[str, Any]) -> None:
    held = house.hold(TEN)
    house.screen(held)
    house.rescreen(held, **screening)
    refused(house, held, ScreeningMissing)


def test_seven_days_to_the_visit_are_enough_and_no_more(house: House) -> None:
    held = house.hold(TEN)
    house.screen(held, decided_at=held.start - timedelta(days=7, seconds=1))
    refused(house, held, ScreeningMissing)
    house.rescreen(held, decided_at=held.start - timedelta(days=7))
    assert confirm(house, held).status == "confirmed"


def test_the_screening_of_another_booking_does_not_count(house: House) -> None:
    house.book("2026-11-28 14:00")
    refused(house, house.hold(TEN), ScreeningMissing)


@pytest.mark.parametrize(
    "consent",
    [{"withdrawn_at": NOW}, {"conversation": "web:other"}, {"given_at": NOW + timedelta(minutes=1)}],
    ids=str,
)
def test_a_consent_that_does_not_count(house: House, consent: dict[str, Any]) -> None:
    held = house.hold(TEN)
    house.screen(held)
    with writing(house.engine) as connection:
        connection.execute(update(schema.consent).values(**consent))
    refused(house, held, ConsentMissing)


def test_no_consent_at_all(house: House) -> None:
    held = house.hold(TEN)
    house.screen(held, consent_id=None)
    refused(house, held, ConsentMissing)


def test_a_forged_state_of_the_booking_opens_nothing(house: House) -> None:
    """Whoever could write to a conversation's state or call with any ids still meets the rows."""
    other = house.book("2026-11-28 14:00", "web:other")
    held = house.hold(TEN)
    for booking_id, conversation in ((held.id, GUEST), (held.id, "web:other"), (other.id, GUEST), (0, GUEST)):
        with pytest.raises(SpaError):
            booking.confirm(house.engine, booking_id, conversation, LAN, "forged", NOW)
    with writing(house.engine) as connection:
        connection.execute(update(schema.booking).where(schema.booking.c.id == held.id).values(confirm_key="forged"))
        connection.execute(delete(schema.booking_step).where(schema.booking_step.c.booking_id == held.id))
        step = {"booking_id": held.id, "step_id": "saunas", "position": 0, "minutes": 15, "price_vnd": 0}
        connection.execute(insert(schema.booking_step).values(guest=1, left_out=False, **step))
    house.screen(held, outcome="adapt", left_out=["saunas"])
    refused(house, held, ScreeningForbids)


def test_only_the_guest_whose_step_it_is_goes_without(house: House) -> None:
    held = house.hold(TEN, service="bath_and_massage", party=2)
    house.screen(held, 1)
    house.screen(held, 2, outcome="adapt", left_out=["wooden_tub"])
    booking.replan(house.engine, held.id, GUEST, {1: {"wooden_tub"}}, NOW)
    assert refused(house, held, ScreeningForbids).allowed["guest"] == 2
    booking.replan(house.engine, held.id, GUEST, {2: {"wooden_tub"}}, NOW)
    assert [guest.left_out for guest in confirm(house, held).guests] == [(), ("wooden_tub",)]


def test_a_companion_has_to_agree_too(house: House) -> None:
    held = house.hold(TEN, party=2)
    for guest in (1, 2):
        house.screen(held, guest, consent_id=house.agree(guests=1))
    assert refused(house, held, ConsentMissing).allowed["guest"] == 2


def test_the_therapists_note_says_what_is_for_which_guest(house: House) -> None:
    held = house.hold(TEN, party=2)
    house.screen(held, 1, outcome="adapt", notes=["light_pressure", "side_lying"])
    house.screen(held, 2, outcome="adapt", notes=["light_pressure", "no_oil"])
    assert confirm(house, held).note == "1: light_pressure, side_lying; 2: light_pressure, no_oil"


def test_only_confirm_writes_the_status_confirmed() -> None:
    """In all of the project's code the status is compared to `confirmed` and written in one place."""
    writers = []
    for folder in ("spa", "actions", "extensions", "gateway"):
        for path in (ROOT / folder).rglob("*.py"):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            writers += [str(path.relative_to(ROOT)) for node in ast.walk(tree) if _writes_confirmed(node)]
    assert set(writers) == {"spa/booking/confirming.py"}


def _writes_confirmed(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        return _gives_confirmed(node)
    if isinstance(node, ast.keyword):
        return node.arg == "status" and _is_confirmed(node.value)
    if isinstance(node, ast.Dict):
        return any(_is_confirmed(value) for key, value in zip(node.keys, node.values, strict=True) if _says_status(key))
    return False


def _says_status(key: ast.expr | None) -> bool:
    return isinstance(key, ast.Constant) and key.value == "status"


def _gives_confirmed(call: ast.Call) -> bool:
    compared = isinstance(call.func, ast.Attribute) and call.func.attr in ("in_", "not_in")
    return not compared and any(_is_confirmed(value) for value in call.args)


def _is_confirmed(value: ast.expr) -> bool:
    name = value.id if isinstance(value, ast.Name) else value.attr if isinstance(value, ast.Attribute) else ""
    return name == "CONFIRMED" or (isinstance(value, ast.Constant) and value.value == "confirmed")
