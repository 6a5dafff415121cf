"""Puts the desk together: its pages, its files, and what is shown where something is not there or not allowed."""

import logging
from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from desk.look import HERE
from desk.pages import PAGES
from desk.parts import Desk
from desk.visit import AT, Visit
from spa.errors import SpaError

log = logging.getLogger(__name__)


def routes(desk: Desk) -> Sequence[BaseRoute]:
    """What the public door needs to have the desk under its own path."""
    return [Route(AT, _to_the_desk), Mount(AT, application(desk))]


def application(desk: Desk) -> Starlette:
    app = Starlette(
        routes=[*PAGES, Mount("/static", StaticFiles(directory=HERE / "static"))],
        exception_handlers={HTTPException: _not_so, SpaError: _refused, Exception: _failed},
    )
    app.state.desk = desk
    return app


async def _to_the_desk(_request: Request) -> Response:
    return RedirectResponse(f"{AT}/", 303)


async def _not_so(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    known = {401: "signed_out", 403: "form_over" if error.detail == "form" else "not_yours", 404: "not_there"}
    return _said(request, f"errors.{known.get(error.status_code, 'not_so')}", error.status_code)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, SpaError)
    visit = _visit(request)
    return visit.page("error.html", 400, message=visit.error(error))


async def _failed(request: Request, error: Exception) -> Response:
    log.error("%s: %s", request.url.path, type(error).__name__)
    return _said(request, "errors.failed", 500)


def _said(request: Request, key: str, status: int) -> Response:
    visit = _visit(request)
    return visit.page("error.html", status, message=visit.t(key))


def _visit(request: Request) -> Visit:
    return getattr(request.state, "visit", None) or Visit(request.app.state.desk, request, "")
