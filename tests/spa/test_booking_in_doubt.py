"""While it is asked whose health something is about, what is booked waits; only a clear no lets it stand again."""

from spa import booking
from spa.booking import Booking, in_doubt
from spa.store.database import writing
from tests.spa.house import GUEST, NOW, House

TEN = "2026-11-26 10:00"


def waited(house: House, made: Booking) -> Booking:
    with writing(house.engine) as connection:
        assert [one.id for one in in_doubt.wait(connection, GUEST, NOW)] == [made.id]
    return house.read(made)


def stands(house: House, made: Booking) -> bool:
    with writing(house.engine) as connection:
        return in_doubt.stand(connection, made.id, GUEST, NOW)


def test_it_waits_at_once_and_keeps_its_time(house: House) -> None:
    made = house.book(TEN)
    quarters = house.quarters(made)
    waiting = waited(house, made)
    assert (waiting.status, waiting.hold_expires_at) == ("awaiting_decision", None)
    assert (house.quarters(made), house.history(made)[-1]) == (quarters, (GUEST, "asked_whose"))
    with writing(house.engine) as connection:
        assert in_doubt.wait(connection, GUEST, NOW) == []


def test_after_a_no_it_stands_again(house: House) -> None:
    made = house.book(TEN)
    waited(house, made)
    assert stands(house, made)
    assert (house.read(made).status, house.history(made)[-1]) == ("confirmed", (GUEST, "stands"))
    assert not stands(house, made)


def test_what_was_taken_back_for_health_since_stays_with_a_person(house: House) -> None:
    made = house.book(TEN)
    waited(house, made)
    with writing(house.engine) as connection:
        certain = booking.withdraw_all_for_health(connection, GUEST, NOW)
    assert [one.id for one in certain] == [made.id]
    assert house.history(made)[-1] == ("system", "withdrawn_for_health")
    assert not stands(house, made)


def test_what_waited_for_a_person_before_is_not_given_back(house: House) -> None:
    made = house.book(TEN)
    booking.withdraw_booking_for_health(house.engine, made.id, NOW)
    assert not stands(house, made)
    assert house.read(made).status == "awaiting_decision"


def test_the_gate_has_the_last_word(house: House) -> None:
    made = house.book(TEN)
    waited(house, made)
    house.rescreen(made, outcome="consult")
    assert not stands(house, made)
