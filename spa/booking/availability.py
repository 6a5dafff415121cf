"""Free starts to offer: a few in a window, or the nearest to a wanted time with the reason why that one is not free."""

from collections.abc import Container, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy.engine import Connection, Engine

from spa.booking import hours
from spa.booking.gate import left_out_of
from spa.booking.need import Need, minutes_in_hours, needed
from spa.booking.plan import Plan, plan
from spa.booking.quarters import moment, quarter, quarter_up
from spa.booking.values import (
    AS_WANTED,
    OTHER_DAY,
    OTHER_THERAPIST,
    SAME_DAY,
    SHORTER_SERVICE,
    USUAL,
    Alternatives,
    Booking,
    HoldRequest,
    Limits,
    Offer,
    Window,
    Wish,
)
from spa.errors import SlotTaken, TimeNotPossible
from spa.knowledge import Catalogue, Service
from spa.store import catalogue as catalogues
from spa.store.database import reading

DAYS_AROUND = 14
EVERY = 10_000  # as a limit: all there are
_APART = 2  # quarters between two alternatives of one day


def offers(  # noqa: PLR0913 - each is asked for by name
    connection: Connection,
    venue_id: str,
    service_id: str,
    party: int,
    window: Window,
    now: datetime,
    wish: Wish | None = None,
    limit: int = 6,
    own: int | None = None,
    limits: Limits = USUAL,
) -> list[Offer]:
    """Return at most `limit` free starts; `own` is a booking about to move.

    In an open window the soonest, else spread over the window: first those that leave nobody a hole too short to sell,
    and of these the full hours first.
    """
    catalogue = catalogues.read(connection, venue_id)
    need = needed(catalogue, service_id, party, wish or Wish(), left_out_of(connection, own, party))
    first, last = _bounds(window, now, limits)
    if first >= last:
        return []
    span = hours.whole_days(catalogue, moment(first), moment(last - 1))
    free = plan(connection, catalogue, span, now, own)
    within = span.bits(first, last)
    starts = span.numbers(free.starts(need) & within)
    if window.end is None:
        chosen = _apart(starts, first, limit)
    else:
        tidy = frozenset(span.numbers(free.tidy(need) & within)) if len(starts) > limit else frozenset(starts)
        chosen = _spread(catalogue, starts, tidy, quarter_up(window.start), limit)
    return [free.offer(need, start) for start in chosen]


def nearest(  # noqa: PLR0913 - each is asked for by name
    connection: Connection,
    venue_id: str,
    service_id: str,
    party: int,
    wanted: datetime,
    now: datetime,
    wish: Wish | None = None,
    limit: int = 4,
    own: int | None = None,
    limits: Limits = USUAL,
) -> Alternatives:
    """Return the starts nearest to the wanted one, same day first, and why the wanted one cannot be had."""
    catalogue = catalogues.read(connection, venue_id)
    need = needed(catalogue, service_id, party, wish or Wish(), left_out_of(connection, own, party))
    around = Window(wanted - timedelta(days=DAYS_AROUND), wanted + timedelta(days=DAYS_AROUND))
    first, last = _bounds(around, now, limits)
    if first >= last:
        return Alternatives(hours.problem(catalogue, wanted, minutes_in_hours(catalogue, need), now, limits), ())
    span = hours.whole_days(catalogue, min(moment(first), wanted), max(moment(last - 1), wanted))
    free = plan(connection, catalogue, span, now, own)
    reason = hours.problem(catalogue, wanted, minutes_in_hours(catalogue, need), now, limits) or _reason(
        free, need, wanted
    )
    found = _alternatives(free, need, wanted, span.bits(first, last), limit)
    other = _at_the_wanted_time(free, need, wanted, reason)
    found = [*other, *found[: limit - len(other)]]
    return Alternatives(reason, tuple(sorted(found, key=lambda offer: offer.start)))


def taken(
    engine: Engine, visit: HoldRequest | Booking, start: datetime, now: datetime, own: int | None, limits: Limits
) -> SlotTaken:
    """Return the refusal of a start, with the nearest ones instead."""
    asked = (visit.venue_id, visit.service_id, visit.party, start, now, visit.wish)
    with reading(engine) as connection:
        found = nearest(connection, *asked, own=own, limits=limits)
    return SlotTaken(offers=found.offers, reason=found.reason or "taken")


def check_start(
    connection: Connection,
    venue_id: str,
    service_id: str,
    party: int,
    start: datetime,
    now: datetime,
    wish: Wish | None = None,
    limits: Limits = USUAL,
) -> None:
    """Raise NotFound, PartyNotPossible or TimeNotPossible where no free house could help."""
    catalogue = catalogues.read(connection, venue_id)
    possible(catalogue, needed(catalogue, service_id, party, wish or Wish()), start, now, limits)


