"""How much one visitor and one address may ask for."""

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

BODY_BYTES = 16 * 1024
STREAMS = 10  # of one conversation: as many tabs
_MOST_KEYS = 10_000


@dataclass(frozen=True)
class Rate:
    """`burst` at once, then `per_second`."""

    burst: float
    per_second: float


@dataclass(frozen=True)
class Limits:
    """An address is allowed more: a hotel's guests share one. A new conversation costs as much as several messages."""

    conversation: Rate = Rate(8, 1)
    address: Rate = Rate(60, 10)
    start_costs: float = 5


UNLIMITED = Limits(Rate(1e9, 1e9), Rate(1e9, 1e9))  # to measure how many messages there can be


class Buckets:
    """A token bucket for each key."""

    def __init__(self, rate: Rate, now: Callable[[], datetime]) -> None:
        self._rate = rate
        self._now = now
        self._levels: dict[str, tuple[float, datetime]] = {}

    def take(self, key: str, cost: float = 1) -> float:
        """Take the cost and return 0, or return the seconds after which there will be enough."""
        level = self._level(key)
        if level >= cost:
            self._levels[key] = (level - cost, self._now())
            self._forget()
            return 0
        return (cost - level) / self._rate.per_second

    def _level(self, key: str) -> float:
        level, at = self._levels.get(key, (self._rate.burst, self._now()))
        return min(self._rate.burst, level + (self._now() - at).total_seconds() * self._rate.per_second)

    def _forget(self) -> None:
        # A full bucket is the same as none.
        if len(self._levels) > _MOST_KEYS:
            self._levels = {key: kept for key, kept in self._levels.items() if self._level(key) < self._rate.burst}


def is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
