"""One request to the desk: who asks, in which language, and how a page answers."""

import hmac
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from desk.navigation import entries
from desk.parts import Desk
from gateway.chat import preferred_language
from gateway.messages import LANGUAGES
from spa.errors import SpaError
from spa.staff.accounts import Account, may
from spa.staff.rights import Right

AT = "/desk"


@dataclass(frozen=True)
class Visit:
    desk: Desk
    request: Request
    key: str  # what a cookie of this browser holds: of the session, or of a form before signing in
    who: Account | None = None
    form: FormData = field(default_factory=FormData)

    @property
    def account(self) -> Account:
        """Who is signed in, on every page that needs it."""
        assert self.who is not None
        return self.who

    def may(self, right: Right) -> bool:
        return self.who is not None and may(self.who, right)

    @property
    def venues(self) -> list[str]:
        """The ids of the venues that the account may see."""
        return [id for id in self.desk.venues if self.account.sees(id)]

    @property
    def zone(self) -> ZoneInfo:
        """Of the venue that the account sees first, where a page is not one venue's own."""
        return ZoneInfo(self.desk.venues[next(iter(self.venues), next(iter(self.desk.venues)))].timezone)

    @property
    def language(self) -> str:
        if self.who:
            return self.who.language
        asked = self.request.query_params.get("language")
        return asked if asked in LANGUAGES else preferred_language(self.request)

    @property
    def csrf(self) -> str:
        """What every form has to bring back; no other browser's is the same."""
        return hmac.new(self.desk.settings.secret_key.encode(), f"desk-form:{self.key}".encode(), "sha256").hexdigest()

    def t(self, key: str, /, **values: object) -> str:
        return self.desk.look.texts.say(key, self.language, **values)

    def page(self, template: str, /, status: int = 200, **values: Any) -> Response:
        """The template with `t`, `visit`, `may`, `csrf`, `navigation` and what is given."""
        known = {
            "visit": self,
            "t": self.t,
            "may": self.may,
            "csrf": self.csrf,
            "language": self.language,
            "navigation": entries(self.who) if self.who else [],
            "path": self.request.url.path.removeprefix(AT),
            "said": self._said(),
        }
        return HTMLResponse(self.desk.look.fill(template, known | values), status)

    def go(self, path: str, said: str = "", **query: str) -> Response:
        """On to another page of the desk, which says the text `said`."""
        query = {**query, **({"said": said} if said else {})}
        return RedirectResponse(f"{AT}{path}{'?' + urlencode(query) if query else ''}", 303)

    def error(self, error: SpaError) -> str:
        """What went wrong, in words: the text named after the error, or the general one."""
        key = f"errors.{type(error).__name__}"
        return self.t(key if key in self.desk.look.texts else "errors.SpaError", **error.allowed)

    @property
    def by_hand(self) -> bool:
        """Whether a person asked for this page, and not the script that keeps a page up to date."""
        told = self.request.headers
        return "x-desk-live" not in told and told.get("accept") != "text/event-stream"

    def _said(self) -> str:
        key = self.request.query_params.get("said", "")
        texts = self.desk.look.texts
        return self.t(key) if key in texts and key.partition(".")[2].startswith("said_") else ""
