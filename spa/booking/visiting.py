"""The day of the visit, told by the venue's people: the guest has come, has been treated, or has not come."""

from datetime import datetime, timedelta

from sqlalchemy.engine import Connection, Engine

from spa.booking import life, records, waitlist
from spa.booking.values import ARRIVED, AWAITING_DECISION, COMPLETED, NO_SHOW, Booking
from spa.errors import TimeNotPossible
from spa.store.database import transact

EARLY = timedelta(hours=12)  # nobody arrives longer before the start: that is another day's booking


def arrive(engine: Engine, booking_id: int, actor: str, recheck_ok: bool, now: datetime) -> Booking:
    """Write down that the guest is there and how the therapist's short question after their health was answered.

    Yes or no is all that is kept. "No" takes the booking back to a person who decides; its time stays taken.
    Raises NotStaff, StatusNotPossible, TimeNotPossible (on another day).
    """

    def work(connection: Connection) -> Booking:
        booked = _standing(connection, booking_id, actor)
        life.check_next(booked, ARRIVED)
        if now < booked.start - EARLY:
            raise TimeNotPossible("too_soon", reason="too_soon", start=booked.start)
        if recheck_ok:
            life.become(connection, booked, ARRIVED, now, actor, "arrived")
        else:
            life.become(connection, booked, AWAITING_DECISION, now, actor, "recheck_failed", hold_expires_at=None)
        return records.one(connection, booking_id)

    return transact(engine, work)


def complete(engine: Engine, booking_id: int, actor: str, now: datetime) -> Booking:
    """End a visit. Raises NotStaff, StatusNotPossible."""

    def work(connection: Connection) -> Booking:
        life.become(connection, _standing(connection, booking_id, actor), COMPLETED, now, actor, "completed")
        return records.one(connection, booking_id)

    return transact(engine, work)


def no_show(engine: Engine, booking_id: int, actor: str, now: datetime) -> Booking:
    """Write down that nobody came, which frees what is left of the time. Raises also TimeNotPossible before the start."""

    def work(connection: Connection) -> Booking:
        booked = _standing(connection, booking_id, actor)
        life.check_next(booked, NO_SHOW)
        if now < booked.start:
            raise TimeNotPossible("too_soon", reason="too_soon", start=booked.start)
        life.become(connection, booked, NO_SHOW, now, actor, "no_show")
        waitlist.offer_in(connection, booked.venue_id, now)
        return records.one(connection, booking_id)

    return transact(engine, work)


def _standing(connection: Connection, booking_id: int, actor: str) -> Booking:
    life.check_staff(actor)
    return records.one(connection, booking_id, lock=True)
