"""Who saw or changed what, for the owner."""

from datetime import timedelta

from starlette.responses import Response

from desk.doors import Page
from desk.visit import Visit
from spa.staff import audit
from spa.store.database import reading

MOST = 300
DAYS = 30


def show(visit: Visit) -> Response:
    now = visit.desk.now()
    with reading(visit.desk.engine) as db:
        entries = audit.entries(db, now - timedelta(days=DAYS), now + timedelta(seconds=1), MOST)
    return visit.page("audit.html", entries=entries, days=DAYS, most=MOST)


PAGES = [Page("/audit", show, needs="audit")]
