"""What a phrase of knowledge/health can mean."""

from dataclasses import dataclass, field

STATUSES = ("present", "ask", "absent")


@dataclass(frozen=True)
class Entry:
    """A condition, or a sign (`condition` false) that means something only together with another sign."""

    name: str
    condition: bool
    past: str = "present"  # what it is worth when it is over, or began long ago
    recent_days: int | None = None  # up to this age it counts as of today
    event: bool = False  # something that happened on a day: "mổ 1 tháng" is a month ago, not for a month
    undated: str = "present"  # what it is worth when no time is given
    implies: tuple[str, ...] = ()  # conditions to be asked for when this one is there
    together: tuple[tuple[str, ...], ...] = ()

    @property
    def urgent(self) -> bool:
        return self.name.startswith("red_flag")


@dataclass(frozen=True)
class Said:
    entry: Entry
    sure: bool


@dataclass(frozen=True)
class LookAlike:
    conditions: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Cue:
    """A word that changes what stands beside it: a negation, a person, a time."""

    kind: str
    days: float = 0.0  # only of ages
    times: bool = False  # the age is a number of these days: "3 weeks ago"


Meaning = Said | LookAlike | Cue
