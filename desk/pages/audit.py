"""Who saw or changed what, for the owner: of one account or all, up to a day, so many lines at once."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from starlette.responses import Response

from desk.doors import Page
from desk.moments import day_in
from desk.visit import Visit
from spa.staff import accounts, audit
from spa.staff.accounts import Account
from spa.store.database import reading

MOST = 200
DAYS = 90


def show(visit: Visit) -> Response:
    last, who = _last(visit), visit.request.query_params.get("who", "")
    until = datetime.combine(last + timedelta(1), time(), visit.zone)
    one = int(who) if who.isascii() and who.isdecimal() and len(who) < 10 else None
    with reading(visit.desk.engine) as db:
        everyone = [other for other in accounts.everyone(db) if visit.account.sees_all(other.venues)]
        entries = audit.entries(db, until - timedelta(DAYS), until, MOST, _of(visit, everyone, one))
    return visit.page("audit.html", entries=entries, everyone=everyone, last=last, who=one, days=DAYS, most=MOST)


def _of(visit: Visit, everyone: Sequence[Account], one: int | None) -> list[int] | None:
    """Whose entries; none: all, also those of nobody who is signed in."""
    if one is None and not visit.account.venues:
        return None
    return [other.id for other in everyone if one in (None, other.id)]


def _last(visit: Visit) -> date:
    try:
        return day_in(visit.request.query_params.get("last", ""))
    except ValueError:
        return visit.desk.now().astimezone(visit.zone).date()


PAGES = [Page("/audit", show, needs="audit")]
