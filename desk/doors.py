"""The one way to a page: who may come in stands beside its path, and a form has to be ours."""

import hmac
import inspect
import logging
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Literal
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from desk.parts import Desk
from desk.visit import AT, Visit
from gateway.conversations import where
from spa.errors import SpaError
from spa.staff import sessions
from spa.staff.accounts import may
from spa.staff.rights import Right
from spa.store.database import reading, transact

log = logging.getLogger(__name__)

Need = Right | Literal["nobody", "anybody"]  # nobody need be signed in; anybody who is
Show = Callable[[Visit], Response] | Callable[[Visit], Awaitable[Response]]
FORM = "form"  # what was wrong with what was sent
READS = ("GET", "HEAD")
LARGEST = 2**31 - 1  # id in a table
MOST_BYTES = 1_000_000  # of a form without files
FORM_LIVES = 12 * 3600  # seconds that a form before signing in is good


class Page(Route):
    """`Page("/accounts", show, needs="accounts")`; a plain function runs in a thread, an async one in the loop.

    `most`: bytes of a form.
    """

    def __init__(
        self, path: str, show: Show, needs: Need, methods: Sequence[str] = ("GET",), most: int = MOST_BYTES
    ) -> None:
        self.needs, self._show, self._most = needs, show, most
        super().__init__(path, self._enter, methods=list(methods), name=getattr(show, "__name__", path))

    async def _enter(self, request: Request) -> Response:
        desk: Desk = request.app.state.desk
        _check_origin(request)
        _check_numbers(request)
        request.state.visit = visit = await run_in_threadpool(visit_of, desk, request)
        if self.needs != "nobody":
            if visit.who is None:
                return _sign_in_first(request)
            if self.needs != "anybody" and not may(visit.who, self.needs):
                raise HTTPException(403)
        if request.method not in READS:
            self._check_size(request)
            visit = replace(visit, form=await request.form())
            _check_form(visit)
        try:
            return _finished(visit, await self._answer(visit))
        except (HTTPException, SpaError):
            raise
        except Exception as error:
            raise self._failed(error) from None
        finally:
            await request.close()

    def _check_size(self, request: Request) -> None:
        """Before any of it is read; every browser says how much it sends."""
        said = request.headers.get("content-length", "0")
        if "transfer-encoding" in request.headers or not said.isdecimal() or int(said) > self._most:
            raise HTTPException(413)

    async def _answer(self, visit: Visit) -> Response:
        if inspect.iscoroutinefunction(self._show):
            answer: Response = await self._show(visit)
            return answer
        return await run_in_threadpool(self._show, visit)  # type: ignore[arg-type]

    def _failed(self, error: Exception) -> HTTPException:
        """Log where it was, without the error's words, which may be a guest's, and the address, which may be a secret."""
        log.error("%s: %s", self.path, where(error))
        return HTTPException(500)


def session_cookie(desk: Desk) -> str:
    return "__Host-desk" if desk.secure else "desk"


def form_cookie(desk: Desk) -> str:
    return "__Host-desk-form" if desk.secure else "desk-form"


def keep(desk: Desk, response: Response, cookie: str, value: str, seconds: int | None = None) -> None:
    """Set a cookie that no script reads and no other site's form sends."""
    response.set_cookie(cookie, value, seconds, path="/", secure=desk.secure, httponly=True, samesite="lax")


def forget(desk: Desk, response: Response, cookie: str) -> None:
    response.delete_cookie(cookie, path="/", secure=desk.secure, httponly=True, samesite="lax")


def visit_of(desk: Desk, request: Request) -> Visit:
    """Who asks, by the session's cookie."""
    token, now = request.cookies.get(session_cookie(desk), ""), desk.now()
    with reading(desk.engine) as db:
        account = sessions.find(db, token, desk.lifetime, now) if token else None
        unnoted = account is not None and sessions.is_unnoted(db, token, now)
    if account is None:
        return Visit(desk, request, request.cookies.get(form_cookie(desk)) or secrets.token_urlsafe(32))
    visit = Visit(desk, request, token, account)
    if unnoted and visit.by_hand:  # a page that only stays open does not keep the session
        transact(desk.engine, lambda db: sessions.note(db, token, now))
    return visit


def _sign_in_first(request: Request) -> Response:
    if "x-desk-live" in request.headers or request.method != "GET":
        raise HTTPException(401)
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"{AT}/sign-in?next={quote(request.url.path + query)}", 303)


def _check_origin(request: Request) -> None:
    """Another site's page may neither send forms nor read."""
    origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    own = origin is None or origin.partition("://")[2] == request.headers.get("host")
    sent = request.method not in READS
    if not own or (sent and site not in (None, "same-origin", "none")):
        raise HTTPException(403)


def _check_numbers(request: Request) -> None:
    """A number in the address that no table has names nothing."""
    if any(isinstance(value, int) and value > LARGEST for value in request.path_params.values()):
        raise HTTPException(404)


def _check_form(visit: Visit) -> None:
    if not hmac.compare_digest(str(visit.form.get("csrf", "")).encode(), visit.csrf.encode()):
        raise HTTPException(403, FORM)


def _finished(visit: Visit, response: Response) -> Response:
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers["Referrer-Policy"] = "same-origin"
    cookie = form_cookie(visit.desk)
    if visit.who is None and visit.request.cookies.get(cookie) != visit.key and not _sets_session(visit, response):
        keep(visit.desk, response, cookie, visit.key, FORM_LIVES)
    return response


def _sets_session(visit: Visit, response: Response) -> bool:
    return any(f"{session_cookie(visit.desk)}=" in value for value in response.headers.getlist("set-cookie"))
