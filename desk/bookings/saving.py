"""After a change of hours, shifts or prices: it is noted, and visits that no longer fit are shown to be settled."""

from collections.abc import Sequence

from starlette.responses import Response

from desk.bookings.place import noted, when
from desk.visit import Visit
from spa.booking import Booking
from spa.staff.audit import Kind
from spa.store import catalogue as catalogues
from spa.store.database import reading


def saved(visit: Visit, kind: Kind, about: str, left: Sequence[Booking], back: str, venue_id: str) -> Response:
    """On to the page before, or to the list of the visits that the change has left without a place."""
    noted(visit, kind, about)
    if not left:
        return visit.go(back, said="roster.said_saved", venue=venue_id)
    with reading(visit.desk.engine) as db:
        catalogue = catalogues.read(db, venue_id)
    shown = [(one, when(visit, one.start, catalogue)) for one in dict.fromkeys(left)]
    return visit.page("roster/left.html", left=shown, back=back, venue_id=venue_id)
