"""One clause with everything that was recognised in it: what is said, and the cues around it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from spa.health.lexicon import Lexicon
from spa.health.meanings import Cue, LookAlike, Meaning, Said
from spa.health.spelling import apart, chat
from spa.health.tokens import Clause, Token
from spa.health.trie import Seen, Span

# Within a family the longer cue wins: "not only" is no "not", "vợ em" (my wife) is no "em" (I).
_FAMILIES = (
    {
        "negation",
        "not_negation",
        "doubt",
        "unsure",
        "now",
        "past",
        "age",
        "duration",
        "year",
        "question",
        "if",
        "unreal",
    },
    {"self", "relation", "pronoun"},
    {"guest", "not_guest"},
)
_FAMILY = {kind: number for number, family in enumerate(_FAMILIES) for kind in family}
_STOPS = frozenset({"break", "self", "relation"})  # a negation does not reach beyond these
_SWALLOWED = frozenset({"negation", "not_negation", "negation_after", "doubt", "break", "or", "past"})
_NEGATION_REACH = 9  # words
_AFTER_REACH = 1

T = TypeVar("T")
U = TypeVar("U")
SaidSpan = Span[Said]
CueSpan = Span[Cue]


@dataclass(frozen=True)
class Scene:
    """A clause that has been looked at."""

    clause: Clause
    words: tuple[Seen, ...]
    said: tuple[SaidSpan, ...]
    cues: tuple[CueSpan, ...]

    def has(self, *kinds: str) -> bool:
        return any(cue.meaning.kind in kinds for cue in self.cues)

    def of(self, *kinds: str) -> Iterator[CueSpan]:
        return (cue for cue in self.cues if cue.meaning.kind in kinds)

    def before(self, said: SaidSpan, *kinds: str) -> Iterator[CueSpan]:
        return (cue for cue in self.of(*kinds) if cue.first < said.first)

    def joined(self, one: Span[T], other: Span[U], stops: frozenset[str] = frozenset({"break"})) -> bool:
        """Whether nothing stands between the two that ends the reach of the first."""
        begin, end = (one.last, other.first) if one.first <= other.first else (other.last, one.first)
        return not any(begin <= cue.first and cue.last <= end for cue in self.of(*stops))

    def negations(self, said: SaidSpan) -> int:
        """How often it is denied; an even number is a doubt."""
        if any(cue.first >= said.last for cue in self.of("until")):
            return 0
        near = [cue for cue in self.before(said, "negation") if self._reaches(cue, said)]
        nearest = max((cue.first for cue in near), default=0)
        other = max((span.last for span in self.said if span.last <= nearest), default=0)
        after = [cue for cue in self.of("negation_after") if 0 <= cue.first - said.last <= _AFTER_REACH]
        # "no fever no cough" denies twice, "not without pain" denies the denial.
        return sum(cue.first >= other for cue in near) + sum(self.joined(said, cue) for cue in after)

    def governs(self, kind: str, said: SaidSpan) -> bool:
        """Whether a cue stands before it, and nobody speaks of themselves in between."""
        return any(self._reaches(cue, said) for cue in self.before(said, kind))

    def _reaches(self, cue: CueSpan, said: SaidSpan) -> bool:
        return said.first - cue.last <= _NEGATION_REACH and self.joined(cue, said, _STOPS)


def look(clause: Clause, lexicon: Lexicon) -> Scene:
    clause = _spelt(clause, lexicon)
    words = [_seen(token, lexicon) for token in clause.tokens]
    spans = list(_spans(clause, words, lexicon))
    looks = [Span(s.first, s.last, s.meaning) for s in spans if isinstance(s.meaning, LookAlike)]
    said = [Span(s.first, s.last, s.meaning) for s in spans if isinstance(s.meaning, Said)]
    cues = [Span(s.first, s.last, s.meaning) for s in spans if isinstance(s.meaning, Cue)]
    if clause.accented:
        said.extend(_half_accented(clause, words, lexicon))
    clear = tuple(_clear(said, looks))
    cues = [cue for cue in cues if not _covered(cue, cues) and not _swallowed(cue, clear)]
    return Scene(clause, tuple(words), clear, tuple(cues))


def _spelt(clause: Clause, lexicon: Lexicon) -> Clause:
    """With the short spellings of chats written out, and words cut apart that were typed without a space."""
    tokens = chat(clause.tokens, lexicon.chat)
    known = [
        (token,) if lexicon.knows(token.bare) else apart(token, lexicon.bare.vocabulary, lexicon.keys)
        for token in tokens
    ]
    return replace(clause, tokens=tuple(token for parts in known for token in parts))


def _spans(clause: Clause, words: list[Seen], lexicon: Lexicon) -> Iterator[Span[Meaning]]:
    """What the phrases find in the words as typed; and, to be asked back, in what they may have been meant to be."""
    trie = lexicon.exact if clause.accented else lexicon.bare
    found = list(trie.find(words))
    yield from found
    meant = [_meant(seen, token, clause.accented, lexicon) for seen, token in zip(words, clause.tokens, strict=True)]
    if meant == words:
        return
    typed = set(found)
    for span in trie.find(meant):
        if span not in typed and span.last - span.first > 1:  # one word alone is too often another word
            meaning = span.meaning
            yield replace(span, meaning=Said(meaning.entry, sure=False) if isinstance(meaning, Said) else meaning)


def _meant(seen: Seen, token: Token, accented: bool, lexicon: Lexicon) -> Seen:
    trie = lexicon.exact if accented else lexicon.bare
    unmarked = accented and token.exact == token.bare and token.bare not in lexicon.whole  # "chay thận"
    known = seen.word in trie.vocabulary or seen.single in trie.vocabulary
    if seen.number is not None or (known and not unmarked):
        return seen
    spelling = lexicon.spelling
    others = spelling.marked(token.exact, token.bare, known) if accented else spelling.plain(token.bare)
    return replace(seen, others=others) if others else seen


def _half_accented(clause: Clause, words: list[Seen], lexicon: Lexicon) -> Iterator[SaidSpan]:
    """Some put diacritics on some words only ("em bị suy than"): phrases of bare words are taken, but asked back."""
    for span in lexicon.bare.find(words):
        inside = clause.tokens[span.first : span.last]
        if isinstance(span.meaning, Said) and len(inside) > 1 and all(token.exact == token.bare for token in inside):
            yield Span(span.first, span.last, Said(span.meaning.entry, sure=False))


def _seen(token: Token, lexicon: Lexicon) -> Seen:
    if token.exact != token.bare:
        return Seen(token.exact, _single(token.exact), lexicon.numbers.get(token.exact))
    word = token.bare
    if token.number is None and word not in lexicon.bare.vocabulary and _single(word) not in lexicon.bare.vocabulary:
        word = lexicon.slips.meant(word) or word
    number = token.number if token.number is not None else lexicon.numbers.get(token.exact)
    return Seen(word, _single(word), number)


def _single(word: str) -> str:
    return word.removesuffix("'s").removesuffix("s") if len(word) > 3 else word


def _clear(said: list[SaidSpan], looks: list[Span[LookAlike]]) -> Iterator[SaidSpan]:
    """Without what only looks like it, and without the shorter of two phrases for the same thing."""
    real = [span for span in said if not any(_mistaken(span, alike) for alike in looks)]
    for span in real:
        name = span.meaning.entry.name
        if not any(_within(span, other) for other in real if other.meaning.entry.name == name):
            yield span


def _mistaken(span: SaidSpan, alike: Span[LookAlike]) -> bool:
    overlaps = span.first < alike.last and alike.first < span.last
    longer = span.last - span.first > alike.last - alike.first
    return overlaps and not longer and span.meaning.entry.name in alike.meaning.conditions


def _within(span: SaidSpan, other: SaidSpan) -> bool:
    """Whether the other one says more: it is longer, or as long and surer."""
    inside = other.first <= span.first and span.last <= other.last
    if (span.first, span.last) != (other.first, other.last):
        return inside
    return other.meaning.sure and not span.meaning.sure


def _swallowed(cue: CueSpan, said: tuple[SaidSpan, ...]) -> bool:
    """A negation inside a phrase belongs to it: "can't breathe", "K phổi"."""
    return cue.meaning.kind in _SWALLOWED and any(
        span.meaning.entry.condition and span.first <= cue.first and cue.last <= span.last for span in said
    )


def _covered(cue: CueSpan, cues: list[CueSpan]) -> bool:
    family = _FAMILY.get(cue.meaning.kind)
    return family is not None and any(
        other.first <= cue.first and cue.last <= other.last and other.last - other.first > cue.last - cue.first
        for other in cues
        if _FAMILY.get(other.meaning.kind) == family
    )
