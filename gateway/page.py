"""The small page of a venue: its facts in both languages around the open chat."""

import re
from collections.abc import Mapping
from html import escape
from pathlib import Path

from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import BaseRoute, Mount, Route

from gateway.chat import preferred_language
from gateway.conversations import Venues
from gateway.files import Files
from gateway.messages import LANGUAGES

_PLACE = re.compile(r"\{\{([\w.]+)\}\}")
_LISTS = ("hours", "prices")


class Page:
    """The default venue at `/`, each venue at `/<its id>`, and the files of the widget."""

    def __init__(self, widget: Path, venues: Venues, default_venue: str) -> None:
        self._widget = widget
        self._template = (widget / "page.html").read_text(encoding="utf-8")
        self._venues = venues
        self._venue_at = {"/": default_venue, **{f"/{venue}": venue for venue in venues.ids}}

    def routes(self) -> list[BaseRoute]:
        pages = [Route(path, self.show) for path in self._venue_at]
        return [*pages, Mount("/", GZipMiddleware(Files(directory=self._widget)))]

    async def show(self, request: Request) -> HTMLResponse:
        venue, language = self._venue_at[request.url.path], preferred_language(request)
        return HTMLResponse(_fill(self._template, _values(venue, self._venues, language)))


def _fill(template: str, values: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda place: values[place[1]], template)


def _values(venue: str, venues: Venues, language: str) -> dict[str, str]:
    """HTML for each place of the template: `en.address`, `vi.address` and what is the same in both languages."""
    facts = {each: venues.facts(venue, each) for each in LANGUAGES}
    values = {f"{each}.{name}": _html(name, text) for each in LANGUAGES for name, text in facts[each].items()}
    plain = facts[language]
    shared = {"id": venue, "language": language, "dial": re.sub(r"[^+\d]", "", plain["phone"])}
    shared |= {name: plain[name] for name in ("venue", "phone", "map_url")}
    return values | {name: escape(text) for name, text in shared.items()}


def _html(name: str, text: str) -> str:
    return "".join(_row(line) for line in text.splitlines()) if name in _LISTS else escape(text)


def _row(line: str) -> str:
    """`• Back massage, 60 minutes: 350,000 VND` as a row: what it is, how long, how much."""
    what, _, value = (escape(part) for part in line.removeprefix("•").strip().partition(": "))
    name, _, detail = what.rpartition(", ")
    label = f"{name} <small>{detail}</small>" if name else what
    return f"<li><span>{label}</span> <b>{value}</b></li>"
