"""What the owner sets: opening hours, prices, private calendars; what has changed, and the venue's file as it is now."""

from collections.abc import Callable

import yaml
from sqlalchemy.engine import Connection
from starlette.exceptions import HTTPException
from starlette.responses import Response

from desk.bookings import spans, words
from desk.bookings.place import catalogue_of, noted, said, venue_of, when
from desk.bookings.saving import save
from desk.doors import Page
from desk.pages.roster import by_weekday, weekdays
from desk.visit import Visit
from spa import calendar
from spa.booking import staffing, timeline
from spa.calendar.feeds import Feed
from spa.errors import PriceNotValid, SpaError
from spa.knowledge import Catalogue, money
from spa.store.database import reading, transact
from spa.store.seed import export

MOST = 50


def show(visit: Visit) -> Response:
    return _shown(visit)


def save_hours(visit: Visit) -> Response:
    venue_id, who = venue_of(visit), (visit.account.actor, visit.desk.now())
    before = by_weekday(_catalogue(visit).hours)

    def work(db: Connection) -> None:
        for weekday in range(7):
            after = spans.sent(visit.form, f"hours-{weekday}")
            if before[weekday] != after:
                staffing.set_hours(db, venue_id, weekday, after, *who)

    return _saved(visit, venue_id, "hours", work)


def save_prices(visit: Visit) -> Response:
    venue_id, who = venue_of(visit), (visit.account.actor, visit.desk.now())
    steps = [(service.id, step) for service in _catalogue(visit).services for step in service.steps]

    def work(db: Connection) -> None:
        for service_id, step in steps:
            price = _price(said(visit, f"price-{service_id}-{step.id}"), step.price_vnd)
            if price != step.price_vnd:
                staffing.set_price(db, venue_id, service_id, step.id, price, *who)

    return _saved(visit, venue_id, "prices", work)


def _saved(visit: Visit, venue_id: str, what: str, work: Callable[[Connection], None]) -> Response:
    try:
        return save(visit, "venue_changed", f"{venue_id} {what}", work, "/venue", venue_id)
    except SpaError as error:
        return _shown(visit, words.problem(visit, error))


def open_calendar(visit: Visit) -> Response:
    venue_id, whose, now = venue_of(visit), said(visit, "therapist") or None, visit.desk.now()
    transact(visit.desk.engine, lambda db: calendar.create(db, venue_id, whose, now))
    noted(visit, "calendar_changed", whose or venue_id)
    return visit.go("/venue", said="roster.said_saved", venue=venue_id)


def close_calendar(visit: Visit) -> Response:
    token, venue_id = said(visit, "token"), venue_of(visit)

    def work(db: Connection) -> bool:
        feed = calendar.feed_of(db, token)
        return bool(feed and feed.venue_id == venue_id) and calendar.revoke(db, token, visit.desk.now())

    if not transact(visit.desk.engine, work):
        raise HTTPException(404)
    noted(visit, "calendar_changed", venue_id)
    return visit.go("/venue", said="roster.said_saved", venue=venue_id)


def file(visit: Visit) -> Response:
    """What the database says now, in the shape of the venue's file."""
    venue_id = venue_of(visit)
    with reading(visit.desk.engine) as db:
        described = export(db, venue_id)
    text = yaml.safe_dump(described, allow_unicode=True, sort_keys=False, width=120)
    headers = {"Content-Disposition": f'attachment; filename="{venue_id}.yml"'}
    return Response(text, media_type="application/yaml; charset=utf-8", headers=headers)


def _shown(visit: Visit, wrong: str = "") -> Response:
    with reading(visit.desk.engine) as db:
        catalogue = catalogue_of(visit, db)
        known, changes = words.colleagues(db), timeline.venue_changes(db, catalogue.id, MOST)
        feeds = [one for one in calendar.feeds(db) if one.venue_id == catalogue.id]
    return visit.page(
        "roster/venue.html",
        400 if wrong else 200,
        weekdays=weekdays(visit),
        money=money,
        hours=[
            visit.form.get(f"hours-{weekday}", spans.write(day))
            for weekday, day in enumerate(by_weekday(catalogue.hours))
        ],
        services=[(one, one.name[visit.language]) for one in catalogue.services],
        steps=visit.desk.rules.steps,
        people=catalogue.therapists,
        feeds=[_feed(visit, catalogue, one) for one in feeds],
        changes=[(when(visit, c.at, catalogue), words.who(visit, c.actor, known), c.change) for c in changes],
        venues={id: visit.desk.venues[id].name for id in visit.venues},
        venue_id=catalogue.id,
        wrong=wrong,
    )


def _feed(visit: Visit, catalogue: Catalogue, feed: Feed) -> dict[str, str]:
    people = {one.id: one.name for one in catalogue.therapists}
    address = f"{visit.desk.settings.public_url.rstrip('/')}/calendar/feed/{feed.token}.ics"
    whose = people.get(feed.therapist_id or "", feed.therapist_id or "")
    return {"whose": whose or visit.desk.venues[catalogue.id].name, "address": address, "token": feed.token}


def _catalogue(visit: Visit) -> Catalogue:
    with reading(visit.desk.engine) as db:
        return catalogue_of(visit, db)


def _price(text: str, before: int) -> int:
    """Raises PriceNotValid."""
    plain = text.strip().replace(".", "").replace(",", "")
    if not plain:
        return before
    if not plain.isascii() or not plain.isdecimal() or len(plain) > 12:
        raise PriceNotValid(least=0, most=staffing.DEAREST)
    return int(plain)


PAGES = [
    Page("/venue", show, needs="venue"),
    Page("/venue/hours", save_hours, needs="venue", methods=["POST"]),
    Page("/venue/prices", save_prices, needs="venue", methods=["POST"]),
    Page("/venue/calendars", open_calendar, needs="venue", methods=["POST"]),
    Page("/venue/calendars/close", close_calendar, needs="venue", methods=["POST"]),
    Page("/venue/file.yml", file, needs="venue"),
]
