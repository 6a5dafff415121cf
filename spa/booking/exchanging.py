"""A booking goes to a time for which its guests have to be asked about their health anew.

The new time is held beside the old one like any other draft, and the questions are put for that draft. Only when they
are decided and the gate lets them through does the booking take the draft's place, and give its own up.
"""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import bindparam, delete, update
from sqlalchemy.engine import Connection, Engine

from spa import messages
from spa.booking import availability, gate, life, records, waitlist
from spa.booking.drafts import need_of, still_own
from spa.booking.holding import claim
from spa.booking.plan import Assignment
from spa.booking.policy import by_policy
from spa.booking.values import AWAITING_DECISION, CANCELLED, USUAL, Booking, HoldRequest, Limits, Wish
from spa.errors import BookingNotFound, ConsentMissing, ScreeningForbids, ScreeningMissing, SlotTaken
from spa.store import catalogue as catalogues
from spa.store.database import reading
from spa.store.schema import screening
from spa.store.sealed import sealed_note

_FORGET_OLD = delete(screening).where(screening.c.booking_id == bindparam("the_booking"))
_TAKE_NEW = update(screening).where(screening.c.booking_id == bindparam("the_draft"))


def asks_anew(connection: Connection, booked: Booking, start: datetime, now: datetime) -> bool:
    """Whether the guests are to be asked anew before the booking may go to this start.

    Their screening is older than it may be by then, or something was reported and judged for another day.
    """
    try:
        gate.check_day(connection, booked, catalogues.read(connection, booked.venue_id), start)
        gate.check(connection, replace(booked, start=start), now)
    except (ScreeningMissing, ScreeningForbids, ConsentMissing):
        return True
    return False


def hold_instead(  # noqa: PLR0913 - each is asked for by name
    engine: Engine,
    booking_id: int,
    conversation: str,
    start: datetime,
    now: datetime,
    cancel_hours: int = 0,
    limits: Limits = USUAL,
    actor: str | None = None,
    wish: Wish | None = None,
) -> Booking:
    """Hold the start for a booking that stays where it is; return the draft, for which the questions are to be put.

    It is the conversation's one open hold. Raises as `move` does, except that no screening is needed yet.
    """
    asked: list[Booking] = []

    def work(connection: Connection, booked: Booking) -> Booking:
        _check_stands(booked)
        asked[:] = [booked]
        more = replace(limits, future_bookings=limits.future_bookings + 1)  # it takes the place of one that counts
        return claim(
            connection, _request(booked, conversation, start, wish or booked.wish), now, limits.hold_minutes, more
        )

    try:
        return by_policy(engine, booking_id, conversation, now, cancel_hours, actor, work, start)
    except SlotTaken:
        pass
    raise availability.taken(engine, asked[0], start, now, None, limits)


def exchange(
    engine: Engine,
    booking_id: int,
    draft_id: int,
    conversation: str,
    now: datetime,
    cancel_hours: int = 0,
    limits: Limits = USUAL,
    actor: str | None = None,
) -> Booking:
    """Move the booking to the draft's place and give the old one up, if the gate lets the draft's guests through.

    All or nothing. Raises as `move` does, and HoldExpired where the draft's time is lost.
    """

    def work(connection: Connection, booked: Booking) -> Booking:
        draft = records.mine(connection, draft_id, conversation)
        _check(draft, booked)
        held = still_own(connection, draft, now, limits.hold_minutes)
        note = gate.check(connection, held, now)
        moved = _exchanged(connection, booked, held, note, now, actor or conversation)
        messages.after(connection, moved, "moved", actor or conversation, now, limits.reminder_hours)
        gate.check(connection, moved, now)
        waitlist.offer_in(connection, booked.venue_id, now, limits)
        return records.one(connection, booked.id)

    with reading(engine) as connection:
        start = records.one(connection, draft_id).start
    return by_policy(engine, booking_id, conversation, now, cancel_hours, actor, work, start)


def _request(booked: Booking, conversation: str, start: datetime, wish: Wish) -> HoldRequest:
    visit = (booked.venue_id, conversation, booked.service_id, booked.party)
    return HoldRequest(*visit, start, wish, booked.language, instead_of=booked.id)


def _check(draft: Booking, booked: Booking) -> None:
    if (draft.venue_id, draft.service_id, draft.party) != (booked.venue_id, booked.service_id, booked.party):
        raise BookingNotFound(f"booking {draft.id} is another visit than booking {booked.id}")
    _check_stands(booked)


def _check_stands(booked: Booking) -> None:
    if booked.status == AWAITING_DECISION:
        raise ScreeningForbids(f"booking {booked.id} awaits a decision", outcome="consult")


def _exchanged(connection: Connection, booked: Booking, held: Booking, note: str, now: datetime, actor: str) -> Booking:
    """Give the draft up and write its place, steps, screenings and conversation into the booking."""
    need = need_of(catalogues.read_locked(connection, booked.venue_id), held)
    place = Assignment(held.therapist_ids, held.room_ids)
    life.become(connection, held, CANCELLED, now, actor, "exchanged")
    guests = records.take(connection, booked.id, need, place, held.start, booked.guests)
    records.write_steps(connection, booked.id, guests, anew=True)
    connection.execute(_FORGET_OLD, {"the_booking": booked.id})
    connection.execute(_TAKE_NEW, {"the_draft": held.id, "booking_id": booked.id})
    said = {"conversation": held.conversation, "note": sealed_note(connection, held.conversation, note)}
    records.change(connection, booked.id, now, **records.placed(need, place, held.start), **said)
    times = {"before": booked.start.isoformat(), "after": held.start.isoformat()}
    records.remember(connection, booked.id, now, actor, "moved", **times, asked_anew=True)
    return records.one(connection, booked.id)
