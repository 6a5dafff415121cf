"""Reads knowledge/health into two trees of phrases: one as typed with diacritics, one as typed without."""

import pathlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from spa.errors import KnowledgeError
from spa.health.meanings import STATUSES, Cue, Entry, LookAlike, Meaning, Said
from spa.health.medicine_lists import MedicineLists
from spa.health.patterns import Choice, Number, Sequence, parse
from spa.health.slips import Slips
from spa.health.spelling import Spelling
from spa.health.tokens import bare, plain
from spa.health.trie import Trie

_KEYS = frozenset(
    {
        "groups",
        "entries",
        "look_alikes",
        "cues",
        "ages",
        "numbers",
        "not_slips",
        "chat",
        "years_long_ago_before",
        "children_born_from",
        "medicine_lists",
    }
)
_KEY = 3  # letters
_LANGUAGES = ("en", "vi", "vi_exact", "vi_bare", "vi_unsure", "medicines", "other")
_SETTINGS = frozenset({"past", "recent_days", "event", "undated", "implies", "together"})
_ENTRY_KEYS = frozenset({"condition", "sign", "ask", *_SETTINGS, *_LANGUAGES})
_ORDER = (
    "groups",
    "numbers",
    "years_long_ago_before",
    "children_born_from",
    "not_slips",
    "chat",
    "cues",
    "ages",
    "entries",
    "look_alikes",
    "medicine_lists",
)


@dataclass
class Lexicon:
    exact: Trie[Meaning] = field(default_factory=lambda: Trie(plain))
    bare: Trie[Meaning] = field(default_factory=lambda: Trie(bare))
    entries: dict[str, Entry] = field(default_factory=dict)
    combined: list[Entry] = field(default_factory=list)
    numbers: dict[str, float] = field(default_factory=dict)
    long_ago: int = 0
    slips: Slips = field(default_factory=lambda: Slips((), ()))
    spelling: Spelling = field(default_factory=lambda: Spelling((), (), (), ()))
    chat: dict[str, str] = field(default_factory=dict)
    keys: frozenset[str] = frozenset()  # words without marks of which conditions are made
    whole: frozenset[str] = frozenset()  # words that are themselves and no slip of another
    medicine_lists: MedicineLists = MedicineLists()

    def knows(self, word: str) -> bool:
        """Whether a word without marks is one, or one with a slip."""
        return word in self.bare.vocabulary or word in self.whole or self.slips.meant(word) is not None


def load(folder: pathlib.Path) -> Lexicon:
    """Every *.yml of the folder; groups are read first, so a file may use those of another."""
    files = {path.name: _document(path) for path in sorted(folder.glob("*.yml"))}
    if not files:
        raise KnowledgeError(f"{folder}: no *.yml in it")
    builder = _Builder()
    for key in _ORDER:
        for name, document in files.items():
            if key in document:
                builder.read(name, key, document[key])
    return builder.finish()


def _document(path: pathlib.Path) -> dict[str, Any]:
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise KnowledgeError(f"{path.name}: not readable: {error}") from error
    if not isinstance(document, dict):
        raise KnowledgeError(f"{path.name}: must hold keys, such as 'entries'")
    for key in document:
        if key not in _KEYS:
            raise KnowledgeError(f"{path.name}: {key}: unknown key; known are {', '.join(sorted(_KEYS))}")
    return document


