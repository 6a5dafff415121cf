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
_FOR = re.compile(r"\b(?:for|cho|with|me and|us|we're|we are|co|minh|em) $")
_LENGTH = re.compile(r"\b(?:massage|body|back|foot|chan|lung|goi|suat|ve|lieu trinh|session|treatment) $")
_OTHER_DAY = re.compile(r" ?(?:-|–|to|or|and|&|den|hoac|hay|va) ?(?:the |ngay )?")
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
        more = [known or _supported(place, clues, kept, text) for place, known in enumerate(kept)]
        if more == kept:
            break
        kept = more
    told = [
        clue
        for clue, known in zip(clues, kept, strict=True)
        if known or (expected and _expected(clue, clues, text, sure))
    ]
    return [_as_day(told[place - 1], clue, text) if place else clue for place, clue in enumerate(told)]


def _as_day(before: Clue, clue: Clue, text: str) -> Clue:
    """In "December 5 or 6" the second number is a day as well."""
    clock = clue.said.clock
    bare = clue.said.vague and clock is not None and clock.hour and not clock.daily and not clock.minute
    if not bare or clock is None or before.said.day is None or before.said.clock is not None:
        return clue
    beside = _OTHER_DAY.fullmatch(text, before.end, clue.start)
    return replace(clue, said=replace(before.said, day=clock.hour, bound=None)) if beside else clue


def _expected(clue: Clue, clues: list[Clue], text: str, sure: bool) -> bool:
    return not (sure and clue.said.clock) and not (len(clues) > 1 and _is_party(clue, text))


def _supported(place: int, clues: list[Clue], kept: list[bool], text: str) -> bool:
    """A bound, or a piece beside it that is surely a time; but "for 2 tomorrow" speaks of guests."""
    clue = clues[place]
    near = [other for other in (place - 1, place + 1) if 0 <= other < len(clues)]
    near = [other for other in near if _touch(clues[min(place, other)], clues[max(place, other)], text)]
    beside = [clues[other].said for other in near if kept[other]]
    if clue.said.clock is None:  # "sat or sun": each is a day because the other is
        return bool(beside) or any(clues[other].said.weekday is not None for other in near)
    if _is_party(clue, text):
        return any(said.part for said in beside)
    if _LENGTH.search(text[max(0, clue.start - 12) : clue.start]):  # "massage 2h tomorrow at 5pm"
        return False
    return bool(beside) or clue.said.bound is not None


def _is_party(clue: Clue, text: str) -> bool:
    clock = clue.said.clock
    return clock is not None and not clock.daily and bool(_FOR.search(text[max(0, clue.start - 10) : clue.start]))


def _touch(first: Clue, second: Clue, text: str) -> bool:
    gap = text[first.end : second.start]
    return len(gap) < 40 and bool(FILLER.fullmatch(gap) or LINK.fullmatch(gap))
