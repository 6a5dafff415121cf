"""The questions on health on our own page, behind a link that is good once: the same words as in the chat."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from html import escape

from sqlalchemy.engine import Connection, Engine
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from gateway.chat import preferred_language
from gateway.messages import LANGUAGES
from gateway.texts import Texts
from spa.booking import withdraw_all_for_health
from spa.errors import NotFound
from spa.handoff import tell_staff
from spa.health import Reader
from spa.screening import Question, Rules, links, page
from spa.screening.links import Link
from spa.store.database import reading, transact

_HEADERS = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "no-referrer"}
_PAGE = (
    '<!doctype html><html lang="{language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
)
_PAGE += '<title>{title}</title><link rel="stylesheet" href="/page.css"><main><h1>{title}</h1>{content}</main></html>'
_ANSWER = re.compile(r'"answer": *"(\w+)"')
_TEXTS = {"conditions": "utter_ask_conditions", "red_flag_list": "utter_ask_red_flag_list"}
_WORDS = 200  # characters of the consent that are kept


@dataclass(frozen=True)
class Questions:
    """`texts` are those of the screening, of what follows, and of the gateway; `facts(venue, language)` fill them."""

    engine: Engine
    rules: Rules
    reader: Reader
    texts: tuple[Texts, Texts, Texts]
    facts: Callable[[str, str], Mapping[str, str]]
    kept: Mapping[str, str]  # how long: health_hours, chat_days
    now: Callable[[], datetime]

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/questions/{token}", self.show, methods=["GET"]),
            Route("/questions/{token}", self.take, methods=["POST"]),
        ]

    def show(self, request: Request) -> Response:
        """A look at the link does not use it up."""
        try:
            with reading(self.engine) as connection:
                link = links.follow(connection, request.path_params["token"], self.now())
                asked = page.open_questions(connection, link, self.rules, self.now())
        except NotFound:
            return self._page(_language(request), self._text("utter_questions_gone", request), 404)
        return self._page(_language(request), self._form(request, link, asked, agreed=False))

    async def take(self, request: Request) -> Response:
        form = await request.form()
        given = {name: [str(value) for value in form.getlist(name)] for name in form}
        try:
            return transact(self.engine, lambda connection: self._taken(connection, request, given))
        except NotFound:
            return self._page(_language(request), self._text("utter_questions_gone", request), 404)

    def _taken(self, connection: Connection, request: Request, given: Mapping[str, list[str]]) -> Response:
        """Without a yes to the consent nothing is kept; what was not answered is asked once more."""
        link, now, language = (
            links.follow(connection, request.path_params["token"], self.now()),
            self.now(),
            _language(request),
        )
        agreed = given.get("consent") == ["yes"]
        if agreed:
            words = self._consent(language, link)[:_WORDS]
            if given.get("again") != ["yes"]:
                links.agree(connection, link, self.rules.version, language, words, now)
            page.take(connection, link, given, self.rules, self.reader, now)
        asked = page.open_questions(connection, link, self.rules, now)
        if asked or not agreed:
            return self._page(language, self._form(request, link, asked, agreed))
        links.finish(connection, link, self.rules.version, language, words, now)
        if page.reports(connection, link, self.rules, now) and withdraw_all_for_health(
            connection, link.conversation, now
        ):
            tell_staff(connection, link.venue_id, link.conversation, "consult", now)
        said = page.care_first(connection, link, self.rules, now)
        return self._page(language, self._text(f"utter_{said}" if said else "utter_questions_done", request, link))

    def _form(self, request: Request, link: Link, asked: list[Question], agreed: bool) -> str:
        language = _language(request)
        parts = [_hidden("consent"), _hidden("again")] if agreed else [self._agreement(language, link)]
        parts += [self._field(question, language, link) for question in asked]
        told = self._text("utter_questions_missing" if agreed else "utter_questions_for", request, link)
        send = escape(self._say("utter_questions_send", language, link))
        return f'{told}<form method="post">{"".join(parts)}<button>{send}</button></form>'

    def _agreement(self, language: str, link: Link) -> str:
        title = next(t for value, t in self._choices("utter_ask_consent", language) if value == "yes")
        box = f'<label><input type="checkbox" name="consent" value="yes" required> {escape(title)}</label>'
        return _fieldset(self._consent(language, link), box)

    def _consent(self, language: str, link: Link) -> str:
        return self._say("utter_ask_consent", language, link)

    def _field(self, question: Question, language: str, link: Link) -> str:
        name = _TEXTS.get(question.id, f"utter_ask_screening_{question.id}")
        if question.id == page.NAMES:
            return _fieldset(
                self._say(name, language, link), f'<input name="{question.id}" maxlength="{page.LONGEST}" required>'
            )
        if question.list:
            ends = ("unsure",) if question.when else ("none", "unsure")
            choices = [(one, self.rules.conditions[one].name[language]) for one in question.covers]
            choices += [(page.NO if end == "none" else end, self.rules.choices[end][language]) for end in ends]
        else:
            choices = list(self._choices(name, language))
        kind = 'type="checkbox"' if question.list else 'type="radio" required'
        boxes = (
            f'<label><input {kind} name="{question.id}" value="{value}"> {escape(title)}</label>'
            for value, title in choices
        )
        return _fieldset(self._say(name, language, link), "<br>".join(boxes))

    def _choices(self, name: str, language: str) -> Iterator[tuple[str, str]]:
        """What may be answered, with the title of its button."""
        for one in self._of(name).buttons(name, language, {}):
            if found := _ANSWER.search(one["payload"]):
                yield found[1], one["title"]

    def _say(self, name: str, language: str, link: Link | None) -> str:
        facts = self.facts(link.venue_id, language) if link else {}
        return self._of(name).say(name, language, {**facts, **self.kept})

    def _of(self, name: str) -> Texts:
        return next(texts for texts in self.texts if texts.has(name))

    def _text(self, name: str, request: Request, link: Link | None = None) -> str:
        return f"<p>{_lines(self._say(name, _language(request), link))}</p>"

    def _page(self, language: str, content: str, status: int = 200) -> Response:
        title = escape(self._say("utter_questions_title", language, None))
        return HTMLResponse(_PAGE.format(language=language, title=title, content=content), status, _HEADERS)


def _language(request: Request) -> str:
    asked = request.query_params.get("language")
    return asked if asked in LANGUAGES else preferred_language(request)


def _hidden(name: str) -> str:
    return f'<input type="hidden" name="{name}" value="yes">'


def _fieldset(legend: str, content: str) -> str:
    asked, _, more = legend.partition("\n")
    further = f"<br>{_lines(more)}" if more else ""
    return f"<fieldset><legend><b>{escape(asked)}</b>{further}</legend>{content}</fieldset>"


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")
