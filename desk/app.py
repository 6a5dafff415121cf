"""Puts the desk together: its pages, its files, and what is shown where something is not there or not allowed."""

from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from desk.doors import FORM, visit_of
from desk.look import HERE
from desk.pages import PAGES
from desk.parts import Desk
from desk.visit import AT, Visit
from spa.errors import SpaError

_WORDS = {401: "signed_out", 403: "not_yours", 404: "not_there", 413: "too_large", 500: "failed"}


def routes(desk: Desk) -> Sequence[BaseRoute]:
    """What the public door needs to have the desk under its own path."""
    return [Route(AT, _to_the_desk), Mount(AT, application(desk))]


def application(desk: Desk) -> Starlette:
    app = Starlette(
        routes=[*PAGES, Mount("/static", StaticFiles(directory=HERE / "static"))],
        exception_handlers={HTTPException: _not_so, SpaError: _refused},
    )
    app.state.desk = desk
    return app


async def _to_the_desk(_request: Request) -> Response:
    return RedirectResponse(f"{AT}/", 303)


async def _not_so(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    key = "form_over" if error.detail == FORM else _WORDS.get(error.status_code, "not_so")
    visit = await _visit(request)
    return visit.page("error.html", error.status_code, message=visit.t(f"errors.{key}"))


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, SpaError)
    visit = await _visit(request)
    return visit.page("error.html", 400, message=visit.error(error))


async def _visit(request: Request) -> Visit:
    """Of the page that was begun; where there is no such page, of who asks."""
    begun: Visit | None = getattr(request.state, "visit", None)
    return begun if begun else await run_in_threadpool(visit_of, request.app.state.desk, request)
