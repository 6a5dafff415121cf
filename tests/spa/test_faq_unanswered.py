"""What could not be answered is kept sealed and masked, counted by likeness, and forgotten; what helped is counted."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.engine import Connection

from spa import export, privacy
from spa.faq import ratings, unanswered
from spa.faq.likeness import Rarity
from spa.faq.rules import FaqRules
from spa.faq.unanswered import Asked, Groups
from spa.faq.written import examples
from spa.screening import records
from spa.store.database import connect, migrate, writing
from spa.store.schema import unanswered_question
from tests.keys import KEYS
from tests.spa.house import NOW

ROOT = Path(__file__).parents[2]
RARITY = Rarity(examples(ROOT / "data" / "faq"))
ALIKE = FaqRules.load(ROOT / "knowledge" / "faq.yml").alike["group"]
GUEST = Asked("web:guest", "lee_spa", "web", "en")
VENUES = ("lee_spa", "danang_reviews")


@pytest.fixture
def db(empty: str) -> Iterator[Connection]:
    engine = connect(empty, KEYS)
    migrate(engine)
    with writing(engine) as connection:
        yield connection
    engine.dispose()


def ask(db: Connection, text: str, **other: str) -> None:
    unanswered.record(db, replace(GUEST, **other), text, NOW)


def groups(db: Connection, *venues: str) -> list[unanswered.Group]:
    return Groups(RARITY, ALIKE).read(db, venues or VENUES)


def test_like_questions_stand_together_with_their_counts(db: Connection) -> None:
    ask(db, "do you have a swimming pool")
    ask(db, "Is there a swimming pool?", conversation="zalo:1", channel="zalo")
    ask(db, "quán có hồ bơi không em", conversation="zalo:2", channel="zalo", language="vi")
    ask(db, "co ho boi khong", conversation="web:2", language="vi", venue_id="danang_reviews")
    english, vietnamese = sorted(groups(db), key=lambda group: min(group.languages))
    assert (english.count, dict(english.channels)) == (2, {"web": 1, "zalo": 1})
    assert english.wordings == {"en": ("Is there a swimming pool?", "do you have a swimming pool")}
    assert (vietnamese.count, dict(vietnamese.venues)) == (2, {"lee_spa": 1, "danang_reviews": 1})
    assert [group.count for group in groups(db, "danang_reviews")] == [1]


def test_the_list_is_put_together_anew_when_one_comes_or_goes(db: Connection) -> None:
    known = Groups(RARITY, ALIKE)
    ask(db, "do you have a swimming pool")
    first = known.read(db, VENUES)
    assert known.read(db, VENUES) is first
    ask(db, "where can I park a bus")
    assert len(known.read(db, VENUES)) == 2
    unanswered.settle(db, first[0].ids)
    assert [group.wordings for group in known.read(db, VENUES)] == [{"en": ("where can I park a bus",)}]


def test_numbers_and_addresses_are_masked_and_the_words_sealed(db: Connection) -> None:
    ask(db, "my card 4111 1111 1111 1111, phone 0905 123 456, lan@example.com: is there a lift")
    [row] = db.execute(select(unanswered_question)).all()
    assert "lift" not in row.sealed
    [words] = groups(db)[0].wordings["en"]
    assert "lift" in words and not any(secret in words for secret in ("4111", "0905", "example"))


def test_what_is_old_is_deleted(db: Connection) -> None:
    ask(db, "is there a lift")
    assert unanswered.forget_old(db, NOW) == 0
    assert unanswered.forget_old(db, NOW + timedelta(seconds=1)) == 1
    assert groups(db) == []


def test_it_goes_with_the_conversation_and_is_shown_to_the_customer(db: Connection) -> None:
    ask(db, "is there a lift")
    ask(db, "is there a lift", conversation="web:other")
    assert export.held(db, GUEST.conversation, NOW)["not_answered"] == [
        {"at": NOW.astimezone(timezone.utc).isoformat(), "words": "is there a lift"}
    ]
    privacy.erase(db, GUEST.conversation, NOW)
    assert db.execute(select(unanswered_question.c.conversation)).scalars().all() == ["web:other"]


def test_it_goes_with_what_was_told_of_health_and_stays_when_that_is_only_old(db: Connection) -> None:
    rules = {"pregnancy": "yes"}
    records.record(db, GUEST.conversation, "lee_spa", rules, NOW)
    ask(db, "is there a lift")
    later = NOW + timedelta(hours=49)
    assert privacy.forget_old(db, later, timedelta(hours=48)) == 1
    assert groups(db)[0].wordings == {"en": ("is there a lift",)}  # under the new key of the conversation
    privacy.forget_answers(db, GUEST.conversation)
    assert groups(db) == []


def test_answers_that_do_badly_come_first(db: Connection) -> None:
    for answer, helped in (("hours", True), ("hours", True), ("price", False), ("price", True), ("taught/1", False)):
        ratings.rate(db, ratings.Rating(answer, "lee_spa", "web", "en", helped), NOW)
    ratings.rate(db, ratings.Rating("rooms", "danang_reviews", "web", "en", True), NOW)
    day = timedelta(days=1)
    found = ratings.rated(db, NOW, NOW + day, ["lee_spa"])
    assert [(one.answer, one.helped, one.missed, one.share) for one in found] == [
        ("taught/1", 0, 1, 0),
        ("price", 1, 1, 0.5),
        ("hours", 2, 0, 1),
    ]
    assert ratings.rated(db, NOW + day, NOW + 2 * day, VENUES) == []
    assert {one.answer for one in ratings.rated(db, NOW, NOW + day, VENUES)} == {"taught/1", "price", "hours", "rooms"}
