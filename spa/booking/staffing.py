"""Changes that the venue's people make to hours, shifts and prices while bookings stand.

Each is a step of one writing transaction, so that several hold together or not at all: `changed` does them and returns the
bookings that no longer fit, for a person to settle; nothing of a booking is changed here. All times are minutes after
midnight in the venue's zone, on the quarter of an hour; all raise NotStaff and NotFound, those of one day
TimeNotPossible where it is past.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Table, and_, delete, insert, or_, select, update
from sqlalchemy.engine import Connection, Engine

from spa.booking import hours, life, records
from spa.booking.quarters import count, quarter
from spa.booking.values import AWAITING_DECISION, CONFIRMED, HELD, Booking
from spa.errors import HoursNotValid, NotFound, PriceNotValid, TimeNotPossible
from spa.knowledge import Catalogue
from spa.knowledge.checks import DAY_MINUTES, SLOT_MINUTES, Mistake, breaks
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


def changed(engine: Engine, venue_id: str, now: datetime, work: Callable[[Connection], object]) -> list[Booking]:
    """Do all of the work or none of it, and return the venue's bookings to come that do not fit.

    Raises HoursNotValid where a break would lie outside the shifts, which the venue's file does not allow either.
    """

    def alone(connection: Connection) -> list[Booking]:
        before = _outside(connection, venue_id)
        work(connection)
        if _outside(connection, venue_id) - before:
            raise HoursNotValid("a break lies outside the shifts", reason="break_outside")
        return conflicts(connection, venue_id, now)

    return transact(engine, alone)


def close_day(
    connection: Connection, venue_id: str, day: date, reason: Mapping[str, str], actor: str, now: datetime
) -> None:
    """Close the venue on a day; `reason` in both languages."""
    own = _begin_day(connection, venue_id, day, actor, now, "day_closed")
    _replace(connection, special_hours, own, [])
    _replace(connection, closure, own, [{"reason": dict(reason)}])


def open_day(connection: Connection, venue_id: str, day: date, actor: str, now: datetime) -> None:
    """Open a closed day, or give one with hours of its own the weekly ones again."""
    own = _begin_day(connection, venue_id, day, actor, now, "day_opened")
    for table in (closure, special_hours):
        _replace(connection, table, own, [])


def set_day_hours(
    connection: Connection, venue_id: str, day: date, spans: Sequence[Span], actor: str, now: datetime
) -> None:
    """Give a day hours of its own in place of the weekly ones. Raises HoursNotValid."""
    rows = _rows(_checked(spans, least=1), "opens", "closes")
    own = _begin_day(connection, venue_id, day, actor, now, "day_hours", spans=list(spans))
    _replace(connection, closure, own, [])
    _replace(connection, special_hours, own, rows)


def set_hours(
    connection: Connection, venue_id: str, weekday: int, spans: Sequence[Span], actor: str, now: datetime
) -> None:
    """Set the opening hours of a weekday (0 is Monday); none closes it. Raises HoursNotValid."""
    rows = _rows(_checked(spans), "opens", "closes")
    _begin(connection, venue_id, actor, now, "hours", weekday=_weekday(weekday), spans=list(spans))
    _replace(connection, opening_hours, {"venue_id": venue_id, "weekday": weekday}, rows)


def set_shift(
    connection: Connection, therapist_id: str, weekday: int, spans: Sequence[Span], actor: str, now: datetime
) -> None:
    """Set when the therapist works on a weekday; none is a free day. Raises HoursNotValid."""
    venue_id = _venue_of(connection, therapist_id)
    past = and_(day_break.c.therapist_id == therapist_id, day_break.c.day < _today(connection, venue_id, now))
    connection.execute(delete(day_break).where(past))  # they bind nobody, and need not lie within the new shift
    _of_week(connection, shift, therapist_id, weekday, spans, actor, now)


def set_breaks(
    connection: Connection, therapist_id: str, weekday: int, spans: Sequence[Span], actor: str, now: datetime
) -> None:
    """Set the therapist's breaks on a weekday. Raises HoursNotValid."""
    _of_week(connection, weekly_break, therapist_id, weekday, spans, actor, now)


