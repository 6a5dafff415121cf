"""Questions and answers: what staff have taught, what could not be answered, and what helped."""

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from spa.store.moment import Moment
from spa.store.schema.base import metadata

_CONTENT = JSON(none_as_null=True)  # {"questions": {language: [...]}, "answer": {language: ...}, "topic", "venue_id"}

taught_answer = Table(
    "taught_answer",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("state", String(12), nullable=False),  # draft, second_look, live, withdrawn
    Column("written", _CONTENT, nullable=False),  # as it was written last
    Column("live", _CONTENT),  # what customers get: while a new wording waits, still the one before
    Column("author", String(120), nullable=False),  # who wrote it last: "staff:<id>"
    Column("changed_at", Moment, nullable=False),
    Column("version", Integer, nullable=False),  # grows with each change
)
taught_history = Table(
    "taught_history",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("answer_id", Integer, ForeignKey("taught_answer.id"), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("actor", String(120), nullable=False),
    Column("change", String(20), nullable=False),  # the state that followed
    Column("written", _CONTENT, nullable=False),
    # Random, and of the newest row that of the whole: it says whether what a process has read still holds.
    Column("mark", String(32), nullable=False),
)
unanswered_question = Table(
    "unanswered_question",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("conversation", String(120), nullable=False, index=True),
    Column("venue_id", String(40), nullable=False),
    Column("channel", String(20), nullable=False),
    Column("language", String(5), nullable=False),
    Column("at", Moment, nullable=False, index=True),
    Column("sealed", Text),  # the words, without numbers of cards, papers and telephones
)
answer_rating = Table(
    # Whether an answer helped. Nothing in it leads to who said so.
    "answer_rating",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("answer", String(80), nullable=False),  # the key behind faq/, or taught/<id>
    Column("venue_id", String(40), nullable=False),
    Column("channel", String(20), nullable=False),
    Column("language", String(5), nullable=False),
    Column("helped", Boolean, nullable=False),
    Column("at", Moment, nullable=False),
    Index("ix_answer_rating_at_answer", "at", "answer"),
)
