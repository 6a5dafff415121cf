"""The rows of a booking: read as one value, written with their history, and the quarters that it takes."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta, timezone
from functools import cache
from typing import Any

from sqlalchemy import Table, and_, bindparam, delete, insert, or_, select, update
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
from spa.store.sealed import note_of

# Made once: making a statement anew, and finding out that it is an old one, takes longer than the database needs.
_MINE = booking.c.id == bindparam("the_booking")
_OF_KEY = or_(_MINE, booking.c.confirm_key == bindparam("the_key"))
_LOCK = select(booking.c.id).where(_MINE).with_for_update()
_LOCK_OF_KEY = select(booking.c.id).where(_OF_KEY).order_by(booking.c.id).with_for_update()
_BOOKINGS = select(booking, customer.c.name, customer.c.phone, customer.c.email).select_from(
    booking.outerjoin(customer)
)
_ONE = _BOOKINGS.where(_MINE)
_ONE_OF_KEY = _BOOKINGS.where(_OF_KEY)
_CHANGE = update(booking).where(_MINE)
_FORGET_GUESTS = delete(booking_guest).where(booking_guest.c.booking_id == bindparam("the_booking"))
_FORGET_STEPS = delete(booking_step).where(booking_step.c.booking_id == bindparam("the_booking"))
_GUESTS = (
    select(booking_guest, booking_step.c.step_id, booking_step.c.minutes, booking_step.c.price_vnd)
    .add_columns(booking_step.c.left_out)
    .outerjoin_from(
        booking_guest,
        booking_step,
        and_(booking_step.c.booking_id == booking_guest.c.booking_id, booking_step.c.guest == booking_guest.c.guest),
    )
    .where(booking_guest.c.booking_id.in_(bindparam("bookings", expanding=True)))
    .order_by(booking_guest.c.booking_id, booking_guest.c.guest, booking_step.c.position)
)
_FREE = delete(allocation).where(allocation.c.booking_id == bindparam("the_booking"))
_PLAIN = [name for name in Booking.__dataclass_fields__ if name in booking.c]
_CUSTOMERS = select(customer_channel.c.customer_id).where(customer_channel.c.conversation == bindparam("whose"))


def one(connection: Connection, booking_id: int, lock: bool = False) -> Booking:
    """Return the booking; with `lock` nobody else changes it before this transaction ends."""
    its_id = {"the_booking": booking_id}
    if lock:
        _lock(connection, _LOCK, its_id)
    found = _values(connection, connection.execute(_ONE, its_id).all())
    if not found:
        raise BookingNotFound(f"no booking {booking_id}")
    return found[0]


def several(connection: Connection, condition: Any) -> list[Booking]:
    """Return the bookings that meet the condition, in order of their starts."""
    return _values(
        connection, connection.execute(_BOOKINGS.where(condition).order_by(booking.c.start, booking.c.id)).all()
    )


def mine(connection: Connection, booking_id: int, conversation: str) -> Booking:
    """Return and lock a draft of this conversation."""
    return _own(one(connection, booking_id, lock=True), conversation)


def to_confirm(connection: Connection, booking_id: int, conversation: str, key: str) -> Booking:
    """Return and lock the booking that was confirmed with this key, else this draft of the conversation."""
    either = {"the_booking": booking_id, "the_key": key}
    _lock(connection, _LOCK_OF_KEY, either)
    found = _values(connection, connection.execute(_ONE_OF_KEY, either).all())
    if not found:
        raise BookingNotFound(f"no booking {booking_id}")
    return _own(next((one for one in found if one.confirm_key == key), found[0]), conversation)


def _own(found: Booking, conversation: str) -> Booking:
    if found.conversation != conversation:
        raise BookingNotFound(f"booking {found.id} is not of this conversation")
    return found


def _lock(connection: Connection, statement: Any, whose: dict[str, Any]) -> None:
    if connection.dialect.name == "postgresql":  # SQLite has one writer at a time
        connection.execute(statement, whose)


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


def take(
    connection: Connection,
    booking_id: int,
    need: Need,
    assigned: Assignment,
    start: datetime,
    before: Sequence[Guest] = (),
) -> tuple[Guest, ...]:
    """Take the quarters in place of those that the guests had `before`; the key refuses what another has."""
    if before:
        free(connection, [booking_id])
        connection.execute(_FORGET_GUESTS, {"the_booking": booking_id})
    names = {guest.number: guest.name for guest in before}
    places = zip(need.guests, assigned.therapist_ids, assigned.room_ids, strict=True)
    guests = tuple(
        Guest(number, person, room, names.get(number), _steps(need, number)) for number, person, room in places
    )
    rows = [
        {"booking_id": booking_id, "guest": one.number, "name": one.name}
        | {"therapist_id": one.therapist_id, "room_id": one.room_id}
        for one in guests
    ]
    connection.execute(_insert(booking_guest), rows)
    quarters = [
        {"resource": resource, "slot": slot, "booking_id": booking_id}
        for resource, slot in sorted(allocations(need, assigned, quarter(start)))  # one order: no deadlock
    ]
    connection.execute(_insert(allocation), quarters)
    return guests


def write_steps(connection: Connection, booking_id: int, guests: Sequence[Guest], anew: bool) -> None:
    """Write what each guest gets, `anew` in place of what it was."""
    if anew:
        connection.execute(_FORGET_STEPS, {"the_booking": booking_id})
    rows = [
        {"booking_id": booking_id, "guest": guest.number, "position": position, "step_id": step.id}
        | {"left_out": step.left_out, "minutes": step.minutes, "price_vnd": step.price_vnd}
        for guest in guests
        for position, step in enumerate(guest.steps)
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


def plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns that a booking has as they are, moments in UTC as the database gives them."""
    own = {name: row[name] for name in _PLAIN if name in row}
    return {name: one.astimezone(timezone.utc) if isinstance(one, datetime) else one for name, one in own.items()}


@cache
def _insert(table: Table) -> Any:
    return insert(table)


def _steps(need: Need, guest: int) -> tuple[BookedStep, ...]:
    kept = need.steps(guest)
    return tuple(BookedStep(one.id, one.minutes, one.price_vnd, one not in kept) for one in need.service.steps)


def _values(connection: Connection, rows: Sequence[Any]) -> list[Booking]:
    guests: dict[int, dict[int, list[Any]]] = defaultdict(lambda: defaultdict(list))
    if rows:
        for row in connection.execute(_GUESTS, {"bookings": [row.id for row in rows]}):
            guests[row.booking_id][row.guest].append(row)
    return [_value(connection, row, tuple(map(_guest, guests[row.id].values()))) for row in rows]


def _guest(rows: Sequence[Any]) -> Guest:
    """Of one row for each step."""
    first = rows[0]
    steps = (BookedStep(row.step_id, row.minutes, row.price_vnd, row.left_out) for row in rows if row.step_id)
    return Guest(first.guest, first.therapist_id, first.room_id, first.name, tuple(steps))


def _value(connection: Connection, row: Any, guests: tuple[Guest, ...]) -> Booking:
    return Booking(
        **{**{name: getattr(row, name) for name in _PLAIN}, "note": note_of(connection, row)},
        contact=Contact(row.name, row.phone, row.email) if row.customer_id else None,
        guests=guests,
        wish=Wish(**row.therapist_wish),
    )
