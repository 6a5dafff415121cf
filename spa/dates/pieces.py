"""Finds the pieces of a message that speak of a time, and leaves out those that only look like it."""

import re
from dataclasses import replace

from spa.dates.digits import DIGITS
from spa.dates.english import ENGLISH
from spa.dates.grammar import Clue, apart
from spa.dates.prepare import Text
from spa.dates.said import Said, kinds
from spa.dates.vietnamese import VIETNAMESE

_SMALL = (
    "at|on|in|the|this|of|for|around|about|from|between|is|date|time|early|late|or|and|to|by|then|but|also"
    "|luc|vao|khoang|tam|tầm|ngay|buoi|hom|cua|thi|gio|tu|từ|hoac|hay|den|tới|va|nhung"
)
FILLER = re.compile(rf"[\s,.;()–-]*(?:(?:{_SMALL})[\s,.;()]+){{0,3}}")
_FOR = re.compile(r"\b(?:for|cho|with|me and|us|co|minh|em) $")
_REFUSED = re.compile(
    r"(?:(?<!why )\bnot|\bexcept|instead of|rather than|can'?t (?:do|make|come)(?: it)?|khong phai|chu khong|\btru|\bngoai)"
    r" (?:(?:on|at|in|the|vao|ngay) )?$"
)
_ABOUT = r"(?:(?:luc|khoang|tam|tầm|about|around|at) )?$"
_BOUNDS = {
    "after": re.compile(rf"\b(?:after|later than|not before|no earlier than|past|sau) {_ABOUT}"),
    "until": re.compile(rf"\b(?:until|till?|by|through|no later than|up to|latest|muon nhat|cham nhat) {_ABOUT}"),
    "before": re.compile(rf"\b(?:before|earlier than|truoc) {_ABOUT}"),
    "from": re.compile(rf"\b(?:from|starting|tu|từ) {_ABOUT}"),
}
_BOUNDS_BEHIND = {
    "from": re.compile(r" ?(?:onwards?|on(?=\W*$)|or (?:later|after)|and (?:later|after)|tro di|tro ve sau)\b"),
    "until": re.compile(r" ?(?:or (?:earlier|before)|at the latest|tro lai|do lai|tro ve truoc)\b"),
}


def pieces(text: Text, expected: bool) -> list[Clue]:
    clues = apart(DIGITS.clues(text.vietnamese) + ENGLISH.clues(text.english) + VIETNAMESE.clues(text.vietnamese))
    told = []
    for place, clue in enumerate(clues):
        start = clues[place - 1].end if place else 0
        end = clues[place + 1].start if place + 1 < len(clues) else None
        before, behind = text.vietnamese[start : clue.start], text.vietnamese[clue.end : end]
        if clue.said != Said() and not _REFUSED.search(before[-40:]):
            told.append(replace(clue, said=_bounded(clue.said, before[-40:], behind[:40])))
    return _meant(told, text.vietnamese, expected)


def _bounded(said: Said, before: str, behind: str) -> Said:
    """Add that the piece is the beginning or the end of a window: "after 5", "5 onwards"."""
    if said.bound or not kinds(said) & {"clock", "day"}:
        return said
    bounds = [bound for bound, pattern in _BOUNDS.items() if pattern.search(before)]
    bounds += [bound for bound, pattern in _BOUNDS_BEHIND.items() if pattern.match(behind)]
    return replace(said, bound=bounds[0]) if bounds else said


def _meant(clues: list[Clue], text: str, expected: bool) -> list[Clue]:
    """Leave out vague pieces ("3", "2h") that nothing shows to be a time."""
    sure = any("clock" in kinds(clue.said) for clue in clues if not clue.said.vague)
    kept: list[Clue] = []
    for place, clue in enumerate(clues):
        following = clues[place + 1 : place + 2]
        beside = [c for c in kept[-1:] if _touch(c, clue, text)]
        beside += [c for c in following if not c.said.vague and _touch(clue, c, text)]
        if not clue.said.vague or _supported(clue, beside, text):
            kept.append(clue)
        elif expected and not (sure and clue.said.clock) and not (len(clues) > 1 and _FOR.search(text[: clue.start])):
            kept.append(clue)
    return kept


def _supported(clue: Clue, beside: list[Clue], text: str) -> bool:
    """A bound, or a piece that is surely a time beside it; "for 2 tomorrow" speaks of guests."""
    if clue.said.clock and _FOR.search(text[max(0, clue.start - 10) : clue.start]):
        return any(c.said.part for c in beside)
    return bool(beside) or (clue.said.bound is not None and clue.said.clock is not None)


def _touch(first: Clue, second: Clue, text: str) -> bool:
    return len(text[first.end : second.start]) < 40 and bool(FILLER.fullmatch(text, first.end, second.start))
