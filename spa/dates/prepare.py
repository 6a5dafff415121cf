"""Makes a typed message ready for the two grammars: same length for both, so that their finds can be compared."""

import re
from dataclasses import dataclass

from spa.dates.english_words import FULL_MONTHS, WEEKDAYS
from spa.dates.vietnamese_words import MARKED, SPELLINGS
from spa.text import fold, normalise

LONGEST = 2000
_WORD = re.compile(r"[^\W\d_]+")
_ISH = re.compile(r"(?:(?<=\d)|(?<=[ap]m))[ -]?ish\b", re.I)
_NAME = re.compile(r"\bMai(?= [^\W\d_a-zà-ỹđ])|(?<=[a-zà-ỹđ] )Mai\b")
_TIME_BEFORE = re.compile(r"(?:áng|ang|rưa|rua|hiều|hieu|ối|oi|gày|gay|ôm|om|êm|em|ữa|ua|h|\d) $", re.I)
_MOVE = re.compile(r"\b(?:doi|chuyen|lui|hoan|move|change|reschedule|switch|push|postpone|shift)\b")
_TO = re.compile(r"(?<!\d[hg] )(?<!gio )(?<!ruoi )\bsang\b|\bsang(?= \d)")
_RIGHT = (*FULL_MONTHS, *WEEKDAYS, "tomorrow", "morning", "afternoon", "evening", "tonight", "weekend")
_CORRECT = [word for word in _RIGHT if len(word) > 5]
_ALIASES = {"tommorow": "tomorrow", "tommorrow": "tomorrow", "tomorow": "tomorrow", "wensday": "wednesday"}
_ALIASES |= {"afternon": "afternoon", "saterday": "saturday", "satuday": "saturday", "febuary": "february"}


@dataclass(frozen=True)
class Text:
    """`english` in lower case; `vietnamese` also without marks, but for the words that need them. Equally long."""

    english: str
    vietnamese: str
    moves: bool  # the customer speaks of moving something from one time to another


def prepare(typed: str) -> Text:
    text = _NAME.sub(_hide_name, _ISH.sub("", normalise(typed[:LONGEST])[:LONGEST]))
    english = _WORD.sub(lambda m: _corrected(m[0]), "".join(_lower(letter) for letter in text))
    marked = fold(english) != english
    vietnamese = _WORD.sub(lambda m: _unmarked(m[0]), english)
    moves = bool(_MOVE.search(fold(english)))
    if marked or moves:
        # Beside marked words "sang" means "to"; so it does where something is moved.
        vietnamese = _TO.sub("SANG", vietnamese)
    return Text(english, vietnamese, moves)


def _unmarked(word: str) -> str:
    bare = fold(word)
    another = bare != word and bare in SPELLINGS and word not in SPELLINGS[bare].split()
    return word if another or word in MARKED else bare


def _lower(letter: str) -> str:
    lower = letter.lower()
    return lower if len(lower) == 1 else letter


def _hide_name(match: re.Match[str]) -> str:
    """Mai is a name as often as it is tomorrow; with a capital inside a sentence it is the name."""
    before = match.string[max(0, match.start() - 6) : match.start()]
    return match[0] if _TIME_BEFORE.search(before) else "xxx"


def _corrected(word: str) -> str:
    """Return the word with a slip of typing mended, where it is one letter away from a word of the calendar."""
    if not 5 <= len(word) <= 10 or word in _ALIASES:
        return _ALIASES.get(word, word)
    if word[0] not in _INITIALS:
        return word
    return next((_SLIPS[form] for form in _shorter(word) if form in _SLIPS and _near(word, _SLIPS[form])), word)


def _near(word: str, right: str) -> bool:
    return word[0] == right[0] and word != right + "s"


def _shorter(word: str) -> list[str]:
    """The word, and the word without any one of its letters."""
    return [word] + [word[:place] + word[place + 1 :] for place in range(1, len(word))]


_INITIALS = frozenset(word[0] for word in _CORRECT)
_SLIPS = {form: word for word in _CORRECT for form in _shorter(word)}
