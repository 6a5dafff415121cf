"""Whose body is spoken of: the guest's, somebody else's, or not said."""

from collections.abc import Sequence

from spa.health.clauses import SaidSpan, Scene

_SUBJECTS = ("self", "own", "relation", "pronoun")


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
