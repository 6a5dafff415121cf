"""Sends to Zalo as "tin tư vấn": within the reply window, with buttons in the way the account takes them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import aiohttp

from gateway.channels import signature
from gateway.channels.http import Http
from gateway.channels.outgoing import Card, Limits, Link, Outgoing, Part, Words, below, drawing
from gateway.channels.parts import parts
from gateway.channels.platform import To
from gateway.channels.problems import WINDOW_CLOSED, NotAccepted, NotNow, Stopped, Unreachable
from gateway.channels.zalo.errors import TokenRefused, UploadGone, problem
from gateway.channels.zalo.tokens import Tokens
from gateway.channels.zalo.uploads import Uploads
from gateway.channels.zalo.webhook import BUTTON

LIMITS = Limits(text=2000, choices=5, title=100, pages=True, links=5, links_text=2000)
PLAIN = Limits(text=2000, choices=0, title=100, pages=False)
FREE = timedelta(hours=48)
WINDOW = timedelta(days=7)
ASKS_FOR_NUMBER = "utter_ask_phone"
_CARD_TITLE, _CARD_TEXT = 100, 500


@dataclass(frozen=True)
class Zalo:
    http: Http
    base: str
    tokens: Tokens
    uploads: Uploads
    button_mode: str  # buttons_only, template_type_button, text
    app_secret: str | None  # where the account wants proof of it
    pictures: str  # the public address below which pictures are

    async def close(self) -> None:
        await self.http.close()

    def parts(self, message: Outgoing, words: Words, plain: bool = False) -> list[Part]:
        limits = PLAIN if plain or self.button_mode == "text" else LIMITS
        made = parts(below(message, self.pictures), limits, words)
        if message.response != ASKS_FOR_NUMBER:
            return made
        card = Card(words.venue[:_CARD_TITLE], words.share[:_CARD_TEXT], f"{self.pictures}/{drawing(words.picture)}")
        return [*made, Part(card=card)]

    def check(self, to: To) -> None:
        """For 48 hours it is free, for seven days possible: an answer that is owed is sent."""
        if to.heard_at is None or to.now - to.heard_at >= WINDOW:
            raise Unreachable(WINDOW_CLOSED)

    async def send(self, to: To, part: Part) -> str:
        try:
            return await self._send(to, part)
        except UploadGone:
            self.uploads.drop(to.account, str(part.picture))
        try:
            return await self._send(to, part)
        except UploadGone as gone:
            raise NotAccepted(gone.code) from gone

    async def show_seen(self, account: str, customer: str) -> None:
        """An official account has no such sign."""

    async def _send(self, to: To, part: Part) -> str:
        message = await self._message(to.account, part)
        path = f"{self.base}/v3.0/oa/message/cs"
        body = {"recipient": {"user_id": to.customer}, "message": message}
        answered = await self._call(to.account, path, bool(part.choices or part.links), json=body)
        data = answered.get("data")
        return str(data.get("message_id", "")) if isinstance(data, dict) else ""

    async def _message(self, account: str, part: Part) -> dict[str, Any]:
        if part.card:
            return _template(_card(part.card))
        if part.picture:
            kept = await self._uploaded(account, part.picture)
            return _template({"template_type": "media", "elements": [{"media_type": "image", "attachment_id": kept}]})
        if not part.choices and not part.links:
            return {"text": part.text}
        typed = {"template_type": "button"} if self.button_mode == "template_type_button" else {}
        return {"text": part.text, **_template({**typed, "buttons": [*_buttons(part), *map(_opener, part.links)]})}

    async def _uploaded(self, account: str, picture: str) -> str:
        if known := self.uploads.known(account, picture):
            return known
        content = self.uploads.content(picture)

        def form() -> aiohttp.FormData:
            made = aiohttp.FormData()
            ending = "jpeg" if picture.endswith(".jpg") else "png"
            made.add_field("file", content, filename=f"picture.{ending}", content_type=f"image/{ending}")
            return made

        answered = await self._call(account, f"{self.base}/v2.0/oa/upload/image", False, form=form)
        data = answered.get("data")
        kept = data.get("attachment_id") if isinstance(data, dict) else None
        if not isinstance(kept, str):
            raise NotNow("no attachment")
        self.uploads.keep(account, picture, kept)
        return kept

    async def _call(self, account: str, url: str, with_buttons: bool, **more: Any) -> Mapping[str, Any]:
        """Once more with a fresh token where the first one is refused."""
        access = await self.tokens.access(account)
        try:
            return await self._once(url, access, with_buttons, more)
        except TokenRefused:
            access = await self.tokens.renew(account, access)
        try:
            return await self._once(url, access, with_buttons, more)
        except TokenRefused as refused:
            raise Stopped(f"consent needed ({refused.code})") from refused

    async def _once(self, url: str, access: str, with_buttons: bool, more: Mapping[str, Any]) -> Mapping[str, Any]:
        headers = {"access_token": access}
        if self.app_secret:
            headers["appsecret_proof"] = signature.proof(self.app_secret, access)
        content = {"data": more["form"]()} if "form" in more else more
        answered = await self.http.request("POST", url, headers=headers, **content)
        if refused := problem(answered.body, with_buttons):
            raise refused
        return answered.body


def _template(payload: dict[str, Any]) -> dict[str, Any]:
    return {"attachment": {"type": "template", "payload": payload}}


def _buttons(part: Part) -> list[dict[str, str]]:
    return [{"title": one.title, "type": "oa.query.hide", "payload": BUTTON + one.token} for one in part.choices]


def _opener(link: Link) -> dict[str, Any]:
    if link.kind == "phone":
        code = "".join(filter(str.isdigit, link.url))
        return {"title": link.title, "type": "oa.open.phone", "payload": {"phone_code": code}}
    return {"title": link.title, "type": "oa.open.url", "payload": {"url": link.url}}


def _card(card: Card) -> dict[str, Any]:
    element = {"title": card.title, "subtitle": card.text, "image_url": card.picture}
    return {"template_type": "request_user_info", "elements": [element]}
