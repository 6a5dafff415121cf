"""Whose body is spoken of: the guest's, somebody else's, or not said."""

from collections.abc import Sequence

from spa.health.clauses import CueSpan, SaidSpan, Scene

_SUBJECTS = ("self", "own", "relation", "pronoun")
_OTHERS = {"relation", "pronoun"}


class Persons:
    """Follows who is spoken of from clause to clause: "My father is 80. Had a stent." is still about the father."""

    def __init__(self, scenes: Sequence[Scene]) -> None:
        self._guest = any(scene.has("guest") for scene in scenes)
        self._not_guest = any(scene.has("not_guest") for scene in scenes)
        self._last = "self"

    def of(self, scene: Scene, said: SaidSpan) -> str:
        """`guest`, `other` (told that it is not the guest), or `unknown`."""
        if self._subject(scene, said) in ("self", "own"):
            return "guest"
        if self._guest and not self._not_guest:
            return "guest"
        return "other" if self._not_guest and not self._guest else "unknown"

    def said_of(self, scene: Scene, said: SaidSpan) -> str:
        """`self` or `another` where the words name one of them alone; for a party, in which either may be meant."""
        before = [cue for cue in scene.of(*_SUBJECTS) if cue.first < said.last and not _inside(scene, cue)]
        near = {cue.meaning.kind for cue in before if scene.joined(cue, said) or _goes_on(scene, cue)}
        kinds = near or {self._subject(scene, said)} & _OTHERS
        if not kinds or (kinds & _OTHERS and kinds - _OTHERS):
            return ""
        return "another" if kinds <= _OTHERS else "self"

    def leave(self, scene: Scene) -> None:
        """Remember the last person of a clause that has been read."""
        kinds = [cue.meaning.kind for cue in sorted(scene.of(*_SUBJECTS), key=lambda cue: cue.first)]
        self._last = kinds[-1] if kinds else self._last

    def _subject(self, scene: Scene, said: SaidSpan) -> str:
        subjects = sorted(scene.of(*_SUBJECTS), key=lambda cue: cue.first)
        before = [cue for cue in subjects if cue.first < said.last]
        after = [cue for cue in subjects if 0 <= cue.first - said.last <= 1 and cue.meaning.kind == "relation"]
        nearest = [*before[-1:], *after][:1]
        return nearest[0].meaning.kind if nearest else self._last


def _inside(scene: Scene, cue: CueSpan) -> bool:
    """Whether it is only a part of naming somebody else: "my" in "my wife"."""
    return cue.meaning.kind not in _OTHERS and any(
        other.first <= cue.first and cue.last <= other.last for other in scene.of("relation")
    )


def _goes_on(scene: Scene, cue: CueSpan) -> bool:
    """Whether the next person is named at once: "my wife and I"."""
    return any(other.first == cue.last for other in scene.of("break"))
