"""Puts the parts together: phrases, then time, person, negation and question, then mentions."""

import pathlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from spa.health.clauses import SaidSpan, Scene, look
from spa.health.lexicon import Lexicon, load
from spa.health.meanings import Entry
from spa.health.mention import Mention
from spa.health.people import Persons
from spa.health.times import worth
from spa.health.tokens import clauses
from spa.text import normalise

_ANSWERED = frozenset(":?-–—")
_LONGEST_ANSWER = 2  # words
_SHORT_MESSAGE = 6  # words
_GROWN_UP = 18
_BORN = re.compile(r"\b(?P<year>20\d\d)\b|\b(?:2k|sn )(?P<short>\d{1,2})\b", re.I)


@dataclass(frozen=True)
class _Judged:
    entry: Entry
    mention: Mention


class Reader:
    """Reads what a text says about health; made once, used for every message."""

    def __init__(self, words: Lexicon) -> None:
        self._words = words

    @classmethod
    def load(cls, folder: pathlib.Path) -> "Reader":
        return cls(load(folder))

    def read(self, text: str, year: int | None = None) -> list[Mention]:
        """Every mention in the order of the text; a sign that means nothing alone is left out.

        `year` is that of the message: whoever was born more than 18 years before is no minor.
        """
        text, found = clauses(text)
        scenes = [look(clause, self._words) for clause in found]
        judged = list(self._judge_all(text, scenes))
        mentions = [item.mention for item in judged if item.entry.condition]
        combined = list(self._combined(judged))
        mentions += [item.mention for item in combined]
        mentions += self._implied([*judged, *combined])
        mentions = [mention for mention in mentions if not (year and _grown_up(mention, year))]
        return sorted(dict.fromkeys(mentions), key=lambda mention: (mention.start, mention.end, mention.condition))

    def leaves_out(self, listed: str) -> bool:
        """Whether a list ("metformin, foozumab") has a part of which nothing is known; doses and times are no part."""
        return any(not self.read(part) for part in self._words.medicine_lists.named(listed))

    def across(self, before: str, text: str) -> list[Mention]:
        """What two short messages, sent one after the other, say only together: "I have heart", "failure"."""
        if max(len(before.split()), len(text.split())) > _SHORT_MESSAGE or not before or not text:
            return []
        before, text = normalise(before), normalise(text)
        seam = len(before)
        found = [m for m in self.read(f"{before} {text}") if m.status != "absent" and m.start < seam < m.end]
        alone = {m.condition for m in (*self.read(before), *self.read(text)) if m.status != "absent"} if found else ()
        return [m for m in found if m.condition not in alone]

    def _judge_all(self, text: str, scenes: Sequence[Scene]) -> Iterator[_Judged]:
        persons = Persons(scenes)
        negated_before = False
        for at, scene in enumerate(scenes):
            negated = False
            for said in scene.said:
                continued = negated_before and _continues(scenes, at, said)
                status, whose = self._status(scenes, at, said, persons, continued)
                negated = negated or (status == "absent" and (continued or scene.negations(said) > 0))
                said_of = "nobody" if status == "absent" else persons.said_of(scene, said)
                status, whose = _of_person(status, whose, said.meaning.entry.urgent)
                yield _Judged(said.meaning.entry, _mention(text, scene, said, status, whose, said_of))
            negated_before = negated and scene.clause.mark == ","
            persons.leave(scene)

    def _status(
        self, scenes: Sequence[Scene], at: int, said: SaidSpan, persons: Persons, continued: bool
    ) -> tuple[str, str]:
        scene, urgent = scenes[at], said.meaning.entry.urgent
        whose = persons.of(scene, said)
        negations = scene.negations(said) + _answered_no(scenes, at)
        if negations % 2 or (continued and _is_list(scenes, at)):
            return "absent", whose
        if scene.governs("unreal", said) or _is_general(scenes, scene, said):
            return ("ask" if urgent else "absent"), "other"
        status = worth(scene, said, self._words.long_ago)
        if status == "present" and (negations or continued or _in_doubt(scene, said)):
            status = "ask"
        return status, whose

    def _combined(self, judged: Sequence[_Judged]) -> Iterator[_Judged]:
        """Signs which mean something only together and in one body, such as a fever and a back that hurts."""
        said = {item.entry.name: item.mention for item in judged if item.mention.status != "absent"}
        for entry in self._words.combined:
            for signs in entry.together:
                parts = [said[sign] for sign in signs if sign in said]
                if len(parts) == len(signs) and len({part.whose for part in parts}) == 1:
                    yield _Judged(entry, _together(entry, parts))

    def _implied(self, judged: Sequence[_Judged]) -> Iterator[Mention]:
        for item in judged:
            if item.mention.status != "absent":
                yield from (replace(item.mention, condition=name, status="ask") for name in item.entry.implies)


