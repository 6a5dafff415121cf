"""Whether what is said is of today, long over, or of an unknown day."""

from spa.health.clauses import CueSpan, SaidSpan, Scene

_UNKNOWN_AGE = float("nan")
LONG_AGO = float("inf")
_NEXT_THING = frozenset({"break", "and", "self"})


def worth(scene: Scene, said: SaidSpan, long_ago: int) -> str:
    """The status that the time leaves: `present`, or what the entry says about the past."""
    entry = said.meaning.entry
    cue = _nearest(scene, said)
    if cue is None:
        return entry.undated
    if cue.meaning.kind == "now":
        return "present"
    days = _days(scene, cue, long_ago)
    if entry.recent_days is None or cue.meaning.kind == "past":
        return entry.past
    if days != days:  # a year too near to tell
        return "ask" if entry.past == "absent" else entry.past
    return "present" if days <= entry.recent_days else entry.past


def _nearest(scene: Scene, said: SaidSpan) -> CueSpan | None:
    near = [cue for cue in scene.of("now", "past", "age", "year") if _belongs(scene, cue, said)]
    if said.meaning.entry.event:  # "just had it 2 months ago" is 2 months ago
        dated = [cue for cue in scene.of("age", "year", "duration") if _belongs(scene, cue, said)]
        near = dated or near
    return min(near, key=lambda cue: _distance(cue, said), default=None)


def _belongs(scene: Scene, cue: CueSpan, said: SaidSpan) -> bool:
    """A time that follows belongs to the next thing told: "I'm pregnant and stopped working"."""
    return scene.joined(cue, said) if cue.first < said.first else scene.joined(said, cue, _NEXT_THING)


def _distance(cue: CueSpan, said: SaidSpan) -> tuple[int, int]:
    return max(cue.first - said.last, said.first - cue.last, 0), cue.first


def _days(scene: Scene, cue: CueSpan, long_ago: int) -> float:
    numbers = [word.number for word in scene.words[cue.first : cue.last] if word.number is not None]
    if cue.meaning.kind == "year":
        return LONG_AGO if numbers and numbers[0] < long_ago else _UNKNOWN_AGE
    if cue.meaning.times and numbers:
        return cue.meaning.days * numbers[0]
    return cue.meaning.days
