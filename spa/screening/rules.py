"""The rules of knowledge/screening.yml as values; a mistake in it is refused with the file, the key and the reason."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Mapping

import yaml

from spa.errors import KnowledgeError

CELLS = {"ok", "T", "L", "D", "X"}
STOPS = {"consult", "see_doctor", "not_today"}
TIERS = {"see_doctor", "emergency"}
KINDS = {"health", "medicine", "allergy", "areas"}


@dataclass(frozen=True)
class FollowUp:
    """A question whose answer turns a condition into a milder one."""

    question: str
    answer: str
    becomes: str


@dataclass(frozen=True)
class Condition:
    """What one condition means for each step; a red flag has a tier and allows no step."""

    id: str
    name: Mapping[str, str]
    cells: Mapping[str, str]
    stop: str = "consult"
    tier: str | None = None
    passes: bool = False
    note: str | None = None
    follow_up: FollowUp | None = None

    def cell(self, step: str) -> str:
        return "X" if self.tier else self.cells[step]


@dataclass(frozen=True)
class Question:
    """One question of the screening; its slot in the dialogue is `screening_<id>`."""

    id: str
    covers: tuple[str, ...]
    kind: str = "health"
    list: bool = False  # each covered condition is a choice, until there is no more
    counts_as: str | None = None  # the condition that any answer but no stands for
    when: str | None = None  # asked only where this question or condition was answered with anything but no


@dataclass(frozen=True)
class Rules:
    """Everything in knowledge/screening.yml."""

    version: str
    conditions: Mapping[str, Condition]
    questions: tuple[Question, ...]
    therapist_notes: Mapping[str, Mapping[str, str]]
    steps: Mapping[str, Mapping[str, str]]  # every step with its short name
    choices: Mapping[str, Mapping[str, str]]  # what ends a list
    guest: Mapping[str, str]  # how a guest of a party is called by number
    guests: Mapping[str, Mapping[str, str]]  # ... and to the one who writes
    whose: Mapping[str, Mapping[int, Mapping[str, str]]]  # the choices where it was not said who it is, by party
    gets: Mapping[str, Mapping[str, str]]  # what a guest of a party gets
    consult: Mapping[str, Mapping[str, str]]  # what becomes of the time while a person decides

    @classmethod
    def load(cls, path: Path) -> "Rules":
        """Read the file. Raises KnowledgeError."""
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
        try:
            rules = cls(
                version=raw["version"],
                conditions={**_conditions(raw["conditions"]), **_red_flags(raw["red_flags"])},
                questions=tuple(_question(item) for item in raw["questions"]),
                therapist_notes=raw["therapist_notes"],
                steps=raw["steps"],
                choices=raw["choices"],
                guest=raw["guest"],
                guests=raw["guests"],
                whose=raw["whose"],
                gets=raw["gets"],
                consult=raw["consult"],
            )
        except (KeyError, TypeError) as error:
            raise KnowledgeError(f"{path.name}: {error!r} is missing or has the wrong shape") from error
        _check(rules, path.name)
        return rules

    def question(self, question_id: str) -> Question:
        return next(question for question in self.questions if question.id == question_id)

    def note_text(self, notes: str, language: str) -> str:
        """The therapists' sentences for the note ids of a booking, as the gate joins them: in a party by guest.

        What is no id are words of the staff, who have decided about the booking.
        """
        return " ".join(self._part(part, language) for part in notes.split("; "))

    def _part(self, part: str, language: str) -> str:
        number, _, ids = part.partition(": ")
        if not number.isdigit():
            return self._sentences(part, language)
        return f"{self._of_guest(number, language)}{self._sentences(ids, language)}"

    def _of_guest(self, number: str, language: str) -> str:
        return f"{self.guest[language].format(number=number)}: "

    def _sentences(self, ids: str, language: str) -> str:
        if not all(note in self.therapist_notes for note in ids.split(", ")):
            return ids
        return " ".join(self.therapist_notes[note][language] for note in ids.split(", "))


def _conditions(raw: Mapping[str, Any]) -> dict[str, Condition]:
    return {
        key: Condition(
            id=key,
            name=item["name"],
            cells=item["cells"],
            stop=item.get("stop", "consult"),
            passes=item.get("passes", False),
            note=item.get("note"),
            follow_up=FollowUp(**item["follow_up"]) if "follow_up" in item else None,
        )
        for key, item in raw.items()
    }


def _red_flags(raw: Mapping[str, Any]) -> dict[str, Condition]:
    return {key: Condition(id=key, name=item["name"], cells={}, tier=item["tier"]) for key, item in raw.items()}


def _question(raw: Mapping[str, Any]) -> Question:
    return Question(**{**raw, "covers": tuple(raw["covers"])})


def _check(rules: Rules, file: str) -> None:
    for condition in rules.conditions.values():
        for key, reason in _faults(condition, rules):
            raise KnowledgeError(f"{file}: conditions.{condition.id}.{key}: {reason}")
    for question in rules.questions:
        unknown = {*question.covers, question.counts_as} - {None, *rules.conditions}
        if unknown or question.kind not in KINDS:
            raise KnowledgeError(f"{file}: questions.{question.id}: unknown {unknown or question.kind}")


def _faults(condition: Condition, rules: Rules) -> list[tuple[str, str]]:
    return [
        (key, reason)
        for key, wrong, reason in (
            (
                "cells",
                not condition.tier and set(condition.cells) != set(rules.steps),
                f"needs each of {sorted(rules.steps)}",
            ),
            ("cells", not set(condition.cells.values()) <= CELLS, f"only {sorted(CELLS)}"),
            ("stop", condition.stop not in STOPS, f"one of {sorted(STOPS)}"),
            ("tier", condition.tier is not None and condition.tier not in TIERS, f"one of {sorted(TIERS)}"),
            ("name", set(condition.name) != {"en", "vi"}, "needs en and vi"),
            (
                "note",
                condition.note is not None and condition.note not in rules.therapist_notes,
                "not in therapist_notes",
            ),
            (
                "follow_up",
                condition.follow_up is not None and condition.follow_up.becomes not in rules.conditions,
                "becomes a condition that is not there",
            ),
        )
        if wrong
    ]
