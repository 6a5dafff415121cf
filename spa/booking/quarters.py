"""Time as numbers: quarters of an hour since 1970, and sets of them as the bits of one integer.

It makes the search for free time a few shifts and ands of integers, with no loop over intervals.
"""

from dataclasses import dataclass
from datetime import datetime, timezone

_SECONDS = 900


def quarter(moment: datetime) -> int:
    """Return the quarter in which the moment lies."""
    return int(_seconds(moment) // _SECONDS)


def quarter_up(moment: datetime) -> int:
    """Return the first quarter that begins at the moment or after it."""
    return int(-(-_seconds(moment) // _SECONDS))


def moment(number: int) -> datetime:
    return datetime.fromtimestamp(number * _SECONDS, timezone.utc)


def count(minutes: int) -> int:
    """Return how many quarters the minutes need."""
    return -(-minutes // 15)


@dataclass(frozen=True)
class Span:
    """The quarters from `first` to before `last`; bit 0 of a set is `first`."""

    first: int
    last: int

    @property
    def all(self) -> int:
        return (1 << max(self.last - self.first, 0)) - 1

    def bits(self, first: int, last: int) -> int:
        """Return the set of the quarters from `first` to before `last`, as far as they lie in the span."""
        low, high = max(first, self.first), min(last, self.last)
        return ((1 << (high - low)) - 1) << (low - self.first) if low < high else 0

    def numbers(self, bits: int) -> list[int]:
        """Return the quarters of a set in order."""
        found = []
        while bits:
            lowest = bits & -bits
            found.append(self.first + lowest.bit_length() - 1)
            bits ^= lowest
        return found


def beginnings(bits: int, length: int) -> int:
    """Return the quarters at which `length` quarters in a row begin."""
    have = 1
    while have < length:
        step = min(have, length - have)
        bits &= bits >> step
        have += step
    return bits


def holes(bits: int, length: int, shortest: int, everything: int) -> int:
    """Return the quarters at which a visit of `length` would leave free quarters of `bits`, before or after it, that
    are fewer than `shortest` in a row: too few to sell.
    """
    taken = everything & ~bits
    before, at = 0, (taken << 1 | 1) & bits  # the first free quarter of each run
    after, back = 0, (taken >> 1 | everything ^ everything >> 1) & bits  # and the last
    for _ in range(shortest - 1):
        at <<= 1
        before |= at
        at &= bits
        after |= back
        back = back >> 1 & bits
    return (before | after >> length) & everything


def wasted(bits: int, first: int, last: int, shortest: int) -> int:
    """Return how many free quarters, right before `first` and from `last` on, are too few in a row to sell."""
    before = after = 0
    while before < shortest and first > before and bits >> (first - before - 1) & 1:
        before += 1
    while after < shortest and bits >> (last + after) & 1:
        after += 1
    return sum(run for run in (before, after) if run < shortest)


def at_least(number: int, sets: list[int], everything: int) -> int:
    """Return the quarters that lie in `number` of the sets or more."""
    reached = [everything] + [0] * number
    for bits in sets:
        for needed in range(number, 0, -1):
            reached[needed] |= reached[needed - 1] & bits
    return reached[number]


def _seconds(moment: datetime) -> float:
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.timestamp()
