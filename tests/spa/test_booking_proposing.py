"""A person proposes another service at the held time, and the customer has the last word."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from spa import booking
from spa.booking import Booking, Contact, proposing
from spa.errors import ContactMissing, NotStaff, OfferOver, ScreeningForbids, StatusNotPossible
from spa.store.database import reading, writing
from spa.store.schema import message, screening
from tests.spa.house import GUEST, LAN, NOW, House

UNTIL = NOW + timedelta(hours=24)


def stopped(house: House, service: str = "bath_and_massage") -> Booking:
    held = house.hold("2026-11-26 10:00", service=service)
    house.screen(held, outcome="consult")
    return booking.await_decision(house.engine, held.id, GUEST, UNTIL, NOW)


def propose(house: House, waiting: Booking, contact: Contact | None = LAN, actor: str = "staff:1") -> Booking:
    return proposing.propose(house.engine, waiting.id, actor, "back_massage", {}, "light pressure", UNTIL, NOW, contact)


def kinds(house: House) -> list[str]:
    with reading(house.engine) as connection:
        return list(connection.execute(select(message.c.kind).where(message.c.state == "waiting")).scalars())


def test_a_proposal_keeps_the_time_and_tells_the_customer(house: House) -> None:
    waiting = stopped(house)
    proposed = propose(house, waiting)
    assert (proposed.service_id, proposed.start, proposed.status) == (
        "back_massage",
        waiting.start,
        "awaiting_decision",
    )
    assert proposed.price_vnd < waiting.price_vnd
    assert kinds(house) == ["proposed"]
    assert [actor for actor, what in house.history(waiting) if what == "proposed"] == ["staff:1"]


def test_a_yes_books_what_was_proposed(house: House) -> None:
    waiting = stopped(house)
    propose(house, waiting)
    booked = proposing.accept(house.engine, GUEST, NOW)
    assert (booked.status, booked.service_id, booked.note) == ("confirmed", "back_massage", "light pressure")
    with pytest.raises(OfferOver):
        proposing.accept(house.engine, GUEST, NOW)


def test_what_is_said_since_takes_the_proposal_back(house: House) -> None:
    waiting = stopped(house)
    propose(house, waiting)
    with writing(house.engine) as connection:
        assert booking.withdraw_all_for_health(connection, GUEST, NOW) == []
    with pytest.raises(OfferOver):
        proposing.accept(house.engine, GUEST, NOW)
    with reading(house.engine) as connection:
        assert booking.one(connection, waiting.id).status == "awaiting_decision"


def test_a_no_gives_the_time_back(house: House) -> None:
    waiting = stopped(house)
    propose(house, waiting)
    assert proposing.refuse(house.engine, GUEST, NOW).status == "cancelled"
    assert kinds(house) == []
    assert house.hold("2026-11-26 10:00", "web:other", "bath_and_massage")


def test_nothing_is_proposed_to_who_only_waits_for_a_decision(house: House) -> None:
    stopped(house)
    with pytest.raises(OfferOver):
        proposing.accept(house.engine, GUEST, NOW)


def test_a_proposal_ends_with_its_time(house: House) -> None:
    propose(house, stopped(house))
    with pytest.raises(OfferOver):
        proposing.accept(house.engine, GUEST, UNTIL)


def test_what_is_said_after_the_proposal_goes_to_a_person_again(house: House) -> None:
    waiting = stopped(house)
    propose(house, waiting)
    with writing(house.engine) as connection:
        mine = screening.c.booking_id == waiting.id
        connection.execute(update(screening).where(mine).values(decided_at=NOW + timedelta(minutes=1)))
    with pytest.raises(ScreeningForbids):
        proposing.accept(house.engine, GUEST, NOW + timedelta(minutes=2))


def test_somebody_has_to_be_known_whom_to_call(house: House) -> None:
    with pytest.raises(ContactMissing):
        propose(house, stopped(house), None)


def test_only_the_venues_people_propose_and_only_where_a_decision_is_due(house: House) -> None:
    with pytest.raises(NotStaff):
        propose(house, stopped(house), actor=GUEST)
    with pytest.raises(StatusNotPossible):
        propose(house, house.book("2026-11-28 10:00", "web:other"))
