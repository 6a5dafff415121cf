"""Changes that the venue's people make to hours, shifts and prices while bookings stand.

Nothing of a booking is changed here: each function returns the bookings that no longer fit, for a person to settle. All
times are minutes after midnight in the venue's zone, on the quarter of an hour; all raise NotStaff and NotFound.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Table, and_, delete, insert, or_, select, update
from sqlalchemy.engine import Connection, Engine

from spa.booking import hours, life, records
from spa.booking.quarters import count, quarter
from spa.booking.values import AWAITING_DECISION, CONFIRMED, HELD, Booking
from spa.errors import HoursNotValid, NotFound, PriceNotValid
from spa.knowledge import Catalogue
from spa.knowledge.checks import DAY_MINUTES, SLOT_MINUTES
from spa.store import catalogue as catalogues
from spa.store.database import transact
from spa.store.schema import (
    booking,
    closure,
    day_break,
    day_off,
    opening_hours,
    service_step,
    shift,
    special_hours,
    therapist,
    venue_history,
    weekly_break,
)

Span = tuple[int, int]  # from, to
DEAREST = 100_000_000  # VND: more than that is a slip of the finger


def close_day(
    engine: Engine, venue_id: str, day: date, reason: Mapping[str, str], actor: str, now: datetime
) -> list[Booking]:
    """Close the venue on a day; `reason` in both languages."""

    def work(connection: Connection) -> None:
        own = {"venue_id": venue_id, "day": day}
        _replace(connection, special_hours, own, [])
        _replace(connection, closure, own, [{"reason": dict(reason)}])

    return _changed(engine, venue_id, actor, now, "day_closed", work, day=day.isoformat())


def open_day(engine: Engine, venue_id: str, day: date, actor: str, now: datetime) -> list[Booking]:
    """Open a closed day, or give one with hours of its own the weekly ones again."""

    def work(connection: Connection) -> None:
        for table in (closure, special_hours):
            _replace(connection, table, {"venue_id": venue_id, "day": day}, [])

    return _changed(engine, venue_id, actor, now, "day_opened", work, day=day.isoformat())


def set_day_hours(
    engine: Engine, venue_id: str, day: date, spans: Sequence[Span], actor: str, now: datetime
) -> list[Booking]:
    """Give a day hours of its own in place of the weekly ones. Raises HoursNotValid."""

    def work(connection: Connection) -> None:
        own = {"venue_id": venue_id, "day": day}
        _replace(connection, closure, own, [])
        _replace(connection, special_hours, own, _rows(_checked(spans, least=1), "opens", "closes"))

    return _changed(engine, venue_id, actor, now, "day_hours", work, day=day.isoformat(), spans=list(spans))


def set_hours(
    engine: Engine, venue_id: str, weekday: int, spans: Sequence[Span], actor: str, now: datetime
) -> list[Booking]:
    """Set the opening hours of a weekday (0 is Monday); none closes it. Raises HoursNotValid."""

    def work(connection: Connection) -> None:
        rows = _rows(_checked(spans), "opens", "closes")
        _replace(connection, opening_hours, {"venue_id": venue_id, "weekday": _weekday(weekday)}, rows)

    return _changed(engine, venue_id, actor, now, "hours", work, weekday=weekday, spans=list(spans))


def set_shift(
    engine: Engine, therapist_id: str, weekday: int, spans: Sequence[Span], actor: str, now: datetime
) -> list[Booking]:
    """Set when the therapist works on a weekday; none is a free day. Raises HoursNotValid."""
    return _of_week(engine, shift, therapist_id, weekday, spans, actor, now)


def set_breaks(
    engine: Engine, therapist_id: str, weekday: int, spans: Sequence[Span], actor: str, now: datetime
) -> list[Booking]:
    """Set the therapist's breaks on a weekday. Raises HoursNotValid."""
    return _of_week(engine, weekly_break, therapist_id, weekday, spans, actor, now)


def set_day_breaks(
    engine: Engine, therapist_id: str, day: date, spans: Sequence[Span], actor: str, now: datetime
) -> list[Booking]:
    """Set the therapist's breaks of one day, beside the weekly ones. Raises HoursNotValid."""

    def work(connection: Connection) -> None:
        own = {"therapist_id": therapist_id, "day": day}
        _replace(connection, day_break, own, _rows(_checked(spans), "starts", "ends"))

    return _of_person(engine, therapist_id, actor, now, "day_break", work, day=day.isoformat(), spans=list(spans))


def set_day_off(engine: Engine, therapist_id: str, day: date, off: bool, actor: str, now: datetime) -> list[Booking]:
    """Give the therapist a day off, or take it back."""

    def work(connection: Connection) -> None:
        _replace(connection, day_off, {"therapist_id": therapist_id, "day": day}, [{}] if off else [])

    return _of_person(engine, therapist_id, actor, now, "day_off", work, day=day.isoformat(), off=off)


