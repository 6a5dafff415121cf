"""The best answers to a question for staff, found without the trained model: by the examples that are most like it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.engine import Connection

from spa.faq.content import LANGUAGES
from spa.faq.likeness import Index
from spa.faq.lookup import TAUGHT, Lookup
from spa.faq.rules import FaqRules
from spa.faq.written import Written, main_topic
from spa.knowledge import Bilingual, Venue, answer_key, facts

VOTES = 5  # so many of the nearest examples speak for an answer
MOST = 5


@dataclass(frozen=True)
class Answer:
    key: str  # behind faq/, or taught/<id>
    topic: str  # main one
    source: str  # the file in data/faq/; empty where staff have taught it
    question: str  # the example that is most like what was asked
    text: Bilingual  # with the venue's facts of now
    votes: tuple[float, ...]  # how alike the nearest examples are, from 0 to 1

    @property
    def weight(self) -> float:
        return _weight(self.votes)


class Search:
    """As the assistant orders them: what staff have taught for the very question, then what most examples speak for."""

    def __init__(
        self, written: Sequence[Written], lookup: Lookup, topics: Mapping[str, Bilingual], rules: FaqRules
    ) -> None:
        self.topics = topics
        self._lookup, self._rules = lookup, rules
        self._answers = {one.key: one for one in written}
        self._examples = [(one.key, example) for one in written for example in one.examples]
        self._index = Index(lookup.rarity, (example for _, example in self._examples))

    def best(self, connection: Connection, text: str, venue: Venue) -> list[Answer]:
        """At most MOST answers of the venue, the best first."""
        found = [*self._taught(connection, text, venue), *self._written(text, venue)]
        near_exact = self._rules.alike["near_exact"]
        order = sorted(found, key=lambda one: (one.source != "" or one.votes[0] < near_exact, -one.weight))
        once = list({one.key: one for one in reversed(order)}.values())[::-1]  # keys may share an answer at a venue
        known = {language: facts(venue, language) for language in LANGUAGES}
        return [_filled(one, known) for one in sorted(once, key=order.index)[:MOST]]

    def topic(self, text: str) -> str | None:
        """The main topic that a question belongs to most likely."""
        votes = self._votes(text)
        key = max(votes, key=lambda one: _weight(alike for _, alike in votes[one]), default="")
        return main_topic(key, self.topics)

    def topic_of(self, key: str) -> str:
        return main_topic(key, self.topics) or key

    def _taught(self, connection: Connection, text: str, venue: Venue) -> Iterable[Answer]:
        for one in self._lookup.best(connection, text, venue.id, self._rules.alike["worth_showing"]):
            content = one.content
            yield Answer(f"{TAUGHT}{one.id}", content.topic, "", one.question, content.answer, (one.alike,))

    def _written(self, text: str, venue: Venue) -> Iterable[Answer]:
        for key, votes in self._votes(text).items():
            said, alike = self._answers[answer_key(venue, key)], tuple(alike for _, alike in votes)
            yield Answer(said.key, self.topic_of(key), said.source, votes[0][0], said.answer, alike)

    def _votes(self, text: str) -> dict[str, list[tuple[str, float]]]:
        """By key the examples that are most like it, the nearest first."""
        votes: dict[str, list[tuple[str, float]]] = defaultdict(list)
        for number, alike in self._index.nearest(text, self._rules.alike["worth_showing"]):
            key, example = self._examples[number]
            if len(votes[key]) < VOTES:
                votes[key].append((example, alike))
        return votes


def _weight(votes: Iterable[float]) -> float:
    return sum(alike**2 for alike in votes)


def _filled(one: Answer, known: Mapping[str, Mapping[str, str]]) -> Answer:
    text = {language: one.text[language].format_map(known[language]) for language in LANGUAGES}
    return Answer(one.key, one.topic, one.source, one.question, text, one.votes)
