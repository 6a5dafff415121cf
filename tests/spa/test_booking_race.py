"""However many claim one time at once, exactly one gets it and each gets a definite answer."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from spa import booking
from spa.booking import Booking, Limits, staffing
from spa.errors import SlotTaken, TimeNotPossible, TooManyHolds
from spa.store import schema
from spa.store.database import writing
from tests.spa.house import GUEST, LAN, NOW, WITH_AN, House, at

TEN = "2026-11-28 10:00"


def test_two_threads_claim_one_time(house: House) -> None:
    def claim(guest: int) -> str:
        try:
            return house.hold(TEN, f"web:{guest}", wish=WITH_AN).status
        except SlotTaken as taken:
            return f"offered {len(taken.allowed['offers'])}"  # type: ignore[arg-type]

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(claim, range(2))) == ["held", "offered 4"]
    assert house.overlaps() == 0


def test_one_conversation_claims_twice_at_once(house: House) -> None:
    with ThreadPoolExecutor(4) as pool:
        held = list(pool.map(lambda _: house.hold(TEN), range(4)))
    assert len({one.id for one in held}) == 1
    assert house.count("SELECT count(*) FROM booking") == 1


def test_a_repeated_click_confirms_once(house: House) -> None:
    held = house.hold(TEN)
    house.screen(held)

    def click(_: int) -> Booking:
        return booking.confirm(house.engine, held.id, GUEST, LAN, "key", NOW)

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(click, range(4)))) == 1
    assert house.count("SELECT count(*) FROM booking_history WHERE change = 'confirmed'") == 1
    assert house.count("SELECT count(*) FROM customer") == 1


def test_the_database_itself_refuses_a_second_guest(house: House) -> None:
    held, other = house.hold(TEN, "web:a"), house.hold("2026-11-28 14:00", "web:b")
    with writing(house.engine) as connection:
        rows = schema.allocation
        taken = connection.execute(rows.select().where(rows.c.booking_id == held.id)).all()[0]
    with pytest.raises(IntegrityError), writing(house.engine) as connection:
        connection.execute(insert(schema.allocation).values(dict(taken._mapping) | {"booking_id": other.id}))


def test_the_database_itself_refuses_a_second_open_hold(house: House) -> None:
    house.hold(TEN, "web:a")
    other = house.hold(TEN, "web:b")
    with pytest.raises(IntegrityError), writing(house.engine) as connection:
        mine = schema.booking.c.id == other.id
        connection.execute(schema.booking.update().where(mine).values(conversation="web:a"))


def test_who_confirms_in_many_windows_at_once_gets_no_more_than_one_may_have(house: House) -> None:
    limits = Limits(future_bookings=2)
    starts = [f"2026-11-{day} {hour}:00" for day in (28, 30) for hour in (10, 12, 14, 16)]
    held = [house.hold(start, f"web:{number}") for number, start in enumerate(starts)]
    for one in held:
        house.screen(one)

    def confirm(one: Booking) -> str:
        try:
            return booking.confirm(house.engine, one.id, one.conversation, LAN, f"key {one.id}", NOW, limits).status
        except TooManyHolds:
            return "refused"

    with ThreadPoolExecutor(len(held)) as pool:
        assert Counter(pool.map(confirm, held)) == {"confirmed": 2, "refused": 6}


@pytest.mark.parametrize("turn", range(5))
def test_nobody_slips_in_while_a_day_is_closed(house: House, turn: int) -> None:
    day, together = at("2026-11-28 00:00").date(), Barrier(9)

    def hold(number: int) -> int | None:
        together.wait()
        try:
            return house.hold(f"2026-11-28 {9 + number:02}:00", f"web:{number}").id
        except (TimeNotPossible, SlotTaken):
            return None

    def close() -> list[int]:
        together.wait()
        left = house.staff(staffing.close_day, "house", day, {"en": "x", "vi": "x"})
        return [one.id for one in left]

    with ThreadPoolExecutor(9) as pool:
        closing, holding = pool.submit(close), pool.map(hold, range(8))
        held = {booking_id for booking_id in holding if booking_id}
        assert set(closing.result()) == held  # who was faster is on the list, nobody comes later
    with pytest.raises(TimeNotPossible):
        house.hold("2026-11-28 19:00", "web:late")
