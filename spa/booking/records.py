"""The rows of a booking: read as one value, written with their history, and the quarters that it takes."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Table, bindparam, delete, insert, select, update
from sqlalchemy.engine import Connection

from spa.booking.need import Need
from spa.booking.plan import Assignment, allocations
from spa.booking.quarters import quarter
from spa.booking.values import BookedStep, Booking, Contact, Guest, Wish
from spa.errors import BookingNotFound
from spa.store.schema import (
    allocation,
    booking,
    booking_guest,
    booking_history,
    booking_step,
    customer,
    customer_channel,
)

# Made once: making a statement anew, and finding out that it is an old one, takes longer than the database needs.
_MINE = booking.c.id == bindparam("the_booking")
_LOCK = select(booking.c.id).where(_MINE).with_for_update()
_BOOKINGS = select(booking, customer.c.name, customer.c.phone, customer.c.email).select_from(
    booking.outerjoin(customer)
)
_ONE = _BOOKINGS.where(_MINE)
_CHANGE = update(booking).where(_MINE)
_ITS_GUESTS = booking_guest.c.booking_id == bindparam("the_booking")
_GUESTS = select(booking_guest).where(_ITS_GUESTS).order_by(booking_guest.c.guest)
_FORGET_GUESTS = delete(booking_guest).where(_ITS_GUESTS)
_ITS_STEPS = booking_step.c.booking_id == bindparam("the_booking")
_STEPS = select(booking_step).where(_ITS_STEPS).order_by(booking_step.c.position)
_FORGET_STEPS = delete(booking_step).where(_ITS_STEPS)
_FREE = delete(allocation).where(allocation.c.booking_id == bindparam("the_booking"))
_CUSTOMERS = select(customer_channel.c.customer_id).where(customer_channel.c.conversation == bindparam("whose"))


def one(connection: Connection, booking_id: int, lock: bool = False) -> Booking:
    """Return the booking; with `lock` nobody else changes it before this transaction ends."""
    if lock:
        connection.execute(_LOCK, {"the_booking": booking_id})
    row = connection.execute(_ONE, {"the_booking": booking_id}).first()
    if row is None:
        raise BookingNotFound(f"no booking {booking_id}")
    steps = connection.execute(_STEPS, {"the_booking": booking_id}).all()
    return _value(row, [_guest(guest, steps) for guest in connection.execute(_GUESTS, {"the_booking": booking_id})])


def several(connection: Connection, condition: Any) -> list[Booking]:
    """Return the bookings that meet the condition, in order of their starts."""
    rows = connection.execute(_BOOKINGS.where(condition).order_by(booking.c.start, booking.c.id)).all()
    guests = _grouped(connection, booking_guest, booking_guest.c.guest, rows)
    steps = _grouped(connection, booking_step, booking_step.c.position, rows)
    return [_value(row, [_guest(guest, steps[row.id]) for guest in guests[row.id]]) for row in rows]


def mine(connection: Connection, booking_id: int, conversation: str) -> Booking:
    """Return and lock a draft of this conversation."""
    found = one(connection, booking_id, lock=True)
    if found.conversation != conversation:
        raise BookingNotFound(f"booking {booking_id} is not of this conversation")
    return found


def owned(connection: Connection, booking_id: int, conversation: str) -> Booking:
    """Return and lock a booking of this conversation or of the customer who has proved to write in it."""
    found = one(connection, booking_id, lock=True)
    if found.conversation != conversation and found.customer_id not in customers(connection, conversation):
        raise BookingNotFound(f"booking {booking_id} is not of this customer")
    return found


def customers(connection: Connection, conversation: str) -> set[int]:
    return set(connection.scalars(_CUSTOMERS, {"whose": conversation}))


def added(connection: Connection, table: Table, row: dict[str, Any]) -> int:
    """Insert the row and return its new id."""
    key: Any = connection.execute(_insert(table), row).inserted_primary_key
    return int(key[0])


def change(connection: Connection, booking_id: int, now: datetime, **values: object) -> None:
    connection.execute(_CHANGE, {"the_booking": booking_id, "changed_at": now, **values})


def remember(connection: Connection, booking_id: int, now: datetime, actor: str, what: str, **detail: object) -> None:
    """Append to the history."""
    row = {"booking_id": booking_id, "at": now, "actor": actor, "change": what, "detail": detail}
    connection.execute(_insert(booking_history), row)


def free(connection: Connection, booking_ids: Sequence[int]) -> None:
    for booking_id in booking_ids:
        connection.execute(_FREE, {"the_booking": booking_id})


def take(connection: Connection, booking_id: int, need: Need, assigned: Assignment, start: datetime) -> None:
    """Take the quarters in place of those that the booking had; the primary key refuses what another has."""
    the_booking = {"the_booking": booking_id}
    names = {row.guest: row.name for row in connection.execute(_GUESTS, the_booking)}
    if names:  # it had a place before
        free(connection, [booking_id])
        connection.execute(_FORGET_GUESTS, the_booking)
    places = zip(need.guests, assigned.therapist_ids, assigned.room_ids, strict=True)
    guests = [
        {"booking_id": booking_id, "guest": guest, "therapist_id": person, "room_id": room, "name": names.get(guest)}
        for guest, person, room in places
    ]
    connection.execute(_insert(booking_guest), guests)
    rows = [
        {"resource": resource, "slot": slot, "booking_id": booking_id}
        for resource, slot in sorted(allocations(need, assigned, quarter(start)))  # one order: no deadlock
    ]
    connection.execute(_insert(allocation), rows)


def write_steps(connection: Connection, booking_id: int, need: Need) -> None:
    connection.execute(_FORGET_STEPS, {"the_booking": booking_id})
    rows = [
        {"booking_id": booking_id, "guest": guest, "position": position, "step_id": step.id}
        | {"left_out": step not in need.steps(guest), "minutes": step.minutes, "price_vnd": step.price_vnd}
        for guest in need.guests
        for position, step in enumerate(need.service.steps)
    ]
    connection.execute(_insert(booking_step), rows)


def placed(need: Need, assigned: Assignment, start: datetime) -> dict[str, Any]:
    """Return the columns that say what was agreed."""
    return {
        "service_id": need.service.id,
        "party": need.party,
        "start": start,
        "end": start + timedelta(minutes=need.minutes),
        "room_id": assigned.room_ids[0],
        "price_vnd": need.price_vnd,
        "therapist_wish": asdict(need.wish),
    }


@cache
def _insert(table: Table) -> Any:
    return insert(table)


def _grouped(connection: Connection, table: Any, order: Any, rows: Sequence[Any]) -> dict[int, list[Any]]:
    grouped: dict[int, list[Any]] = defaultdict(list)
    if rows:
        query = select(table).where(table.c.booking_id.in_([row.id for row in rows])).order_by(order)
        for row in connection.execute(query):
            grouped[row.booking_id].append(row)
    return grouped


def _guest(row: Any, steps: Sequence[Any]) -> Guest:
    own = [step for step in steps if step.guest == row.guest]
    booked = tuple(BookedStep(step.step_id, step.minutes, step.price_vnd, step.left_out) for step in own)
    return Guest(row.guest, row.therapist_id, row.room_id, row.name, booked)


def _value(row: Any, guests: Sequence[Guest]) -> Booking:
    plain = {name: getattr(row, name) for name in Booking.__dataclass_fields__ if name in booking.c}
    return Booking(
        **plain,
        contact=Contact(row.name, row.phone, row.email) if row.customer_id else None,
        guests=tuple(guests),
        wish=Wish(**row.therapist_wish),
    )
