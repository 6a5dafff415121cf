"""What every response says to the browser: run nothing but ours, tell nobody, be framed by nobody."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_WITH_FORMS = _POLICY.replace("form-action 'none'", "form-action 'self'")
# A drawing opened by itself may use its own styles and nothing else.
_PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
_ELSE = {
    "/pictures/": _PICTURE_POLICY,
    "/my-data/": _WITH_FORMS,  # a page with one button
    "/questions/": _WITH_FORMS,
    "/desk": _WITH_FORMS,
}
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class SecurityHeaders:
    def __init__(self, app: ASGIApp, secure: bool) -> None:
        self._app = app
        self._headers = _HEADERS | ({"Strict-Transport-Security": "max-age=31536000"} if secure else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._add(MutableHeaders(scope=message), scope["path"])
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)

    def _add(self, headers: MutableHeaders, path: str) -> None:
        for name, value in self._headers.items():
            headers.setdefault(name, value)
        headers["Content-Security-Policy"] = next((_ELSE[at] for at in _ELSE if path.startswith(at)), _POLICY)
        headers.setdefault("Cache-Control", "no-cache")
