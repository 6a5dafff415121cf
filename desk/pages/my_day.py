"""A therapist's own day: when, which steps, and what to mind; no names, no numbers, nobody else's."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from starlette.responses import Response

from desk.bookings import words
from desk.bookings.place import day_of, today
from desk.doors import Page
from desk.visit import Visit
from spa import dates
from spa.booking import Booking, timeline
from spa.knowledge import Catalogue
from spa.store import catalogue as catalogues
from spa.store.database import reading


def show(visit: Visit) -> Response:
    own = visit.account.therapist_id
    if own is None:
        return visit.page("bookings/my_day.html", visits=None)
    with reading(visit.desk.engine) as db:
        catalogue = catalogues.read(db, own.partition(".")[0])
        day = day_of(visit, catalogue)
        visits = timeline.of_therapist(db, catalogue, own, day, 1)
    return visit.page(
        "bookings/my_day.html",
        visits=[_shown(visit, catalogue, one, own) for one in visits],
        day=dates.say_day(day, visit.language),
        before=day - timedelta(days=1),
        today=today(visit, catalogue),
        after=day + timedelta(days=1),
    )


def _shown(visit: Visit, catalogue: Catalogue, booked: Booking, own: str) -> dict[str, object]:
    zone, guests = ZoneInfo(catalogue.timezone), words.steps(visit, booked)
    rooms = {one.id: one.name[visit.language] for one in catalogue.rooms}
    return {
        "time": f"{booked.start.astimezone(zone):%H:%M}–{booked.end.astimezone(zone):%H:%M}",
        "service": catalogue.service(booked.service_id).name[visit.language],
        "status": booked.status,
        "guests": [one for one in guests if one["therapist"] == own],
        "rooms": rooms,
        "note": words.note(visit, booked),
    }


PAGES = [Page("/my-day", show, needs="own_day")]
