"""Allocations of the past are let go, so that the table stays as small as what is still to come.

Nothing is lost: who was where and when stands in the rows of the booking and of its guests.
"""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.engine import Connection, Engine

from spa.booking.quarters import quarter
from spa.store.database import transact
from spa.store.schema import allocation, booking

AT_ONCE = 200  # bookings in one transaction, so that nobody waits long for the writer's place


def archive(engine: Engine, before: datetime) -> int:
    """Let go of the allocations of bookings that ended before the moment, and return of how many bookings.

    `before` is to be a day or more ago: work of the same day counts when the next guest is assigned.
    """
    done = 0
    while found := transact(engine, lambda connection: _some(connection, before)):
        done += found
    return done


def _some(connection: Connection, before: datetime) -> int:
    # By the key's own quarters first: of the bookings of years only those are looked at that still have some.
    old = (
        select(allocation.c.booking_id)
        .join(booking, booking.c.id == allocation.c.booking_id)
        .where(allocation.c.slot < quarter(before), booking.c.end < before)
        .distinct()
        .limit(AT_ONCE)
    )
    ids = list(connection.scalars(old))
    if ids:
        connection.execute(delete(allocation).where(allocation.c.booking_id.in_(ids)))
    return len(ids)