def set_price(
    engine: Engine, venue_id: str, service_id: str, step_id: str, price_vnd: int, actor: str, now: datetime
) -> list[Booking]:
    """Set what a step costs one guest from now on; bookings keep the price they were made with. Raises PriceNotValid."""

    def work(connection: Connection) -> None:
        if not 0 <= price_vnd <= DEAREST:
            raise PriceNotValid(least=0, most=DEAREST)
        own = {"venue_id": venue_id, "service_id": service_id, "step_id": step_id}
        changed = connection.execute(update(service_step).where(_is(service_step, own)).values(price_vnd=price_vnd))
        if not changed.rowcount:
            raise NotFound(f"no step {step_id} in {service_id}")

    what = {"service": service_id, "step": step_id, "price_vnd": price_vnd}
    return _changed(engine, venue_id, actor, now, "price", work, **what)


def conflicts(connection: Connection, venue_id: str, now: datetime) -> list[Booking]:
    """Return the bookings to come that hours, shifts, breaks or days off no longer allow, in order of time."""
    catalogue = catalogues.read(connection, venue_id)
    standing = or_(
        booking.c.status.in_([CONFIRMED, AWAITING_DECISION]),
        and_(booking.c.status == HELD, booking.c.hold_expires_at > now),
    )
    found = records.several(connection, and_(booking.c.venue_id == venue_id, booking.c.start > now, standing))
    return [one for one in found if not _fits(catalogue, one)]


def _fits(catalogue: Catalogue, booked: Booking) -> bool:
    span = hours.whole_days(catalogue, booked.start, booked.start)
    visit = span.bits(quarter(booked.start), quarter(booked.start) + count(booked.minutes))
    people = {one.id: one for one in catalogue.therapists}
    free = hours.opened(catalogue, span)
    for therapist_id in booked.therapist_ids:
        if therapist_id not in people:
            return False
        person = people[therapist_id]
        free &= hours.working(catalogue, span, person) & ~hours.resting(catalogue, span, person)
    return free & visit == visit


def _of_week(
    engine: Engine, table: Table, therapist_id: str, weekday: int, spans: Sequence[Span], actor: str, now: datetime
) -> list[Booking]:
    def work(connection: Connection) -> None:
        rows = _rows(_checked(spans), "starts", "ends")
        _replace(connection, table, {"therapist_id": therapist_id, "weekday": _weekday(weekday)}, rows)

    return _of_person(engine, therapist_id, actor, now, table.name, work, weekday=weekday, spans=list(spans))


def _of_person(
    engine: Engine,
    therapist_id: str,
    actor: str,
    now: datetime,
    what: str,
    work: Callable[[Connection], None],
    **detail: Any,
) -> list[Booking]:
    with engine.connect() as connection:
        venue_id = connection.scalar(select(therapist.c.venue_id).where(therapist.c.id == therapist_id))
    if venue_id is None:
        raise NotFound(f"no therapist {therapist_id}")
    return _changed(engine, venue_id, actor, now, what, work, therapist=therapist_id, **detail)


def _changed(
    engine: Engine,
    venue_id: str,
    actor: str,
    now: datetime,
    what: str,
    work: Callable[[Connection], None],
    **detail: Any,
) -> list[Booking]:
    """Do the work while nobody books at the venue, write down who did it, and return what no longer fits."""
    life.check_staff(actor)

    def alone(connection: Connection) -> list[Booking]:
        catalogues.change(connection, venue_id)
        work(connection)
        row = {"venue_id": venue_id, "at": now, "actor": actor, "change": what, "detail": detail}
        connection.execute(insert(venue_history), row)
        return conflicts(connection, venue_id, now)

    return transact(engine, alone)


def _replace(connection: Connection, table: Table, own: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> None:
    connection.execute(delete(table).where(_is(table, own)))
    if rows:
        connection.execute(insert(table), [{**own, **row} for row in rows])


def _is(table: Table, own: Mapping[str, Any]) -> Any:
    return and_(*(table.c[name] == value for name, value in own.items()))


def _rows(spans: Sequence[Span], first: str, last: str) -> list[dict[str, int]]:
    return [{first: start, last: end} for start, end in spans]


def _checked(spans: Sequence[Span], least: int = 0) -> list[Span]:
    before = 0
    for start, end in sorted(spans):
        on_grain = start % SLOT_MINUTES == end % SLOT_MINUTES == 0
        if not (on_grain and before <= start < end <= DAY_MINUTES):
            raise HoursNotValid(f"{start}-{end}", grain=SLOT_MINUTES, latest=DAY_MINUTES)
        before = end
    if len(spans) < least:
        raise HoursNotValid("no hours", least=least)
    return sorted(spans)


def _weekday(number: int) -> int:
    if not 0 <= number <= 6:
        raise HoursNotValid(f"weekday {number}", weekdays=range(7))
    return number
