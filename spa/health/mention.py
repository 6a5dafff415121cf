"""What the reader reports: one thing that a text says about somebody's health."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mention:
    """`start` and `end` are places in the normalised text (`spa.text.normalise`)."""

    condition: str
    status: str  # "present", "ask" (said, but not surely of this guest or of today) or "absent"
    whose: str  # "guest", "other" or "unknown"
    words: str
    start: int
    end: int
    said_of: str = (
        ""  # "self" or "another" where one of the two is named, "" where not or both, "nobody": nobody has it
    )
