"""What can still be sent to a customer, known before anybody writes: the channel's window, its signs, its pictures."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from gateway.channels.messenger import platform as messenger
from gateway.channels.problems import WINDOW_CLOSED
from gateway.channels.zalo import platform as zalo
from gateway.entrance import LONGEST

OPEN, LATE, CLOSED = "open", "late", "closed"  # late: it can be sent, but under terms of its own


@dataclass(frozen=True)
class Channel:
    """`free`: so long after the customer's last sign of life; `window`: so long it is possible at all."""

    longest: int  # signs in one message; a longer text goes out in several
    free: timedelta | None = None
    window: timedelta | None = None


CHANNELS: Mapping[str, Channel] = {
    "web": Channel(LONGEST),
    "fb": Channel(messenger.LIMITS.text, messenger.WINDOW, messenger.STAFF_WINDOW),
    "zalo": Channel(zalo.LIMITS.text, zalo.FREE, zalo.WINDOW),
}


@dataclass(frozen=True)
class Reach:
    """Whether a person's message arrives now. `until` that stays so, `why` nothing arrives."""

    channel: str
    state: str
    longest: int
    until: datetime | None = None
    why: str | None = None

    @property
    def is_closed(self) -> bool:
        return self.state == CLOSED


def reach(id: str, thread: Any | None, now: datetime) -> Reach:
    """`thread` is the conversation's row of the channels; none where there is none."""
    name = id.partition(":")[0]
    channel = CHANNELS[name]
    if channel.free is None or channel.window is None:
        return Reach(name, OPEN, channel.longest)
    heard_at = thread.last_inbound_at if thread else None
    if thread and thread.unreachable:
        return Reach(name, CLOSED, channel.longest, why=thread.unreachable)
    if heard_at is None or now - heard_at >= channel.window:
        return Reach(name, CLOSED, channel.longest, why=WINDOW_CLOSED)
    if now - heard_at >= channel.free:
        return Reach(name, LATE, channel.longest, heard_at + channel.window)
    return Reach(name, OPEN, channel.longest, heard_at + channel.free)