def possible(catalogue: Catalogue, need: Need, start: datetime, now: datetime, limits: Limits) -> None:
    reason = hours.problem(catalogue, start, minutes_in_hours(catalogue, need), now, limits)
    if reason:
        raise TimeNotPossible(reason, reason=reason)


def _bounds(window: Window, now: datetime, limits: Limits) -> tuple[int, int]:
    earliest = quarter_up(now + timedelta(minutes=limits.lead_minutes))
    latest = quarter(now + timedelta(days=limits.days_ahead)) + 1
    if window.end is None:
        last = latest
    else:
        last = quarter(window.start) + 1 if window.start == window.end else quarter_up(window.end)
    return max(quarter_up(window.start), earliest), min(last, latest)


def _spread(catalogue: Catalogue, starts: list[int], tidy: Container[int], exact: int, limit: int) -> list[int]:
    minute = {start: hours.local(catalogue, moment(start)).minute for start in starts}
    chosen = [start for start in starts[:1] if start == exact]
    for is_tidy in (True, False):
        for minutes in ((0,), (30,), (15, 45)):
            tier = [start for start in starts if minute[start] in minutes and (start in tidy) is is_tidy]
            chosen += _evenly([start for start in tier if start not in chosen], limit - len(chosen))
    return sorted(chosen)


def _evenly(items: Sequence[int], number: int) -> list[int]:
    if len(items) <= number:
        return list(items)
    if number <= 1:
        return list(items[: max(number, 0)])
    return [items[place * (len(items) - 1) // (number - 1)] for place in range(number)]


def _reason(free: Plan, need: Need, wanted: datetime) -> str | None:
    bit = free.span.bits(quarter(wanted), quarter(wanted) + 1)
    if free.starts(need) & bit:
        return None
    if need.wish != Wish() and free.starts(replace(need, wish=Wish())) & bit:
        return "wish"
    if need.party > 1 and free.starts(replace(need, party=1, wish=Wish())) & bit:
        return "party"
    return "taken"


def _at_the_wanted_time(free: Plan, need: Need, wanted: datetime, reason: str | None) -> list[Offer]:
    """What the wanted start can be had with: another therapist, else the longest shorter service of the same kind."""
    if reason == "wish":
        other = free.offer(replace(need, wish=Wish()), quarter(wanted), as_wished=False)
        return [replace(other, kind=OTHER_THERAPIST)]
    bit = free.span.bits(quarter(wanted), quarter(wanted) + 1)
    for service in _shorter(free.catalogue, need.service) if reason == "taken" else ():
        less = replace(need, service=service)
        if need.party <= service.largest_party and free.starts(less) & bit:
            return [replace(free.offer(less, quarter(wanted)), kind=SHORTER_SERVICE, service_id=service.id)]
    return []


def _shorter(catalogue: Catalogue, service: Service) -> list[Service]:
    """The services with no step that the service does not have, the longest first."""
    steps = {step.id for step in service.steps}
    kind = [one for one in catalogue.services if {step.id for step in one.steps} <= steps]
    return sorted((one for one in kind if one.minutes < service.minutes), key=lambda one: -one.minutes)


def _alternatives(free: Plan, need: Need, wanted: datetime, within: int, limit: int) -> list[Offer]:
    wished = free.starts(need) & within
    if not wished:
        need = replace(need, wish=Wish())
    starts = free.span.numbers(free.starts(need) & within)
    chosen = _nearest(free.catalogue, starts, wanted, limit)
    return [
        replace(free.offer(need, start, bool(wished)), kind=_kind(free.catalogue, start, wanted)) for start in chosen
    ]


def _kind(catalogue: Catalogue, start: int, wanted: datetime) -> str:
    if start == quarter(wanted):
        return AS_WANTED
    same = hours.local(catalogue, moment(start)).date() == hours.local(catalogue, wanted).date()
    return SAME_DAY if same else OTHER_DAY


def _nearest(catalogue: Catalogue, starts: list[int], wanted: datetime, limit: int) -> list[int]:
    wanted_day = hours.local(catalogue, wanted).date()
    by_day: dict[date, list[int]] = {}
    for start in starts:
        by_day.setdefault(hours.local(catalogue, moment(start)).date(), []).append(start)
    chosen = _apart(by_day.pop(wanted_day, []), quarter(wanted), limit)
    for day in sorted(by_day, key=lambda day: (abs((day - wanted_day).days), day < wanted_day))[: limit - len(chosen)]:
        same_hour = quarter(wanted + (day - wanted_day))
        chosen.append(min(by_day[day], key=lambda start: abs(start - same_hour)))
    return chosen


def _apart(starts: list[int], wanted: int, limit: int) -> list[int]:
    chosen: list[int] = []
    for start in sorted(starts, key=lambda start: (abs(start - wanted), start)):
        if len(chosen) < limit and all(abs(start - other) >= _APART for other in chosen):
            chosen.append(start)
    return chosen
