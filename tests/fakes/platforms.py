"""One small server that is Graph and Zalo: as strict as they are, it keeps what it was sent and can be in any trouble."""

import asyncio
import hashlib
import hmac
import json
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

FB_SECRET, PAGE, PAGE_TOKEN = "fb-app-secret-test", "111", "PAGE_TOKEN"
ZALO_APP, OA = "3608465249000000001", "3886132808000000001"
ZALO_SECRET, OA_SECRET = "AppSecretForTests01", "OASecretKeyForTests01"
OLD_TAGS = {"CONFIRMED_EVENT_UPDATE", "ACCOUNT_UPDATE", "POST_PURCHASE_UPDATE"}


def environ(base: str) -> dict[str, str]:
    """The variables of an installation that takes the stand-in at this address for Graph and Zalo."""
    return {
        "FB_PAGES": f"{PAGE}=lee_spa",
        "FB_PAGE_TOKENS": f"{PAGE}={PAGE_TOKEN}",
        "FB_APP_ID": "900",
        "FB_APP_SECRET": FB_SECRET,
        "FB_VERIFY_TOKEN": "say friend",
        "ZALO_ACCOUNTS": f"{OA}=danang_reviews",
        "ZALO_APP_ID": ZALO_APP,
        "ZALO_APP_SECRET": ZALO_SECRET,
        "ZALO_OA_SECRET_KEY": OA_SECRET,
        **dict.fromkeys(("FB_GRAPH_BASE", "ZALO_API_BASE", "ZALO_OAUTH_BASE"), base),
    }


