"""Where and when somebody looks: the venue, the day and the booking that a page is about, if they may see it."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.engine import Connection
from starlette.exceptions import HTTPException

from desk.moments import YEARS
from desk.visit import Visit
from spa import booking, dates
from spa.booking import Booking, Limits, by_phone
from spa.knowledge import Catalogue
from spa.staff import audit
from spa.store import catalogue as catalogues
from spa.store.database import transact


def venue_of(visit: Visit) -> str:
    """The venue that is asked for, else the first that the account may see."""
    asked = said(visit, "venue")
    if asked and asked not in visit.venues or not visit.venues:
        raise HTTPException(404)
    return asked or visit.venues[0]


def catalogue_of(visit: Visit, db: Connection) -> Catalogue:
    """As it is at this moment."""
    return catalogues.read(db, venue_of(visit))


def day_of(visit: Visit, catalogue: Catalogue) -> date:
    """The day that is asked for, else today at the venue; one that is in no plan is not there."""
    try:
        day = date.fromisoformat(said(visit, "day"))
    except ValueError:
        return today(visit, catalogue)
    if day.year not in YEARS:
        raise HTTPException(404)
    return day


def today(visit: Visit, catalogue: Catalogue) -> date:
    return visit.desk.now().astimezone(ZoneInfo(catalogue.timezone)).date()


def booking_of(visit: Visit, db: Connection) -> Booking:
    """The booking of the address. Raises BookingNotFound, also where its venue is not the account's."""
    found = booking.one(db, int(visit.request.path_params["id"]))
    if not visit.account.sees(found.venue_id):
        raise HTTPException(404)
    return found


def said(visit: Visit, name: str) -> str:
    """What the form says, else the address."""
    return str(visit.form.get(name) or visit.request.query_params.get(name) or "")


def limits(visit: Visit) -> Limits:
    return by_phone.staff_limits(visit.desk.settings.limits)


def when(visit: Visit, moment: datetime, catalogue: Catalogue) -> str:
    """As "Saturday 28 November, 15:00" in the venue's time."""
    return dates.say(moment.astimezone(ZoneInfo(catalogue.timezone)).replace(tzinfo=None), visit.language)


def noted(visit: Visit, kind: audit.Kind, about: object) -> None:
    """Write down who did it."""
    transact(visit.desk.engine, lambda db: audit.note(db, visit.account.id, kind, str(about), visit.desk.now()))
