"""How it goes: counts of a range of days, for the owner; to be read on a phone and printed."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from operator import attrgetter
from typing import Any

from starlette.responses import Response

from desk import numbers
from desk.doors import Page
from desk.moments import day_in
from desk.visit import Visit
from gateway import tally
from spa.faq.written import main_topic
from spa.screening.assess import OUTCOMES
from spa.staff import numbers as domain
from spa.staff.numbers import CHANGES, Span
from spa.store.database import reading

USUAL, LONGEST = 30, 732  # days
RANGES = (7, 30, 90, 365)


def show(visit: Visit) -> Response:
    first, last = _range(visit)
    venues = _venues(visit)
    values = _counts(visit, _span(visit, first, last, venues), first, last)
    return visit.page(
        "numbers/show.html", first=first, last=last, ranges=_ranges(visit), venue=_chosen(visit), **values
    )


def _counts(visit: Visit, span: Span, first: date, last: date) -> dict[str, Any]:
    engine, zone = visit.desk.inside.engine, visit.zone
    counted = [one for one in tally.counted(engine, span.since, span.until) if one.venue_id in span.venues]
    handed = [one for one in tally.handed(engine, span.since, span.until) if one.venue_id in span.venues]
    hours = tally.hours(engine, span.since, span.until, span.venues)
    with reading(visit.desk.engine) as db:
        visits = domain.visits(db, span)
        outcomes, reasons = domain.screenings(db, span), domain.reasons(db, span)
        unanswered = domain.unanswered(db, span)
    begun = numbers.conversations(counted)
    return {
        "conversations": begun,
        "handed": len(handed),
        "alone": max(begun - len(handed), 0),
        "waited": numbers.minutes_waited(handed),
        "unanswered": unanswered,
        "visits": [(change, numbers.became(visits, change)) for change in CHANGES],
        "outcomes": numbers.bars((name, outcomes.get(name, 0)) for name in OUTCOMES),
        "reasons": numbers.bars(numbers.largest(reasons)),
        "topics": numbers.bars(numbers.largest(_topics(visit, numbers.topics(counted)))),
        "speeds": numbers.bars(numbers.speeds(counted)),
        "days": numbers.bars(numbers.by_day(hours, zone, first, last)),
        "weekdays": numbers.bars((str(day), n) for day, n in enumerate(numbers.by_weekday(hours, zone))),
        "hours": numbers.bars(numbers.by_hour(hours, zone)),
        "groups": {
            "channel": numbers.grouped(attrgetter("channel"), counted, handed, visits),
            "language": numbers.grouped(attrgetter("language"), counted, handed, visits),
            "venue": numbers.grouped(attrgetter("venue_id"), counted, handed, visits),
        },
        "venue_names": {id: visit.desk.venues[id].name for id in visit.venues},
    }


def _topics(visit: Visit, asked: Counter[str]) -> Counter[str]:
    """By name: finer questions count as the one that they belong to."""
    names, named = visit.desk.answering.topics, Counter[str]()
    for key, number in asked.items():
        if key == tally.TAUGHT:
            named[visit.t("numbers.taught")] += number
            continue
        topic = main_topic(key, names)
        named[names[topic][visit.language] if topic else key.replace("_", " ")] += number
    return named


def _range(visit: Visit) -> tuple[date, date]:
    """As it was asked for, the last thirty days otherwise; never longer than two years."""
    today = visit.desk.now().astimezone(visit.zone).date()
    last = _day(visit, "last") or today
    first = _day(visit, "first") or last - timedelta(USUAL - 1)
    first, last = sorted((first, last))
    return max(first, last - timedelta(LONGEST)), last


def _day(visit: Visit, name: str) -> date | None:
    try:
        return day_in(visit.request.query_params.get(name, ""))
    except ValueError:
        return None


def _ranges(visit: Visit) -> list[tuple[int, date]]:
    """The usual ones: so many days, and the first of them."""
    today = visit.desk.now().astimezone(visit.zone).date()
    return [(days, today - timedelta(days - 1)) for days in RANGES]


def _span(visit: Visit, first: date, last: date, venues: Sequence[str]) -> Span:
    """From midnight to midnight at the venue."""
    since, until = (datetime.combine(day, time(), visit.zone) for day in (first, last + timedelta(1)))
    return Span(since, until, tuple(venues))


def _chosen(visit: Visit) -> str:
    asked = visit.request.query_params.get("venue", "")
    return asked if asked in visit.venues else ""


def _venues(visit: Visit) -> list[str]:
    return [_chosen(visit)] if _chosen(visit) else visit.venues


PAGES = [Page("/numbers", show, needs="statistics")]
