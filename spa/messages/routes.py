"""The ways a message can go, in the order that a venue sets, and when a channel may be used."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from spa.messages.planning import BY_EMAIL_ALONE, IN_THE_CHAT_ALONE, WRITTEN_ALONE

CHANNEL, EMAIL, CALL = ROUTES = ("channel", "email", "call")
# So long after the customer's last message a channel takes ours; the own page takes them always.
_WINDOWS = {"fb": timedelta(hours=24), "zalo": timedelta(hours=48)}


def window_open(channel: str, last_inbound_at: datetime | None, now: datetime) -> bool:
    """Whether the channel takes a message that the customer did not ask for.

    On Zalo it could be sent for seven days; after two it costs, so that another way is taken.
    """
    if channel == "web":
        return True
    if channel not in _WINDOWS or last_inbound_at is None:
        return False
    return now - last_inbound_at < _WINDOWS[channel]


def routes_of(kind: str, message_routes: Sequence[str]) -> tuple[str, ...]:
    """The ways for a message of this kind at a venue, in order."""
    if kind in IN_THE_CHAT_ALONE:
        return (CHANNEL,)
    if kind in WRITTEN_ALONE:
        return tuple(one for one in message_routes if one != CALL) or (CHANNEL,)
    return (EMAIL,) if kind in BY_EMAIL_ALONE else tuple(message_routes)


def following(route: str | None, routes: Sequence[str]) -> str | None:
    """The way after this one, the first one after none; none where there is no other."""
    later = tuple(routes)
    if route is not None and route in later:
        later = later[later.index(route) + 1 :]
    return later[0] if later else None
