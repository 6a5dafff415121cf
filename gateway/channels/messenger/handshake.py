"""Meta asks once whether this address is ours: whoever knows the verify token gets the challenge back."""

import hmac

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from gateway.channels.webhook import Endpoint

LONGEST = 1000


def handshake(verify_token: str) -> Endpoint:
    async def answer(request: Request) -> Response:
        asked = request.query_params
        shown = asked.get("hub.verify_token", "").encode("utf-8", "replace")
        if asked.get("hub.mode") != "subscribe" or not hmac.compare_digest(shown, verify_token.encode()):
            return PlainTextResponse("not allowed", 403)
        return PlainTextResponse(asked.get("hub.challenge", "")[:LONGEST])

    return answer
