"""The chat's routes: start, say something, listen."""

import re
import secrets
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from gateway.bells import Bells
from gateway.consumer import Consumer
from gateway.conversations import Conversations, NotStarted
from gateway.guard import Guard, Refused, bearer, is_embedded, read_json
from gateway.history import history
from gateway.identity import COOKIE, TOKEN_LIVES, Identity
from gateway.limits import STREAMS
from gateway.messages import LANGUAGES, Said
from gateway.pushes import Pushes
from gateway.stream import Place, Stream
from gateway.ticks import MOST

_CLIENT_ID = re.compile(r"[\w-]{1,64}", re.ASCII)
_ASKS = ("person",)


@dataclass(frozen=True)
class Chat:
    conversations: Conversations
    consumer: Consumer
    pushes: Pushes
    bells: Bells
    identity: Identity
    guard: Guard
    default_venue: str
    secure: bool

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/chat/start", self.start, methods=["POST"]),
            Route("/chat/messages", self.say, methods=["POST"]),
            Route("/chat/language", self.choose_language, methods=["POST"]),
            Route("/chat/seen", self.see, methods=["POST"]),
            Route("/chat/events", self.listen),
            Route("/health", self.health),
        ]

    async def start(self, request: Request) -> Response:
        """Who is visiting, and what has been said so far; the first visit is greeted."""
        self.guard.check_origin(request)
        self.guard.count_start(request)
        data = await read_json(request)
        venue, language = self._venue(data.get("venue")), _language(data.get("language"), request)
        shown, cookie = self.identity.visitor(bearer(request)), self.identity.visitor(request.cookies.get(COOKIE))
        visitor = shown or cookie
        token = self.identity.token(visitor)
        conversation = self.identity.conversation(str(self.identity.visitor(token)), venue)
        if self.conversations.open(conversation, venue, language):
            self.consumer.wake(conversation)
        # A token goes to the page's own script only where no cookie can be kept, and never the one of a cookie.
        bears = shown is not None or (visitor is None and data.get("bearer") is True)
        state = {**self._state(conversation), **({"token": token} if bears else {})}
        response = JSONResponse(state, headers={"Cache-Control": "no-store"})
        if not bears:
            self._give(response, token, request)
        return response

    async def say(self, request: Request) -> Response:
        """Acknowledged only when it is kept."""
        self.guard.check_origin(request)
        visitor = self.guard.visitor(request)
        data = await read_json(request)
        return self._receive(request, self.identity.conversation(visitor, self._venue(data.get("venue"))), _said(data))

    async def choose_language(self, request: Request) -> Response:
        self.guard.check_origin(request)
        visitor = self.guard.visitor(request)
        data = await read_json(request)
        if data.get("language") not in LANGUAGES:
            raise Refused(400, "bad_language", f"language is one of {', '.join(LANGUAGES)}.")
        conversation = self.identity.conversation(visitor, self._venue(data.get("venue")))
        client_id = _client_id(data) if "client_id" in data else secrets.token_hex(8)
        return self._receive(request, conversation, Said(client_id, "language", data["language"]))

    async def see(self, request: Request) -> Response:
        """Somebody looked at the chat, and at all up to this number: what was said without being asked has arrived."""
        self.guard.check_origin(request)
        visitor = self.guard.visitor(request)
        data = await read_json(request)
        conversation = self.identity.conversation(visitor, self._venue(data.get("venue")))
        self.guard.count_message(request, conversation)
        last = data.get("last")
        if not isinstance(last, int) or not 0 <= last < 2**63:
            raise Refused(400, "bad_number", "last is the number of a message.")
        self.pushes.mark_seen(conversation, last)
        return Response(None, 204)

    async def listen(self, request: Request) -> Response:
        self.guard.check_origin(request)
        visitor = self.guard.visitor(request)
        conversation = self.identity.conversation(visitor, self._venue(request.query_params.get("venue")))
        if self.conversations.store.conversation(conversation) is None:
            raise _not_started()
        if self.bells.listeners(conversation) >= STREAMS:
            raise Refused(429, "too_many", "Too many open streams of this conversation.", {"Retry-After": "5"})
        stream = Stream(self.conversations.store, self.bells, self.consumer.is_busy)
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        events = stream.events(conversation, self._place(request, conversation))
        return StreamingResponse(events, media_type="text/event-stream", headers=headers)

    async def health(self, _request: Request) -> Response:
        return JSONResponse({"status": "ok", **self.conversations.store.counts()})

    def _receive(self, request: Request, conversation: str, said: Said) -> Response:
        self.guard.count_message(request, conversation)
        try:
            number = self.conversations.receive(conversation, said)
        except NotStarted as error:
            raise _not_started() from error
        self.consumer.wake(conversation)
        return JSONResponse({"id": number, "client_id": said.client_id}, 202)

    def _state(self, conversation: str) -> dict[str, Any]:
        row = self.conversations.store.conversation(conversation)
        assert row is not None
        said, sent = self.conversations.store.history(conversation)
        facts = self.conversations.venues.facts(row.venue_id, row.language)
        return {
            "venue": {"id": row.venue_id, "name": facts["venue"], "phone": facts["phone"]},
            "language": row.language,
            "history": history(said, sent, self.conversations.store.ticked(said)),
            "last": str(Place(sent[-1].id if sent else 0, said[-1].id if said else 0)),
        }

    def _place(self, request: Request, conversation: str) -> Place:
        """After what to go on: what the browser saw last, or what the page says it has."""
        last = request.headers.get("last-event-id") or request.query_params.get("after") or "0"
        sent, dot, said = last.partition(".")
        return Place(_number(sent), _number(said) if dot else self.conversations.store.last_said(conversation))

    def _venue(self, wanted: Any) -> str:
        venue = self.default_venue if wanted is None else wanted
        if venue not in self.conversations.venues.ids:
            raise Refused(404, "unknown_venue", "There is no such venue here.")
        return str(venue)

    def _give(self, response: Response, token: str, request: Request) -> None:
        """In a page of another site the cookie belongs to that site's visit alone: it is partitioned."""
        secure = self.secure or request.url.scheme == "https"
        same = "None; Partitioned" if secure and is_embedded(request) else "Lax"
        terms = f"Max-Age={TOKEN_LIVES}; Path=/; HttpOnly; SameSite={same}{'; Secure' if secure else ''}"
        response.headers.append("Set-Cookie", f"{COOKIE}={token}; {terms}")


