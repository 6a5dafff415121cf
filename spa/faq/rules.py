"""What holds for answers that staff teach; it stands in knowledge/faq.yml."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from spa.knowledge.files import parse


@dataclass(frozen=True)
class FaqRules:
    health_topics: frozenset[str]
    longest: Mapping[str, int]  # question and answer in characters, questions in each language
    alike: Mapping[str, float]  # from 0 to 1: near_exact, near, group, worth_showing

    @classmethod
    def load(cls, path: Path) -> "FaqRules":
        raw = parse(path.read_text(encoding="utf-8"), path.name)
        return cls(frozenset(raw["health_topics"]), raw["longest"], raw["alike"])

    def is_health(self, topic: str) -> bool:
        """Whether the topic, or the one that it is a detail of, is about health."""
        return any(topic == one or topic.startswith(f"{one}_") for one in self.health_topics)
