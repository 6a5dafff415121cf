"""Which parts of a transcript are about somebody's health: who does not decide does not read them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import yaml

from gateway import modes
from gateway.staff.transcripts import ASSISTANT, CHANGE, GUEST, PERSON, Entry
from spa.text import fold

_TELLS = ("screening.yml", "outcome.yml")  # whose texts ask for answers on health or say what follows from them
_TOPIC = "utter_faq/"


class Reads(Protocol):
    def read(self, text: str) -> Sequence[Any]:
        """What the words say about health."""


def responses_on_health(folder: Path) -> frozenset[str]:
    """The names of the responses that ask about health or tell what follows."""
    files = (yaml.safe_load((folder / name).read_text(encoding="utf-8")) for name in _TELLS)
    return frozenset(name for file in files for name in file["responses"])


@dataclass(frozen=True)
class HealthParts:
    """What the reader finds health in, what answers a question on health, and what the house says of it.

    `asked` are the questions a consultant puts, of which many name no illness. Whoever of `deciders` has the
    conversation after health was spoken of in it speaks of nothing else, for all that we can tell.
    """

    reader: Reads
    responses: Collection[str]
    asked: Collection[str]

    def masked(self, entries: Sequence[Entry], deciders: Collection[str] = ()) -> list[Entry]:
        """The entries without the words of those that are about health. `deciders` as `staff:7`."""
        reading = _Reading(self, deciders)
        return [_without_words(one) if reading.is_health(one) else one for one in entries]

    def tells(self, text: str) -> bool:
        return bool(text) and bool(self.reader.read(text))

    def asks(self, text: str) -> bool:
        """Whether a question of a consultant stands in the text."""
        folded = fold(text)
        return any(question in folded for question in self._questions)

    @cached_property
    def _questions(self) -> frozenset[str]:
        return frozenset(fold(question).rstrip("?. ") for question in self.asked)


@dataclass
class _Reading:
    """Goes through a transcript in its order."""

    parts: HealthParts
    deciders: Collection[str]
    decides: bool = False  # somebody who decides has the conversation
    spoken: bool = False  # health was spoken of
    asked: bool = False  # the guest's next words answer a question on health
    about: set[int] = field(default_factory=set)  # the guest's messages that were about health

    def is_health(self, entry: Entry) -> bool:
        if entry.by == CHANGE:
            self.decides = entry.kind == modes.PERSON and entry.text in self.deciders
            return False
        found = self._found(entry)
        self.spoken = self.spoken or found
        return found

    def _found(self, entry: Entry) -> bool:
        found = self.parts.tells(entry.text) or entry.response in self.parts.responses
        if entry.by == GUEST:
            found = found or self.asked
            self.about |= {entry.number} if found else set()
        elif entry.by == ASSISTANT:
            self.asked = entry.asking and entry.response in self.parts.responses
            found = found or (entry.answers in self.about and (entry.response or "").startswith(_TOPIC))
        elif entry.by == PERSON:
            found = self.asked = found or self.parts.asks(entry.text) or (self.decides and self.spoken)
        return found


def _without_words(entry: Entry) -> Entry:
    return replace(entry, text="", choices=(), picture=None, is_health=True)