def _grown_up(mention: Mention, year: int) -> bool:
    """Whether a year of birth was told that makes the person older than 18; "2k8" is 2008."""
    born = _BORN.search(mention.words) if mention.condition == "minor" else None
    return born is not None and year - (int(born["year"] or 0) or 2000 + int(born["short"])) > _GROWN_UP


def _mention(text: str, scene: Scene, said: SaidSpan, status: str, whose: str, said_of: str) -> Mention:
    tokens = scene.clause.tokens[said.first : said.last]
    start, end = tokens[0].start, tokens[-1].end
    return Mention(said.meaning.entry.name, status, whose, text[start:end], start, end, said_of)


def _together(entry: Entry, parts: Sequence[Mention]) -> Mention:
    first = min(parts, key=lambda part: part.start)
    sure = entry.urgent or all(part.status == "present" for part in parts)
    return replace(first, condition=entry.name, status="present" if sure else "ask")


def _of_person(status: str, whose: str, urgent: bool) -> tuple[str, str]:
    """Somebody else's illness is no mention of the guest's; an emergency is one, whoever has it."""
    if urgent or whose == "guest" or status == "absent":
        return status, whose
    return ("absent" if whose == "other" else "ask"), whose


def _in_doubt(scene: Scene, said: SaidSpan) -> bool:
    if not said.meaning.sure:
        return True
    if said.meaning.entry.urgent:
        return False
    if scene.has("unsure") or any(scene.before(said, "if")):
        return True
    if any(said.first - cue.last <= 1 for cue in scene.before(said, "doubt")):
        return True
    asked = scene.clause.mark == "?" or scene.has("question")
    return asked and not any(scene.before(said, "self", "own", "relation", "pronoun"))


def _is_general(scenes: Sequence[Scene], scene: Scene, said: SaidSpan) -> bool:
    """Asked about people at large; whether they may come is asked for oneself more often than not."""
    general = scene.has("definition") or scene.governs("generic", said)
    if any(other.has("curious") for other in scenes):
        unsure = not said.meaning.sure and not any(scene.before(said, "self", "own"))
        return general or scene.has("generic") or unsure
    return general and not scene.has("permission")


def _answered_no(scenes: Sequence[Scene], at: int) -> int:
    """ "Fever: no" and "Pregnant? No." are negated by the clause that follows."""
    if at + 1 >= len(scenes) or scenes[at].clause.mark not in _ANSWERED:
        return 0
    answer = scenes[at + 1]
    short = len(answer.words) <= _LONGEST_ANSWER
    return int(short and answer.has("negation") and not answer.said)


def _continues(scenes: Sequence[Scene], at: int, said: SaidSpan) -> bool:
    """Whether a clause only goes on with the list of the one before: "no cancer, heart failure or fever"."""
    scene = scenes[at]
    listed = [(cue.first, cue.last) for cue in scene.of("or", "and")]
    listed += [(span.first, span.last) for span in scene.said]
    covered = {word for first, last in listed for word in range(first, last)}
    whole = covered.issuperset(range(said.first))
    return whole and scene.clause.sentence == scenes[at - 1].clause.sentence


def _is_list(scenes: Sequence[Scene], at: int) -> bool:
    sentence = scenes[at].clause.sentence
    return any(scene.has("or") for scene in scenes[at:] if scene.clause.sentence == sentence)
