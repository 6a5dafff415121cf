"""Whether answers helped: counted by answer, without who said so."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, insert, select
from sqlalchemy.engine import Connection

from spa.store.schema import answer_rating


@dataclass(frozen=True)
class Rating:
    answer: str  # the key behind faq/, or taught/<id>
    venue_id: str
    channel: str
    language: str
    helped: bool


@dataclass(frozen=True)
class Rated:
    answer: str
    helped: int
    missed: int

    @property
    def share(self) -> float:
        """Of those who said something, how many were helped: 0 to 1."""
        return self.helped / (self.helped + self.missed)


def rate(connection: Connection, rating: Rating, now: datetime) -> None:
    connection.execute(insert(answer_rating).values({**vars(rating), "at": now}))


def rated(connection: Connection, since: datetime, until: datetime, venues: Collection[str]) -> list[Rated]:
    """The answers that were rated at these venues from `since` until before `until`, those that do worst first."""
    missed = func.sum(case((answer_rating.c.helped, 0), else_=1))
    query = select(answer_rating.c.answer, func.count().label("all"), missed.label("missed"))
    query = query.where(answer_rating.c.at >= since, answer_rating.c.at < until, answer_rating.c.venue_id.in_(venues))
    query = query.group_by(answer_rating.c.answer)
    rows = [Rated(row.answer, row.all - row.missed, row.missed) for row in connection.execute(query)]
    return sorted(rows, key=lambda one: (one.share, -one.missed, one.answer))
