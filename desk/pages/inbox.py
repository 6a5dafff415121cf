"""The inbox: which conversations wait for a person, which are with one, and the assistant's own; live, and to search."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from desk import pulse
from desk.doors import Page
from desk.moments import moment_in
from desk.visit import Visit
from gateway.messages import LANGUAGES
from gateway.modes import ELSEWHERE
from gateway.staff.inbox import CHANNELS, HANDLED, PAGE, SECTIONS, WAITING, Filter, Line
from spa.staff import accounts
from spa.store.database import reading

LONGEST_SEARCH = 80
FILTERS = ("channel", "language", "venue", "mine")
MOST = 100  # lines on one page: who waits longest comes first, the others by filter or search


def show(visit: Visit) -> Response:
    return visit.page("inbox/list.html", **_shown(visit))


def part(visit: Visit) -> Response:
    return visit.page("inbox/lines.html", **_shown(visit))


async def events(visit: Visit) -> Response:
    return pulse.stream(visit, visit.desk.talks.pulse.look)


def names(visit: Visit) -> dict[str, str]:
    """Who of the staff somebody is, by how a conversation names them."""
    with reading(visit.desk.engine) as db:
        known = {one.actor: one.name for one in accounts.everyone(db)}
    return {**known, ELSEWHERE: visit.t("inbox.elsewhere")}


def _shown(visit: Visit) -> dict[str, Any]:
    asked = visit.request.query_params
    shown, section = _filter(visit), asked.get("section", WAITING)
    section = section if section in SECTIONS else WAITING
    inbox, actor = visit.desk.talks.inbox, visit.account.actor
    found = inbox.open(shown, actor)
    own: list[Line] = []
    if shown.words or section not in (WAITING, HANDLED):
        own = inbox.with_assistant(shown, actor, _moment(asked.get("before", "")))
    listed = {WAITING: found.waiting, HANDLED: found.handled}.get(section, own)
    lines = [*found.waiting, *found.handled, *own] if shown.words else listed
    return {
        "lines": lines[:MOST],
        "more": max(0, len(lines) - MOST),
        "found": found,
        "section": section,
        "sections": SECTIONS,
        "filter": shown,
        "venue": asked.get("venue", ""),
        "mine": bool(shown.who),
        "choices": {"channel": CHANNELS, "language": LANGUAGES, "venue": visit.venues},
        "names": names(visit),
        "rings": sum("emergency" in line.reasons for line in (*found.waiting, *found.handled)),
        "older": own[-1].last_at.isoformat() if len(own) == PAGE and not shown.words else "",
        "query": visit.request.url.query,
        "kept": _kept(visit),
    }


def _kept(visit: Visit) -> str:
    """What is set besides the section, for links to the other ones: "&channel=web"; a search looks at all of them."""
    asked = [(name, value) for name, value in visit.request.query_params.items() if name in FILTERS and value]
    return "".join(f"&{urlencode([one])}" for one in asked)


def _filter(visit: Visit) -> Filter:
    asked = visit.request.query_params
    venue, channel, language = (asked.get(name, "") for name in ("venue", "channel", "language"))
    return Filter(
        [venue] if venue in visit.venues else visit.venues,
        channel if channel in CHANNELS else "",
        language if language in LANGUAGES else "",
        visit.account.actor if asked.get("mine") else "",
        asked.get("words", "").strip()[:LONGEST_SEARCH],
    )


def _moment(text: str) -> datetime | None:
    try:
        found = moment_in(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


PAGES = [
    Page("/inbox", show, needs="conversations"),
    Page("/inbox/part", part, needs="conversations"),
    Page("/inbox/events", events, needs="conversations"),
]
