"""Sends to Messenger by its Send API: what fits at once, under which rule, and what each refusal means."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from gateway.channels import signature
from gateway.channels.http import Answered, Http
from gateway.channels.messenger.webhook import BUTTON
from gateway.channels.outgoing import Choice, Limits, Link, Outgoing, Part, Words, below, drawing
from gateway.channels.parts import parts
from gateway.channels.platform import To
from gateway.channels.problems import WINDOW_CLOSED, InOtherHands, NotAccepted, NotNow, Problem, Stopped, Unreachable

LIMITS = Limits(text=2000, choices=13, title=20, pages=False, links=3, links_text=640, cards=10, card=80)
PLAIN = Limits(text=2000, choices=0, title=20, pages=False)
TEMPLATE = Limits(text=640, choices=3, title=20, pages=False)
WINDOW = timedelta(hours=24)
STAFF_WINDOW = timedelta(days=7)
METADATA = "assistant"
_BUSY = frozenset({1, 2, 4, 17, 32, 341, 613, 1200})
_TOKEN = frozenset({102, 190, 368, 200, 230})
_GONE = frozenset({551})
_WINDOW_CLOSED, _OTHER_APP = 2018278, 2018300


@dataclass(frozen=True)
class Messenger:
    http: Http
    base: str
    version: str
    app_secret: str
    tokens: Mapping[str, str]  # of each page
    pictures: str  # the public address below which pictures are

    async def close(self) -> None:
        await self.http.close()

    def parts(self, message: Outgoing, words: Words, plain: bool = False) -> list[Part]:
        return parts(below(message, self.pictures), PLAIN if plain else LIMITS, words)

    def check(self, to: To) -> None:
        if _since(to) >= (STAFF_WINDOW if to.by_staff else WINDOW):
            raise Unreachable(WINDOW_CLOSED)

    async def send(self, to: To, part: Part) -> str:
        late = to.by_staff and _since(to) >= WINDOW
        terms = {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"} if late else {"messaging_type": "RESPONSE"}
        body = {"recipient": {"id": to.customer}, **terms, "message": self._message(part)}
        answered = await self._post(to.account, body)
        return str(answered.body.get("message_id", ""))

    async def show_seen(self, account: str, customer: str) -> None:
        for action in ("mark_seen", "typing_on"):
            try:
                await self._post(account, {"recipient": {"id": customer}, "sender_action": action})
            except Problem:
                return

    async def set_profile(self, page: str, body: dict[str, Any]) -> None:
        """What is shown before anybody writes. Raises a Problem."""
        await self._post(page, body, "messenger_profile")

    async def token_state(self, page: str, app_id: str) -> tuple[bool, int]:
        """Whether the page's token is good, and until when, in seconds since 1970; 0: it does not end. Raises a Problem."""
        asked = {"input_token": self.tokens[page], "access_token": f"{app_id}|{self.app_secret}"}
        answered = await self.http.request("GET", f"{self.base}/{self.version}/debug_token", params=asked)
        if answered.status != 200 or "error" in answered.body:
            raise problem(answered)
        data = answered.body.get("data")
        known = data if isinstance(data, dict) else {}
        return known.get("is_valid") is True, int(known.get("expires_at") or 0)

    def _message(self, part: Part) -> dict[str, Any]:
        if part.picture:
            url = f"{self.pictures}/{drawing(part.picture)}"
            return {"attachment": {"type": "image", "payload": {"url": url}}, "metadata": METADATA}
        if part.cards:
            elements = [self._card(one, part.take) for one in part.cards]
            return _template({"template_type": "generic", "elements": elements})
        if part.links or _is_lasting(part):
            buttons = _openers(part) if part.links else _buttons(part.choices)
            return _template({"template_type": "button", "text": part.text, "buttons": buttons})
        quick = {"quick_replies": _quick_replies(part)} if part.choices else {}
        return {"text": part.text, **quick, "metadata": METADATA}

    def _card(self, choice: Choice, take: str) -> dict[str, Any]:
        told = {"subtitle": choice.detail} if choice.detail else {}
        shown = {"image_url": f"{self.pictures}/{drawing(choice.picture)}"} if choice.picture else {}
        return {"title": choice.name, **told, **shown, "buttons": _buttons([replace(choice, title=take)])}

    async def _post(self, page: str, body: dict[str, Any], what: str = "messages") -> Answered:
        token = self.tokens[page]
        answered = await self.http.request(
            "POST",
            f"{self.base}/{self.version}/{page}/{what}",
            params={"appsecret_proof": signature.proof(self.app_secret, token)},
            headers={"Authorization": f"Bearer {token}"},  # not in the address: those are logged on the way
            json=body,
        )
        if answered.status != 200 or "error" in answered.body:
            raise problem(answered)
        return answered


def problem(answered: Answered) -> Problem:
    """What a refusal of the Graph API means."""
    error = answered.body.get("error")
    error = error if isinstance(error, dict) else {}
    code, subcode = error.get("code"), error.get("error_subcode")
    told = f"{code}/{subcode}" if subcode else str(code or answered.status)
    if subcode == _WINDOW_CLOSED:
        return Unreachable(told)
    if subcode == _OTHER_APP:
        return InOtherHands(told)
    if code in _BUSY or error.get("is_transient") is True:
        return NotNow(told)
    if code in _TOKEN or answered.status in (401, 403):
        return Stopped(told)
    return Unreachable(told) if code in _GONE else NotAccepted(told)


def _is_lasting(part: Part) -> bool:
    """Few short choices stay as buttons; more of them are quick replies, which go with the next message."""
    return 0 < len(part.choices) <= TEMPLATE.choices and len(part.text) <= TEMPLATE.text


def _template(payload: dict[str, Any]) -> dict[str, Any]:
    return {"attachment": {"type": "template", "payload": payload}, "metadata": METADATA}


def _buttons(choices: Sequence[Choice]) -> list[dict[str, str]]:
    return [{"type": "postback", "title": one.title, "payload": BUTTON + one.token} for one in choices]


def _openers(part: Part) -> list[dict[str, str]]:
    return [_opener(one) for one in part.links]


def _opener(link: Link) -> dict[str, str]:
    if link.kind == "phone":
        return {"type": "phone_number", "title": link.title, "payload": link.url.removeprefix("tel:")}
    return {"type": "web_url", "title": link.title, "url": link.url}


def _quick_replies(part: Part) -> list[dict[str, str]]:
    return [{"content_type": "text", "title": one.title, "payload": BUTTON + one.token} for one in part.choices]


def _since(to: To) -> timedelta:
    return to.now - to.heard_at if to.heard_at else timedelta.max
