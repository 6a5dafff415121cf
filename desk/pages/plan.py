"""The day and the week as a picture and as a list, and the same as a file."""

import csv
import io
from collections.abc import Iterable
from datetime import date, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from desk import pulse
from desk.bookings import grid
from desk.bookings.place import catalogue_of, day_of, noted, said, today, venue_of
from desk.doors import Page
from desk.moments import day_in
from desk.visit import Visit
from spa import dates
from spa.booking import timeline
from spa.booking.timeline import Visit as Booked
from spa.knowledge import Catalogue
from spa.store.database import reading

BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would work out
COLUMNS = (
    "code",
    "date",
    "start",
    "end",
    "status",
    "service",
    "party",
    "therapists",
    "rooms",
    "name",
    "phone",
    "price",
)


def show_day(visit: Visit) -> Response:
    return _day(visit, "bookings/day.html")


def show_part(visit: Visit) -> Response:
    """The picture and the list alone, for a page that is open."""
    return _day(visit, "bookings/day_part.html")


async def events(visit: Visit) -> Response:
    return pulse.stream(visit, partial(run_in_threadpool, _stamp, visit, venue_of(visit)))


def _stamp(visit: Visit, venue_id: str) -> str:
    with reading(visit.desk.engine) as db:
        return timeline.stamp(db, venue_id)


def _day(visit: Visit, template: str) -> Response:
    with reading(visit.desk.engine) as db:
        catalogue = catalogue_of(visit, db)
        day = day_of(visit, catalogue)
        visits = timeline.visits(db, catalogue, day, 1, visit.desk.now())
    picture = grid.day_grid(catalogue, day, _by(visit), visits, visit.language)
    closed = next((one.reason[visit.language] for one in catalogue.closures if one.day == day), None)
    more = {"grid": picture, "visits": visits, "closed": closed}
    return _page(visit, template, catalogue, day, 1, **more)


def show_week(visit: Visit) -> Response:
    with reading(visit.desk.engine) as db:
        catalogue = catalogue_of(visit, db)
        asked = day_of(visit, catalogue)
        first = asked - timedelta(days=asked.weekday())
        visits = timeline.visits(db, catalogue, first, 7, visit.desk.now())
    rows = grid.week_rows(catalogue, first, _by(visit), visits, visit.language)
    days = [first + timedelta(days=number) for number in range(7)]
    named = [(one, dates.say_day(one, visit.language)) for one in days]
    return _page(visit, "bookings/week.html", catalogue, first, 7, rows_of=rows, days=named)


def export(visit: Visit) -> Response:
    """The visits of some days for a spreadsheet."""
    with reading(visit.desk.engine) as db:
        catalogue = catalogue_of(visit, db)
        first = day_of(visit, catalogue)
        last = _date(said(visit, "until")) or first
        visits = timeline.visits(db, catalogue, first, (last - first).days + 1, visit.desk.now())
    noted(visit, "bookings_exported", f"{catalogue.id} {first} {last}")
    file = io.StringIO()
    lines = csv.writer(file)
    lines.writerow(visit.t(f"bookings.column_{name}") for name in COLUMNS)
    lines.writerows(_line(visit, catalogue, one) for one in visits)
    name = f"{catalogue.id}-{first}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response("\ufeff" + file.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


def _page(visit: Visit, template: str, catalogue: Catalogue, day: date, length: int, **values: Any) -> Response:
    return visit.page(
        template,
        catalogue=catalogue,
        by=_by(visit),
        day=day,
        day_said=dates.say_day(day, visit.language),
        before=day - timedelta(days=length),
        after=day + timedelta(days=length),
        today=today(visit, catalogue),
        zone=ZoneInfo(catalogue.timezone),
        people={one.id: one.name for one in catalogue.therapists},
        rooms={one.id: one.name[visit.language] for one in catalogue.rooms},
        services={one.id: one.name[visit.language] for one in catalogue.services},
        venues={id: visit.desk.venues[id].name for id in visit.venues},
        venue_id=venue_of(visit),
        **values,
    )


def _by(visit: Visit) -> str:
    return grid.ROOMS if said(visit, "by") == grid.ROOMS else grid.THERAPISTS


def _date(text: str) -> date | None:
    try:
        return day_in(text)
    except ValueError:
        return None


def _line(visit: Visit, catalogue: Catalogue, one: Booked) -> Iterable[str]:
    zone = ZoneInfo(catalogue.timezone)
    begins, ends = one.start.astimezone(zone), one.end.astimezone(zone)
    people = {person.id: person.name for person in catalogue.therapists}
    rooms = {room.id: room.name[visit.language] for room in catalogue.rooms}
    services = {service.id: service.name[visit.language] for service in catalogue.services}
    values = (
        *(one.code, f"{begins:%Y-%m-%d}", f"{begins:%H:%M}", f"{ends:%H:%M}", visit.t(f"bookings.state_{one.status}")),
        *(services.get(one.service_id, one.service_id), str(one.party)),
        ", ".join(people.get(id, id) for id in one.therapist_ids),
        ", ".join(dict.fromkeys(rooms.get(id, id) for id in one.room_ids)),
        *(one.name, one.phone, str(one.price_vnd)),
    )
    return [plain(value) for value in values]


def plain(value: str) -> str:
    """As text, whatever a guest has written: with a quote before it no spreadsheet takes it for a formula."""
    return f"'{value}" if value.startswith(BEGINS_FORMULA) else value


PAGES = [
    Page("/plan", show_day, needs="bookings"),
    Page("/plan/part", show_part, needs="bookings"),
    Page("/plan/events", events, needs="bookings"),
    Page("/plan/week", show_week, needs="bookings"),
    Page("/plan/bookings.csv", export, needs="bookings"),
]
