"""Who waits gets a freed time in the order of the line: held, offered for twenty minutes, and then the next one."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from spa import booking
from spa.booking import Booking, Contact, Entry, Limits, WaitRequest, Wish, waitlist
from spa.errors import NotFound, OfferOver, PartyNotPossible, SlotTaken, TimeNotPossible, TooManyHolds
from spa.store import schema
from spa.store.database import reading
from tests.spa.house import ANY, GUEST, NOW, WITH_AN, House, at

TEN, DAY = "2026-11-28 10:00", ("2026-11-28 10:00", "2026-11-28 10:15")
LATER = NOW + timedelta(minutes=5)
OVER = LATER + timedelta(minutes=20)
MAI = Contact("Mai", "0905999888")


def join(
    house: House, who: str, window: tuple[str, str] = DAY, party: int = 1, wish: Wish = WITH_AN, **more: object
) -> Entry:
    request = WaitRequest("house", who, "back_massage", party, at(window[0]), at(window[1]), wish, "vi")
    return waitlist.join(house.engine, request, NOW, **more)  # type: ignore[arg-type]


def full(house: House) -> Booking:
    """Somebody has An at ten."""
    return house.book(TEN, wish=WITH_AN)


def cancelled(house: House, made: Booking) -> None:
    booking.cancel(house.engine, made.id, GUEST, LATER)


def state(house: House, entry: Entry) -> tuple[str, int]:
    with reading(house.engine) as connection:
        row = connection.execute(select(schema.waitlist).where(schema.waitlist.c.id == entry.id)).one()
    return row.state, row.offers


def messages(house: House) -> list[tuple[str, str]]:
    with reading(house.engine) as connection:
        rows = connection.execute(select(schema.message).where(schema.message.c.kind == "waitlist_offer"))
        return [(row.key, row.state) for row in rows]


def test_a_freed_time_is_held_for_the_first_in_line_and_offered(house: House) -> None:
    made = full(house)
    first, second = join(house, "web:a"), join(house, "web:b")
    cancelled(house, made)
    assert (state(house, first), state(house, second)) == (("offered", 1), ("waiting", 0))
    assert messages(house) == [(f"waitlist:{first.id}:1", "waiting")]
    with pytest.raises(SlotTaken):
        house.hold(TEN, "web:c", wish=WITH_AN, now=LATER)
    with reading(house.engine) as connection:
        offer = select(schema.message).where(schema.message.c.kind == "waitlist_offer")
        row = connection.execute(offer).mappings().one()
    assert (row["due_at"], row["ends_at"], row["conversation"]) == (LATER, OVER, "web:a")
    assert row["values"] == {"entry": first.id, "start": at(TEN).astimezone(row["due_at"].tzinfo).isoformat()} | {
        "answer_minutes": 20
    }


def test_who_takes_the_offer_goes_on_as_with_any_held_time(house: House) -> None:
    made = full(house)
    entry = join(house, "web:a")
    cancelled(house, made)
    held = waitlist.accept(house.engine, "web:a", LATER)
    assert (held.status, held.start, held.language) == ("held", at(TEN), "vi")
    house.screen(held)
    assert booking.confirm(house.engine, held.id, "web:a", MAI, "key", LATER).status == "confirmed"
    assert state(house, entry) == ("taken", 1)
    assert waitlist.offer_freed(house.engine, "house", OVER) == []
    assert house.read(held).status == "confirmed"


def test_an_offer_that_is_declined_goes_to_the_next(house: House) -> None:
    made = full(house)
    first, second = join(house, "web:a"), join(house, "web:b")
    cancelled(house, made)
    waitlist.decline(house.engine, "web:a", LATER)
    assert (state(house, first), state(house, second)) == (("waiting", 1), ("offered", 1))
    assert messages(house)[0] == (f"waitlist:{first.id}:1", "dropped")
    with pytest.raises(OfferOver):
        waitlist.accept(house.engine, "web:a", LATER)


def test_an_offer_that_nobody_answers_goes_to_the_next(house: House) -> None:
    made = full(house)
    first, second = join(house, "web:a"), join(house, "web:b")
    cancelled(house, made)
    assert waitlist.offer_freed(house.engine, "house", OVER - timedelta(seconds=1)) == []
    assert [one.id for one in waitlist.offer_freed(house.engine, "house", OVER)] == [second.id]
    assert state(house, first) == ("waiting", 1)  # not the same hours again
    with pytest.raises(OfferOver):
        waitlist.accept(house.engine, "web:a", OVER)


def test_the_next_claimer_may_sweep_an_offer_that_is_over(house: House) -> None:
    made = full(house)
    entry = join(house, "web:a")
    cancelled(house, made)
    assert house.hold(TEN, "web:c", wish=WITH_AN, now=OVER).status == "held"
    assert waitlist.offer_freed(house.engine, "house", OVER) == []
    assert state(house, entry) == ("waiting", 1)


def test_an_offer_that_cannot_be_delivered_is_skipped(house: House) -> None:
    made = full(house)
    first, second = join(house, "web:a"), join(house, "web:b")
    cancelled(house, made)
    waitlist.skip(house.engine, first.id, LATER)
    waitlist.skip(house.engine, first.id, LATER)
    assert (state(house, first), state(house, second)) == (("waiting", 1), ("offered", 1))


def test_the_order_is_that_of_the_line_among_those_whom_it_fits(house: House) -> None:
    made = full(house)
    two = join(house, "web:two", party=2)
    other_day = join(house, "web:other", ("2026-11-30 10:00", "2026-11-30 10:15"), wish=Wish("house.chi"))
    third, fourth = join(house, "web:c"), join(house, "web:d")
    house.hold("2026-11-28 10:00", "web:e")  # Binh: a party of two still does not fit
    cancelled(house, made)
    assert [state(house, one)[0] for one in (two, other_day, third, fourth)] == ["waiting"] * 2 + ["offered", "waiting"]


def test_who_is_in_the_middle_of_another_booking_is_passed_over(house: House) -> None:
    made = full(house)
    first, second = join(house, "web:a"), join(house, "web:b")
    own = house.hold("2026-11-28 15:00", "web:a", now=LATER)
    cancelled(house, made)
    assert (state(house, first), state(house, second)) == (("waiting", 0), ("offered", 1))
    assert house.read(own) == own


def test_who_goes_on_with_another_time_is_not_thrown_out_of_it(house: House) -> None:
    made = full(house)
    entry = join(house, "web:a")
    cancelled(house, made)
    other = house.hold("2026-11-28 15:00", "web:a", now=LATER + timedelta(minutes=15))
    waitlist.offer_freed(house.engine, "house", OVER)
    assert (house.read(other).status, state(house, entry)) == ("held", ("taken", 1))


def test_three_offers_are_enough(house: House) -> None:
    entry = join(house, "web:a", ("2026-11-28 09:00", "2026-11-28 21:00"))
    now, starts = NOW, []
    for _ in range(3):
        (offer,) = waitlist.offer_freed(house.engine, "house", now)
        with reading(house.engine) as connection:
            starts.append(booking.one(connection, int(offer.booking_id or 0)).start)
        now += timedelta(minutes=20)
    assert starts == [at("2026-11-28 09:00"), at("2026-11-28 10:00"), at("2026-11-28 11:00")]
    assert waitlist.offer_freed(house.engine, "house", now) == []
    assert state(house, entry) == ("over", 3)


WAYS = {
    "move": lambda house, made: booking.move(house.engine, made.id, GUEST, at("2026-12-01 10:00"), LATER),
    "cancel": lambda house, made: booking.cancel(house.engine, made.id, "", LATER, actor="staff:mai"),
    "decline": lambda house, made: booking.decide(
        house.engine,
        booking.withdraw_booking_for_health(house.engine, made.id, NOW).id,
        "staff:mai",
        "decline",
        "",
        LATER,
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_each_way_a_time_is_freed_reaches_the_line_at_once(house: House, way: str) -> None:
    made = full(house)
    entry = join(house, "web:a")
    WAYS[way](house, made)
    assert state(house, entry) == ("offered", 1)


def test_what_is_left_after_nobody_came_is_offered(house: House) -> None:
    made = house.book(TEN, service="bath_and_massage", wish=WITH_AN)
    entry = join(house, "web:a", ("2026-11-28 10:00", "2026-11-28 11:30"))
    booking.no_show(house.engine, made.id, "staff:mai", at("2026-11-28 10:15"))
    assert state(house, entry) == ("offered", 1)


def test_one_place_for_the_same_hours_with_what_is_wished_last(house: House) -> None:
    first = join(house, "web:a", ("2026-11-28 09:00", "2026-11-28 21:00"))
    again = join(house, "web:a", party=2, wish=ANY)
    assert (again.id, again.party, again.wish) == (first.id, 2, ANY)
    assert again.earliest == at(TEN)


def test_one_conversation_waits_for_a_few_things_only(house: House) -> None:
    few = Limits(waiting=1)
    join(house, "web:a", limits=few)
    with pytest.raises(TooManyHolds):
        join(house, "web:a", ("2026-11-30 10:00", "2026-11-30 12:00"), limits=few)


@pytest.mark.parametrize(
    ("window", "reason"),
    [
        (("2026-11-24 10:00", "2026-11-24 12:00"), "past"),
        (("2026-11-28 12:00", "2026-11-28 10:00"), "past"),
        (("2026-12-24 10:00", "2026-12-24 12:00"), "too_far"),
        (("2026-11-27 10:00", "2026-11-27 12:00"), "closed_day"),
    ],
)
def test_hours_that_nobody_can_wait_for(house: House, window: tuple[str, str], reason: str) -> None:
    with pytest.raises(TimeNotPossible) as error:
        join(house, "web:a", window)
    assert error.value.allowed["reason"] == reason


def test_what_nobody_can_wait_for(house: House) -> None:
    with pytest.raises(PartyNotPossible):
        join(house, "web:a", party=40)
    with pytest.raises(NotFound):
        join(house, "web:a", wish=Wish("house.nobody"))
    with pytest.raises(OfferOver):
        waitlist.decline(house.engine, "web:a", NOW)


def test_leaving_gives_the_offer_to_the_next(house: House) -> None:
    made = full(house)
    first, second = join(house, "web:a"), join(house, "web:b")
    cancelled(house, made)
    assert waitlist.leave(house.engine, "web:a", LATER) == 1
    assert (state(house, first), state(house, second)) == (("left", 1), ("offered", 1))
    assert waitlist.leave(house.engine, "web:a", LATER) == 0


def test_hours_that_are_over_end_the_waiting(house: House) -> None:
    entry = join(house, "web:a")
    waitlist.offer_freed(house.engine, "house", at("2026-11-28 10:15"))
    assert state(house, entry)[0] == "over"
