"""Serves somebody's own data behind a link that is good once: to read, and to save as JSON."""

import base64
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any

from sqlalchemy.engine import Engine
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from gateway.chat import preferred_language
from gateway.texts import Texts
from spa import export
from spa.errors import NotFound
from spa.store.database import reading, transact

_HEADERS = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "no-referrer"}
_PAGE = (
    '<!doctype html><html lang="{language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
)
_PAGE += '<title>{title}</title><link rel="stylesheet" href="/page.css"><main><h1>{title}</h1>{content}</main></html>'


@dataclass(frozen=True)
class Export:
    """`chat_of` gives both sides of a conversation, the oldest first."""

    engine: Engine
    chat_of: Callable[[str], list[dict[str, Any]]]
    texts: Texts
    now: Callable[[], datetime]

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/my-data/{token}", self.ask, methods=["GET"]),
            Route("/my-data/{token}", self.show, methods=["POST"]),
        ]

    def ask(self, request: Request) -> Response:
        """A look at the link, as platforms take before they show it, does not use it up."""
        language = preferred_language(request)
        with reading(self.engine) as connection:
            good = export.is_good(connection, request.path_params["token"], self.now())
        if not good:
            return self._gone(language)
        open_it = escape(self._say("utter_export_open", language))
        return self._page(language, f'<form method="post"><button>{open_it}</button></form>')

    def show(self, request: Request) -> Response:
        language = preferred_language(request)
        try:
            data = transact(self.engine, lambda connection: self._followed(connection, request.path_params["token"]))
        except NotFound:
            return self._gone(language)
        text = json.dumps(data, ensure_ascii=False, indent=2)
        address = "data:application/json;base64," + base64.b64encode(text.encode()).decode()
        save = escape(self._say("utter_export_save", language))
        link = f'<p><a download="my-data.json" href="{address}">{save}</a></p>'
        return self._page(language, link + "".join(_html(data)))

    def _followed(self, connection: Any, token: str) -> dict[str, Any]:
        conversation = export.follow(connection, token, self.now())
        return {**export.held(connection, conversation, self.now()), "chat": self.chat_of(conversation)}

    def _gone(self, language: str) -> Response:
        gone = escape(self._say("utter_export_gone", language))
        return self._page(language, f"<p>{gone}</p>", 404)

    def _page(self, language: str, content: str, status: int = 200) -> Response:
        title = escape(self._say("utter_export_title", language))
        return HTMLResponse(_PAGE.format(language=language, title=title, content=content), status, _HEADERS)

    def _say(self, name: str, language: str) -> str:
        return self.texts.say(name, language, {})


def _html(value: Any) -> Iterator[str]:
    """Names and values as nested lists."""
    if isinstance(value, Mapping):
        yield "<dl>"
        for name, one in value.items():
            yield f"<dt>{escape(str(name).replace('_', ' '))}</dt><dd>{''.join(_html(one))}</dd>"
        yield "</dl>"
    elif isinstance(value, list):
        yield "<ol>" + "".join(f"<li>{''.join(_html(one))}</li>" for one in value) + "</ol>"
    else:
        yield escape("–" if value is None else str(value))
