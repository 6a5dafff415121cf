"""Changes of hours, shifts and prices: all that a form says or nothing of it, and what no longer fits is shown."""

from collections.abc import Callable

from sqlalchemy.engine import Connection
from starlette.responses import Response

from desk.bookings.place import when
from desk.visit import Visit
from spa.booking import Booking, staffing
from spa.staff import audit
from spa.staff.audit import Kind
from spa.store import catalogue as catalogues
from spa.store.database import reading


def save(
    visit: Visit, kind: Kind, about: str, work: Callable[[Connection], object], back: str, venue_id: str
) -> Response:
    """Do the work and note it in one transaction; on to the page before, or to the visits left without a place.

    Raises what the work raises.
    """
    now = visit.desk.now()

    def noted(db: Connection) -> None:
        work(db)
        audit.note(db, visit.account.id, kind, about, now)

    left = staffing.changed(visit.desk.engine, venue_id, now, noted)
    return _shown(visit, left, back, venue_id) if left else visit.go(back, said="roster.said_saved", venue=venue_id)


def _shown(visit: Visit, left: list[Booking], back: str, venue_id: str) -> Response:
    with reading(visit.desk.engine) as db:
        catalogue = catalogues.read(db, venue_id)
    shown = [(one, when(visit, one.start, catalogue)) for one in left]
    return visit.page("roster/left.html", left=shown, back=back, venue_id=venue_id)
