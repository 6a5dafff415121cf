"""What the pages on questions and answers work with; read when the first of them is opened, or before."""

from functools import cached_property
from pathlib import Path

import yaml

from spa.faq.likeness import Rarity
from spa.faq.lookup import Lookup
from spa.faq.rules import FaqRules
from spa.faq.search import Search
from spa.faq.taught import House
from spa.faq.unanswered import Groups
from spa.faq.written import Written, read
from spa.health import Reader

ROOT = Path(__file__).parents[1]


class Answering:
    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.data = ROOT / "data"

    def warm(self) -> None:
        """Read everything before anybody waits for it."""
        for part in (self.rules, self.search, self.groups, self.house):
            assert part

    @cached_property
    def rules(self) -> FaqRules:
        return FaqRules.load(ROOT / "knowledge" / "faq.yml")

    @cached_property
    def search(self) -> Search:
        return Search(self._written, Lookup(self._rarity), self.topics, self.rules)

    @cached_property
    def groups(self) -> Groups:
        """What could not be answered."""
        return Groups(self._rarity, self.rules.alike["group"])

    @cached_property
    def house(self) -> House:
        return House(self.rules, frozenset(self.topics), self._reader)

    @cached_property
    def _written(self) -> list[Written]:
        return read(self.data / "faq")

    @cached_property
    def _rarity(self) -> Rarity:
        return Rarity(example for one in self._written for example in one.examples)

    @cached_property
    def topics(self) -> dict[str, dict[str, str]]:
        """How each question is named, by its key and language."""
        topics: dict[str, dict[str, str]] = yaml.safe_load((ROOT / "knowledge" / "topics.yml").read_text("utf-8"))
        return topics
