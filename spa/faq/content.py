"""What is taught: questions as customers ask them, and the answer, in both languages."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from spa.knowledge import Bilingual
from spa.text import normalise

LANGUAGES = ("en", "vi")


@dataclass(frozen=True)
class Content:
    questions: Mapping[str, tuple[str, ...]]  # by language
    answer: Bilingual
    topic: str  # the main topic that it belongs to, of knowledge/topics.yml
    venue_id: str | None = None  # none: at every venue

    @classmethod
    def written(cls, questions: Mapping[str, str], answer: Bilingual, topic: str, venue_id: str | None) -> "Content":
        """From what stands in a form: one question a line."""
        lines = {one: tuple(filter(None, map(normalise, questions[one].splitlines()))) for one in LANGUAGES}
        return cls(lines, {one: _tidy(answer[one]) for one in LANGUAGES}, topic, venue_id)

    @classmethod
    def stored(cls, row: Mapping[str, Any]) -> "Content":
        questions = {language: tuple(asked) for language, asked in row["questions"].items()}
        return cls(questions, row["answer"], row["topic"], row["venue_id"])

    def to_store(self) -> dict[str, Any]:
        return asdict(self)

    def asked(self) -> Iterator[str]:
        for language in LANGUAGES:
            yield from self.questions[language]

    def is_for(self, venue_id: str) -> bool:
        return self.venue_id in (None, venue_id)


def _tidy(text: str) -> str:
    return "\n".join(map(normalise, text.strip().splitlines()))