class Platforms:
    """`sent` are the messages that it took, (platform, person, message); `trouble` is used up answer by answer."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str, dict[str, Any]]] = []
        self.requests: list[web.Request] = []
        self.actions: list[str] = []
        self.profile: dict[str, Any] = {}
        self.trouble: list[Any] = []  # (status, body), bytes, or seconds; what is left over stays in force
        self.stays = False
        self.refused: dict[str, int] = {}  # person -> Zalo's error
        self.buttons_refused = 0  # Zalo's error for a message with buttons
        self.access, self.refresh = "access-1", "refresh-1"
        self.refreshed = Counter[str]()
        self.uploads = 0
        self.gone: set[str] = set()
        self.needs_proof = False
        self.slow_refresh = 0.0

    def app(self) -> web.Application:
        app = web.Application(middlewares=[self._troubled], client_max_size=10_000_000)
        app.router.add_post("/{version}/{page}/messages", self.graph)
        app.router.add_post("/{version}/{page}/messenger_profile", self.graph_profile)
        app.router.add_get("/{version}/debug_token", self.debug_token)
        app.router.add_post("/v4/oa/access_token", self.oauth)
        app.router.add_post("/v3.0/oa/message/cs", self.zalo)
        app.router.add_post("/v2.0/oa/upload/image", self.upload)
        return app

    def texts(self, person: str | None = None) -> list[str]:
        return [text_of(message) for _, whom, message in self.sent if person in (None, whom)]

    @web.middleware
    async def _troubled(self, request: web.Request, handler: Any) -> web.StreamResponse:
        self.requests.append(request)
        if self.trouble and "access_token" not in request.path:
            trouble = self.trouble[0] if self.stays else self.trouble.pop(0)
            if isinstance(trouble, tuple):
                return web.json_response(trouble[1], status=trouble[0], headers=dict(*trouble[2:]))
            if isinstance(trouble, bytes):
                return web.Response(body=trouble)
            await asyncio.sleep(trouble)
        return await handler(request)

    # --- Graph -----------------------------------------------------------------------------------
    async def graph(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != f"Bearer {PAGE_TOKEN}":
            return _graph_error(190)
        if request.query.get("appsecret_proof") != _hmac(FB_SECRET, PAGE_TOKEN):
            return _graph_error(100, "proof")
        body = await request.json()
        person = body["recipient"]["id"]
        if "sender_action" in body:
            self.actions.append(body["sender_action"])
            return web.json_response({"recipient_id": person})
        if body.get("tag") in OLD_TAGS or not _graph_takes(body["message"]):
            return _graph_error(100)
        assert body["messaging_type"] in ("RESPONSE", "MESSAGE_TAG")
        self.sent.append(("fb", person, {**body["message"], "tag": body.get("tag")}))
        return web.json_response({"recipient_id": person, "message_id": f"m_sent_{len(self.sent)}"})

    async def graph_profile(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != f"Bearer {PAGE_TOKEN}":
            return _graph_error(190)
        self.profile = await request.json()
        return web.json_response({"result": "success"})

    async def debug_token(self, request: web.Request) -> web.Response:
        if not request.query.get("access_token", "").endswith(f"|{FB_SECRET}"):
            return _graph_error(190)
        valid = request.query.get("input_token") == PAGE_TOKEN
        return web.json_response({"data": {"is_valid": valid, "expires_at": 0 if valid else 1764000000}})

    # --- Zalo ------------------------------------------------------------------------------------
    async def oauth(self, request: web.Request) -> web.Response:
        form = await request.post()
        right = request.headers.get("secret_key") == ZALO_SECRET and form.get("app_id") == ZALO_APP
        self.refreshed[str(form.get("refresh_token"))] += 1
        if self.slow_refresh:
            await asyncio.sleep(self.slow_refresh)
        if not right or form.get("grant_type") != "refresh_token" or form.get("refresh_token") != self.refresh:
            return web.json_response({"error": -14014, "error_name": "Invalid refresh token"})
        number = int(self.refresh.rpartition("-")[2]) + 1
        self.access, self.refresh = f"access-{number}", f"refresh-{number}"
        pair = {"access_token": self.access, "refresh_token": self.refresh, "expires_in": "90000"}
        return web.json_response(pair)

    async def zalo(self, request: web.Request) -> web.Response:
        if (refused := self._zalo_refuses(request)) is not None:
            return refused
        body = await request.json()
        person, message = body["recipient"]["user_id"], body["message"]
        error = self.refused.get(person) or _zalo_error(message) or self._of_parts(message)
        if error:
            return web.json_response({"error": error, "message": "refused"})
        self.sent.append(("zalo", person, message))
        data = {"message_id": f"z{len(self.sent)}", "user_id": person, "quota": {"quota_type": "reply"}}
        return web.json_response({"error": 0, "message": "Success", "data": data})

    async def upload(self, request: web.Request) -> web.Response:
        if (refused := self._zalo_refuses(request)) is not None:
            return refused
        form = await request.post()
        content = form["file"].file.read()  # type: ignore[union-attr]
        if not content.startswith((b"\x89PNG", b"\xff\xd8\xff")) or len(content) > 1024 * 1024:
            return web.json_response({"error": -201, "message": "file is invalid"})
        self.uploads += 1
        return web.json_response({"error": 0, "data": {"attachment_id": f"picture-{self.uploads}"}})

    def _zalo_refuses(self, request: web.Request) -> web.Response | None:
        if request.headers.get("access_token") != self.access:
            return web.json_response({"error": -216, "message": "Access token is invalid"})
        if self.needs_proof and request.headers.get("appsecret_proof") != _hmac(ZALO_SECRET, self.access):
            return web.json_response({"error": -242, "message": "appsecret_proof is invalid"})
        return None

    def _of_parts(self, message: dict[str, Any]) -> int:
        payload = message.get("attachment", {}).get("payload", {})
        if self.buttons_refused and payload.get("buttons"):
            return self.buttons_refused
        elements = payload.get("elements", [{}])
        return -100 if elements[0].get("attachment_id") in self.gone else 0


def _graph_takes(message: dict[str, Any]) -> bool:
    quick, payload = message.get("quick_replies", []), message.get("attachment", {}).get("payload", {})
    elements, buttons = payload.get("elements", []), payload.get("buttons", [])
    pressed = [*quick, *buttons, *(one for element in elements for one in element.get("buttons", []))]
    long = len(message.get("text", "")) > 2000 or len(payload.get("text", "")) > 640
    many = len(quick) > 13 or len(buttons) > 3 or len(elements) > 10 or any(len(e["buttons"]) > 3 for e in elements)
    wide = any(not 0 < len(one["title"]) <= 80 or len(one.get("subtitle", "")) > 80 for one in elements)
    wide = wide or any(not 0 < len(one["title"]) <= 20 for one in pressed)
    empty = not message.get("text") and not payload
    wrong = payload.get("template_type") == "button" and not payload.get("text")
    return not (long or many or wide or empty or wrong or not all(map(_graph_button, pressed)))


def _graph_button(button: dict[str, str]) -> bool:
    if button.get("type") == "web_url":
        return button["url"].startswith("https://")
    if button.get("type") == "phone_number":
        return button["payload"].startswith("+")
    return 0 < len(button["payload"]) <= 1000


def _zalo_error(message: dict[str, Any]) -> int:
    payload = message.get("attachment", {}).get("payload", {})
    buttons = payload.get("buttons", [])
    if len(message.get("text", "")) > 2000:
        return -210
    wrong = any(not 0 < len(one["title"]) <= 100 or not _zalo_button(one) for one in buttons)
    return -201 if len(buttons) > 5 or wrong or not (message.get("text") or payload) else 0


def _zalo_button(button: dict[str, Any]) -> bool:
    payload = button["payload"]
    if button["type"] == "oa.open.url":
        return str(payload["url"]).startswith("https://")
    if button["type"] == "oa.open.phone":
        return str(payload["phone_code"]).isdigit()
    return button["type"] in ("oa.query.hide", "oa.query.show") and 0 < len(payload) <= 1000


def text_of(message: dict[str, Any]) -> str:
    return str(message.get("text") or message.get("attachment", {}).get("payload", {}).get("text", ""))


def _graph_error(code: int, message: str = "") -> web.Response:
    return web.json_response({"error": {"code": code, "message": message}}, status=400)


def _hmac(key: str, message: str) -> str:
    return hmac.new(key.encode(), message.encode(), hashlib.sha256).hexdigest()


@asynccontextmanager
async def serving(fake: Platforms) -> AsyncIterator[str]:
    """The fake on a free port; its address."""
    runner = web.AppRunner(fake.app())
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


# --- what the platforms post ---------------------------------------------------------------------
def meta_signed(body: bytes, secret: str = FB_SECRET) -> dict[str, str]:
    return {"X-Hub-Signature-256": "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}


def zalo_signed(body: bytes, app: str = ZALO_APP, secret: str = OA_SECRET) -> dict[str, str]:
    moment = json.loads(body).get("timestamp", "")
    mac = hashlib.sha256(app.encode() + body + str(moment).encode() + secret.encode()).hexdigest()
    return {"X-ZEvent-Signature": f"mac={mac}"}


def page_batch(*events: dict[str, Any], page: str = PAGE, key: str = "messaging") -> dict[str, Any]:
    return {"object": "page", "entry": [{"id": page, "time": 1764000000000, key: list(events)}]}


def fb_event(customer: str = "222", page: str = PAGE, **what: Any) -> dict[str, Any]:
    return {"sender": {"id": customer}, "recipient": {"id": page}, "timestamp": 1764000000000, **what}


def fb_text(text: str, mid: str, customer: str = "222", **more: Any) -> dict[str, Any]:
    return fb_event(customer, message={"mid": mid, "text": text, **more})


def zalo_event(name: str, customer: str = "U100", moment: str = "1764000000000", **what: Any) -> dict[str, Any]:
    known = {"app_id": ZALO_APP, "user_id_by_app": "5521", "event_name": name, "timestamp": moment}
    return {**known, "sender": {"id": customer}, "recipient": {"id": OA}, **what}


def zalo_text(text: str, msg_id: str, customer: str = "U100") -> dict[str, Any]:
    return zalo_event("user_send_text", customer, message={"msg_id": msg_id, "text": text})