class _Builder:
    def __init__(self) -> None:
        self.lexicon = Lexicon()
        self.groups: dict[str, Choice] = {}
        self.never: list[str] = []
        self.spellable: set[str] = set()
        self.vietnamese: set[str] = set()
        self.where = ""

    def read(self, name: str, key: str, content: Any) -> None:
        self.where = f"{name}: {key}"
        try:
            getattr(self, f"_{key}")(content)
        except (ValueError, TypeError, AttributeError, KeyError) as error:
            raise KnowledgeError(f"{self.where}: {error}") from error

    def finish(self) -> Lexicon:
        self._check_together()
        self.lexicon.slips = Slips(self.spellable, self.never)
        self.lexicon.whole = frozenset(self.never)
        self.lexicon.keys = frozenset(word for word in self.vietnamese | self.spellable if len(word) >= _KEY)
        self.lexicon.spelling = Spelling(
            self.vietnamese, self.spellable, self.lexicon.exact.vocabulary, [*self.never, *self.lexicon.chat]
        )
        return self.lexicon

    def _groups(self, content: Mapping[str, str]) -> None:
        for name, phrases in content.items():
            self.groups[name] = Choice(tuple(parse(phrase, self.groups) for phrase in _phrases(phrases)))

    def _numbers(self, content: Mapping[str, float]) -> None:
        for word, number in content.items():
            self.lexicon.numbers[plain(word)] = self.lexicon.numbers[bare(word)] = float(number)

    def _years_long_ago_before(self, content: int) -> None:
        self.lexicon.long_ago = int(content)

    def _children_born_from(self, content: int) -> None:
        """Whoever was born before this year is grown up, whenever this is read."""
        self.groups["child_year"] = Choice((Sequence((Number(content, content + 60),)),))

    def _chat(self, content: Mapping[str, str]) -> None:
        self.lexicon.chat.update({plain(short): plain(word) for short, word in content.items()})

    def _not_slips(self, content: list[str]) -> None:
        self.never.extend(content)

    def _medicine_lists(self, content: Mapping[str, Mapping[str, str]]) -> None:
        words = {
            key: frozenset(word for listed in content[key].values() for word in _phrases(listed)) for key in content
        }
        self.lexicon.medicine_lists = MedicineLists(**words)

    def _cues(self, content: Mapping[str, Mapping[str, str]]) -> None:
        for kind, languages in content.items():
            self._add(f"cues: {kind}", languages, Cue(kind), Cue("doubt"))

    def _ages(self, content: list[dict[str, Any]]) -> None:
        for age in content:
            cue = Cue(str(age.get("kind", "age")), float(age["days"]), bool(age.get("times", False)))
            self._add(f"ages: {age['days']}", age, cue, cue)

    def _look_alikes(self, content: list[dict[str, Any]]) -> None:
        for item in content:
            names = item["not"] if isinstance(item["not"], list) else [item["not"]]
            if not item.get("because"):
                raise ValueError(f"{names}: 'because' is missing")
            self._known(names)
            meaning = LookAlike(frozenset(names))
            self._add(f"look_alikes: {names}", item, meaning, meaning)

    def _entries(self, content: list[dict[str, Any]]) -> None:
        for item in content:
            entry = _entry(item)
            self.lexicon.entries.setdefault(entry.name, entry)
            if entry.together:
                self.lexicon.combined.append(entry)
            self._add(f"entries: {entry.name}", item, Said(entry, True), Said(entry, False))
            self._add(f"entries: {entry.name}: ask", item.get("ask") or {}, Said(entry, False), Said(entry, False))

    def _add(self, where: str, languages: Mapping[str, Any], sure: Meaning, unsure: Meaning) -> None:
        for language in _LANGUAGES:
            for phrase in _phrases(languages.get(language)):
                self._phrase(where, language, phrase, sure, unsure)

    def _phrase(self, where: str, language: str, phrase: str, sure: Meaning, unsure: Meaning) -> None:
        try:
            sequence = parse(phrase, self.groups)
        except ValueError as error:
            raise ValueError(f"{where}: {language}: {error}") from error
        if language != "vi_bare":
            self.lexicon.exact.add(sequence, sure)
        if language != "vi_exact":
            self.lexicon.bare.add(sequence, unsure if language == "vi_unsure" else sure)
        if isinstance(sure, Said) and language in ("en", "medicines"):
            self.spellable.update(_letters(phrase))
        if isinstance(sure, Said) and language.startswith("vi"):
            self.vietnamese.update(_letters(phrase))

    def _known(self, names: list[str]) -> None:
        unknown = [name for name in names if name not in self.lexicon.entries]
        if unknown:
            raise ValueError(f"no entry has the name {', '.join(unknown)}")

    def _check_together(self) -> None:
        for entry in [*self.lexicon.entries.values(), *self.lexicon.combined]:
            self.where = f"entries: {entry.name}"
            try:
                self._known([sign for signs in entry.together for sign in signs] + list(entry.implies))
            except ValueError as error:
                raise KnowledgeError(f"{self.where}: {error}") from error


def _entry(item: dict[str, Any]) -> Entry:
    name = item.get("condition") or item.get("sign")
    if not name:
        raise ValueError("an entry needs 'condition' or 'sign'")
    for key in item:
        if key not in _ENTRY_KEYS:
            raise ValueError(f"{name}: unknown key '{key}'")
    for key in ("past", "undated"):
        if item.get(key, "present") not in STATUSES:
            raise ValueError(f"{name}: {key}: must be one of {', '.join(STATUSES)}")
    settings = {key: item[key] for key in _SETTINGS if key in item}
    settings["implies"] = tuple(settings.get("implies", ()))
    settings["together"] = tuple(tuple(signs) for signs in settings.get("together", ()))
    return Entry(str(name), "condition" in item, **settings)


def _phrases(text: str | None) -> Iterator[str]:
    """Phrases stand one to a line or with commas between them; a line may be broken inside brackets."""
    depth, begin = 0, 0
    text = f"{text or ''},"
    for at, sign in enumerate(text):
        depth += (sign in "([") - (sign in ")]")
        if sign in ",\n" and depth <= 0:
            if text[begin:at].strip():
                yield text[begin:at].strip()
            begin, depth = at + 1, 0
    if text[begin:].strip():
        raise ValueError(f"a bracket is not closed: '{text[begin:].strip()[:40]}'")


def _letters(phrase: str) -> Iterator[str]:
    cleaned = "".join(letter if letter.isalpha() else " " for letter in phrase)
    yield from (bare(word) for word in cleaned.split())
