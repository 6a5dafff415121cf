"""What a refusal of Zalo's Open API means: its errors come with status 200 and a number."""

from collections.abc import Mapping
from typing import Any

from gateway.channels.problems import ButtonsRefused, NotAccepted, NotNow, Problem, Stopped, Unreachable

TOKEN = frozenset({-216, -220})
UPLOAD_GONE = -100
_SETUP = frozenset({-204, -205, -209, -212, -219, -221, -223, -224, -235, -240, -242, -320, -321})
_GONE = frozenset({-213, -217, -218, -227, -230, -232, -244})
_BUTTONS = frozenset({-201, -233})
_MOST = {-200: 3, -211: 3}  # tries: these seldom pass
_BUSY = frozenset({-32, *_MOST})


class TokenRefused(Problem):
    """The access token is no longer good; another one may be."""


class UploadGone(Problem):
    """The picture that was uploaded is no longer kept."""


def problem(body: Mapping[str, Any], with_buttons: bool) -> Problem | None:
    """None where it was taken."""
    code = body.get("error")
    if code == 0:
        return None
    told = str(code)[:20]
    if not isinstance(code, int):
        return NotNow("not readable", unsure=True)
    if code in TOKEN:
        return TokenRefused(told)
    if code == UPLOAD_GONE:
        return UploadGone(told)
    if code in _SETUP:
        return Stopped(told)
    if code in _GONE:
        return Unreachable(told)
    if code in _BUSY:
        return NotNow(told, most=_MOST.get(code))
    return ButtonsRefused(told) if with_buttons and code in _BUTTONS else NotAccepted(told)
