"""Puts the pieces of a message together: which hour belongs to which day, and what is a choice, a range or a change."""

import re
from dataclasses import dataclass, replace

from spa.dates.grammar import Clue
from spa.dates.pieces import FILLER, LINK
from spa.dates.prepare import Text
from spa.dates.said import Clock, Said, borrow, join, kinds

_AND = re.compile(r" ?(?:and|va|&) ?(?:(?:at|luc) )?")
_DASH = re.compile("[-–—~]")
_BETWEEN = re.compile(r"\b(?:between|giua|trong khoang) $")
_CHOICE = re.compile(r"\b(?:or|hoac|hay|and|va)\b|[/&]")
_MOVED = re.compile(r"\b(?:to|SANG|thanh|qua|toi|tới|den)\b")
_CORRECTED = re.compile(r"\b(?:no|sorry|actually|i mean|rather|make (?:it|that)|wait|nham|a khong|xin loi)\b")


@dataclass(frozen=True)
class Phrase:
    """One time spoken of. `linked`: it ends a range that the phrase before begins; `instead`: it replaces that one."""

    said: Said
    linked: bool = False
    instead: bool = False


def phrases(clues: list[Clue], text: Text) -> list[Phrase]:
    found: list[Phrase] = []
    for place, clue in enumerate(clues):
        if not found:
            found.append(Phrase(clue.said))
            continue
        last, before = found[-1], clues[place - 1]
        gap = text.vietnamese[before.end : clue.start]
        new = _new_phrase(
            last,
            clue,
            gap,
            text,
            _BETWEEN.search(text.vietnamese[max(0, before.start - 20) : before.start]) is not None,
        )
        joined = None if new else join(last.said, clue.said)
        if joined is not None:
            found[-1] = replace(last, said=joined)
        else:
            found.append(new or Phrase(clue.said))
    return _complete(found)


def _new_phrase(last: Phrase, clue: Clue, gap: str, text: Text, between: bool) -> Phrase | None:
    """Return the phrase that the piece begins, or None where it may belong to the one before."""
    same = kinds(last.said) & kinds(clue.said)
    if same and (_CORRECTED.search(gap) or (text.moves and _MOVED.search(gap))):
        return Phrase(clue.said, instead=True)
    hourly = _hourly(last.said) and _hourly(clue.said)
    links = LINK.fullmatch(gap) and (same or (hourly and not _DASH.search(gap)))
    if links or (same and between and _AND.fullmatch(gap)) or (same and _closes(last.said, clue.said)):
        return Phrase(replace(clue.said, bound=None), linked=True)
    if _CHOICE.search(gap) and (same or hourly):
        return Phrase(clue.said)
    apart = "day" in same and not FILLER.fullmatch(gap) and "week" not in (last.said.span, clue.said.span)
    return Phrase(clue.said) if apart else None


def _closes(first: Said, second: Said) -> bool:
    return first.bound in ("after", "from") and second.bound in ("before", "until")


def _hourly(said: Said) -> bool:
    return bool(kinds(said) & {"part", "clock"})


def _complete(found: list[Phrase]) -> list[Phrase]:
    """Give each phrase what it left to be understood from its neighbours: "Saturday at 3 or 4"."""
    done: list[Phrase] = []
    for place, phrase in enumerate(found):
        before = done[-1] if done else None
        behind = found[place + 1] if place + 1 < len(found) else None
        said = phrase.said
        for other in (before, behind):
            if other is not None and "moment" not in kinds(said) | kinds(other.said):
                said = _lent(said, other.said, ahead=other is before or phrase.linked)
        if phrase.instead and done:
            done.pop()
        done.append(replace(phrase, said=said))
    return done


def _lent(said: Said, other: Said, ahead: bool) -> Said:
    said = borrow(said, other, "day")
    if not _hourly(said):
        return borrow(said, other, "clock")
    if said.clock and other.clock and not said.part and not said.clock.half:
        if other.part and (ahead or said.clock.hour <= other.clock.hour):
            return replace(said, part=other.part)
        if other.clock.half and said.clock.hour < other.clock.hour <= 12:
            return replace(said, clock=Clock(said.clock.hour, said.clock.minute, other.clock.half))
    return said
