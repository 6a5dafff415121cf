"""Which taught answer a question asks for: kept in memory, read anew after each change."""

from dataclasses import dataclass

from sqlalchemy.engine import Connection

from spa.faq import taught
from spa.faq.content import Content
from spa.faq.likeness import Index, Rarity

TAUGHT = "taught/"  # before the id of an answer that staff have taught, where others have the key behind faq/


@dataclass(frozen=True)
class Found:
    id: int
    content: Content
    alike: float  # 0 to 1
    question: str  # of those that were taught, the one that is most like it


@dataclass(frozen=True)
class _Known:
    mark: str | None
    index: Index
    questions: tuple[tuple[str, int, Content], ...]  # in the order of the index


class Lookup:
    """`nearest` for customers, `best` for staff who choose themselves."""

    def __init__(self, rarity: Rarity) -> None:
        self.rarity = rarity
        self._known = _Known("nothing read yet", Index(rarity), ())

    def nearest(self, connection: Connection, text: str, venue_id: str, least: float) -> Found | None:
        """The answer whose question is most like the text, if one is at least so much like it."""
        return next(iter(self.best(connection, text, venue_id, least)), None)

    def best(self, connection: Connection, text: str, venue_id: str, least: float) -> list[Found]:
        """The answers that are live at the venue, each once, the nearest first."""
        known = self._current(connection)
        found: dict[int, Found] = {}
        for number, alike in known.index.nearest(text, least):
            question, answer_id, content = known.questions[number]
            if content.is_for(venue_id):
                found.setdefault(answer_id, Found(answer_id, content, alike, question))
        return list(found.values())

    def _current(self, connection: Connection) -> _Known:
        mark = taught.mark(connection)
        if self._known.mark != mark:
            questions = tuple(
                (question, answer_id, content)
                for answer_id, content in taught.live(connection).items()
                for question in content.asked()
            )
            self._known = _Known(mark, Index(self.rarity, (question for question, _, _ in questions)), questions)
        return self._known