def set_day_breaks(
    connection: Connection, therapist_id: str, day: date, spans: Sequence[Span], actor: str, now: datetime
) -> None:
    """Set the therapist's breaks of one day, beside the weekly ones. Raises HoursNotValid."""
    rows = _rows(_checked(spans), "starts", "ends")
    own = {"therapist": therapist_id, "spans": list(spans)}
    _begin_day(connection, _venue_of(connection, therapist_id), day, actor, now, "day_break", **own)
    _replace(connection, day_break, {"therapist_id": therapist_id, "day": day}, rows)


def set_day_off(connection: Connection, therapist_id: str, day: date, off: bool, actor: str, now: datetime) -> None:
    """Give the therapist a day off, or take it back."""
    own = {"therapist": therapist_id, "off": off}
    _begin_day(connection, _venue_of(connection, therapist_id), day, actor, now, "day_off", **own)
    _replace(connection, day_off, {"therapist_id": therapist_id, "day": day}, [{}] if off else [])


def set_price(
    connection: Connection, venue_id: str, service_id: str, step_id: str, price_vnd: int, actor: str, now: datetime
) -> None:
    """Set what a step costs one guest from now on; bookings keep the price they were made with. Raises PriceNotValid."""
    if not 0 <= price_vnd <= DEAREST:
        raise PriceNotValid(least=0, most=DEAREST)
    what = {"service": service_id, "step": step_id, "price_vnd": price_vnd}
    _begin(connection, venue_id, actor, now, "price", **what)
    own = {"venue_id": venue_id, "service_id": service_id, "step_id": step_id}
    set_anew = connection.execute(update(service_step).where(_is(service_step, own)).values(price_vnd=price_vnd))
    if not set_anew.rowcount:
        raise NotFound(f"no step {step_id} in {service_id}")


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
    connection: Connection,
    table: Table,
    therapist_id: str,
    weekday: int,
    spans: Sequence[Span],
    actor: str,
    now: datetime,
) -> None:
    rows = _rows(_checked(spans), "starts", "ends")
    what = {"therapist": therapist_id, "weekday": _weekday(weekday), "spans": list(spans)}
    _begin(connection, _venue_of(connection, therapist_id), actor, now, table.name, **what)
    _replace(connection, table, {"therapist_id": therapist_id, "weekday": weekday}, rows)


def _outside(connection: Connection, venue_id: str) -> set[Mistake]:
    """The breaks that lie outside of the shifts."""
    return {mistake for one in catalogues.read(connection, venue_id).therapists for mistake in breaks(one)}


def _venue_of(connection: Connection, therapist_id: str) -> str:
    venue_id: str | None = connection.scalar(select(therapist.c.venue_id).where(therapist.c.id == therapist_id))
    if venue_id is None:
        raise NotFound(f"no therapist {therapist_id}")
    return venue_id


def _begin_day(
    connection: Connection, venue_id: str, day: date, actor: str, now: datetime, what: str, **detail: Any
) -> dict[str, Any]:
    """As `_begin`, for a day that is not past; return whose and which day it is."""
    if day < _today(connection, venue_id, now):
        raise TimeNotPossible(f"{day} is past", reason="past")
    _begin(connection, venue_id, actor, now, what, day=day.isoformat(), **detail)
    return {"venue_id": venue_id, "day": day}


def _today(connection: Connection, venue_id: str, now: datetime) -> date:
    return hours.local(catalogues.read(connection, venue_id), now).date()


def _begin(connection: Connection, venue_id: str, actor: str, now: datetime, what: str, **detail: Any) -> None:
    """From here on nobody books at the venue until the transaction ends; write down who does what."""
    row = {"venue_id": venue_id, "at": now, "actor": life.check_staff(actor), "change": what, "detail": detail}
    catalogues.change(connection, venue_id)
    connection.execute(insert(venue_history), row)


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
