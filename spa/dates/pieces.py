"""Finds the pieces of a message that speak of a time, and leaves out those that only look like it."""

import re
from dataclasses import replace

from spa.dates.digits import DIGITS
from spa.dates.english import ENGLISH
from spa.dates.grammar import Clue, apart
from spa.dates.prepare import Text
from spa.dates.said import Said, kinds
from spa.dates.vietnamese import VIETNAMESE

_MOST = 40  # a message with more is no appointment, and reading it must stay quick
_SMALL = (
    "at|on|in|the|this|of|for|around|about|from|between|is|date|time|early|late|or|and|to|by|then|but|also"
    "|no|sorry|actually|i|mean|wait|luc|vao|khoang|tam|tầm|ngay|buoi|hom|cua|thi|gio|tu|từ|hoac|hay|den|tới|va|nhung|nham"
)
FILLER = re.compile(rf"[\s,.;()–-]*(?:(?:{_SMALL})[\s,.;()]+){{0,3}}")
LINK = re.compile(
    r" ?(?:-|–|—|~|to|until|till?|through|den|cho den|toi|tới|SANG) ?(?:(?:at|luc|tam|khoang|about|around|tầm|ngay) )?"
)
_FOR = re.compile(r"\b(?:for|cho|with|me and|us|co|minh|em) $")
_REFUSED = re.compile(
    r"(?:(?<!why )\bnot|\bexcept|\bsince|instead of|rather than|can'?t (?:do|make|come)(?: it)?"
    r"|ke tu|khong phai|chu khong|\btru|\bngoai) (?:(?:on|at|in|the|vao|ngay) )?$"
)
_REFUSED_BEHIND = re.compile(
    r"(?: [a-z]{1,8}){0,3} (?:(?:khong|ko|chua)(?: [a-z]{1,6}){0,2} duoc(?! khong)|ban roi"
    r"|(?:does|is|are|do|ca|wo)n['’]?t|(?:is|does|will|can) ?not? (?:work|good|possible|ok|suit|make))\b"
)
_ABOUT = r"(?:(?:luc|khoang|tam|tầm|about|around|at) )?$"
_BOUNDS = {
    "after": re.compile(rf"\b(?:after|later than|not before|no earlier than|past|sau) {_ABOUT}"),
    "until": re.compile(
        rf"\b(?:until|till?|(?<!come )(?<!drop )(?<!stop )(?<!swing )by|through|no later than|up to|latest"
        rf"|muon nhat|cham nhat) {_ABOUT}"
    ),
    "before": re.compile(rf"\b(?:before|earlier than|truoc) {_ABOUT}"),
    "from": re.compile(rf"\b(?:from|starting|tu|từ) {_ABOUT}"),
}
_BOUNDS_BEHIND = {
    "from": re.compile(r" ?(?:onwards?|or (?:later|after)|and (?:later|after)|tro di|tro ve sau)\b"),
    "until": re.compile(r" ?(?:or (?:earlier|before)|at the latest|tro lai|do lai|tro ve truoc)\b"),
}


def pieces(text: Text, expected: bool) -> list[Clue]:
    clues = apart(DIGITS.clues(text.vietnamese) + ENGLISH.clues(text.english) + VIETNAMESE.clues(text.vietnamese))
    clues = clues[:_MOST]
    told = []
    for place, clue in enumerate(clues):
        start = clues[place - 1].end if place else 0
        end = clues[place + 1].start if place + 1 < len(clues) else None
        before, behind = text.vietnamese[start : clue.start][-40:], text.vietnamese[clue.end : end][:40]
        refused = _REFUSED.search(before) or (end is not None and _REFUSED_BEHIND.match(behind))
        if clue.said != Said() and not refused:
            told.append(replace(clue, said=_bounded(clue.said, before, behind)))
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
    kept = [not clue.said.vague for clue in clues]
    sure = any(clue.said.clock and sure for clue, sure in zip(clues, kept, strict=True))
    for _ in clues:  # one that is shown to be a time shows the same of those beside it
        more = [known or _supported(place, clues, kept, text, sure) for place, known in enumerate(kept)]
        if more == kept:
            break
        kept = more
    return [
        clue
        for clue, known in zip(clues, kept, strict=True)
        if known or (expected and _expected(clue, clues, text, sure))
    ]


def _expected(clue: Clue, clues: list[Clue], text: str, sure: bool) -> bool:
    return not (sure and clue.said.clock) and not (len(clues) > 1 and _is_party(clue, text))


def _supported(place: int, clues: list[Clue], kept: list[bool], text: str, sure: bool) -> bool:
    """A bound, or a piece beside it that is surely a time; but "for 2 tomorrow" speaks of guests."""
    clue = clues[place]
    beside = [clues[place - 1]] if place and kept[place - 1] and _touch(clues[place - 1], clue, text) else []
    if place + 1 < len(clues) and kept[place + 1] and _touch(clue, clues[place + 1], text):
        beside.append(clues[place + 1])
    if not clue.said.clock:
        return bool(beside)
    if _is_party(clue, text):
        return any(other.said.part for other in beside)
    if sure and clue.said.clock.daily:  # "massage 2h tomorrow at 5pm"
        return any(other.said.clock or other.said.part for other in beside)
    return bool(beside) or clue.said.bound is not None


def _is_party(clue: Clue, text: str) -> bool:
    return clue.said.clock is not None and bool(_FOR.search(text[max(0, clue.start - 10) : clue.start]))


def _touch(first: Clue, second: Clue, text: str) -> bool:
    gap = text[first.end : second.start]
    return len(gap) < 40 and bool(FILLER.fullmatch(gap) or LINK.fullmatch(gap))