def _said(data: dict[str, Any]) -> Said:
    """Exactly one of text, button (its token), ticks (tokens) and ask; nothing else that a client sends is looked at."""
    client_id = _client_id(data)
    match {name: data[name] for name in ("text", "button", "ticks", "ask") if name in data}:
        case {"text": str(text), **others} if not others:
            return Said(client_id, "text", text)
        case {"button": str(token), **others} if not others:
            return Said(client_id, "button", token=token[:64])
        case {"ticks": [str(), *_] as tokens, **others} if not others and _are_tokens(tokens):
            return Said(client_id, "ticks", tokens=tuple(dict.fromkeys(tokens)))
        case {"ask": str(what), **others} if not others and what in _ASKS:
            return Said(client_id, what)
    raise Refused(
        400, "bad_message", 'Send one of "text", "button", "ask", as a string, or "ticks", as a list of them.'
    )


def _client_id(data: dict[str, Any]) -> str:
    client_id = data.get("client_id")
    if not isinstance(client_id, str) or not _CLIENT_ID.fullmatch(client_id):
        raise Refused(400, "bad_client_id", "client_id is 1 to 64 letters, digits, - or _.")
    return client_id


def _are_tokens(tokens: list[Any]) -> bool:
    return len(tokens) <= MOST and all(isinstance(token, str) and len(token) <= 64 for token in tokens)


def _language(wanted: Any, request: Request) -> str:
    if wanted in LANGUAGES:
        return str(wanted)
    return preferred_language(request)


def preferred_language(request: Request) -> str:
    """The first of our languages that the browser names."""
    named = re.findall(r"[a-z]{2}", request.headers.get("accept-language", "").lower())
    return next((language for language in named if language in LANGUAGES), LANGUAGES[0])


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _not_started() -> Refused:
    return Refused(401, "not_started", "POST /chat/start first.")
