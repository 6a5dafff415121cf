"""Staff find the answer that the assistant would give, in both languages, as fast as they type; and take taught ones out."""

import random
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from sqlalchemy.engine import Connection, Engine

from spa.faq import taught
from spa.faq.export import export
from spa.faq.likeness import Rarity
from spa.faq.lookup import Lookup
from spa.faq.search import Search
from spa.faq.written import Written, read
from spa.knowledge import load_venues
from spa.store.database import connect, migrate, writing
from tests.keys import KEYS
from tests.spa.house import NOW
from tests.spa.test_faq_taught import HOUSE, LAN, RULES, WIFI, teach

ROOT = Path(__file__).parents[2]
WRITTEN = read(ROOT / "data" / "faq")
TOPICS = yaml.safe_load((ROOT / "knowledge" / "topics.yml").read_text(encoding="utf-8"))
VENUES = load_venues(ROOT / "knowledge" / "venues")
SEARCH = Search(WRITTEN, Lookup(Rarity(example for one in WRITTEN for example in one.examples)), TOPICS, RULES)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Connection]:
    engine: Engine = connect(f"sqlite:///{tmp_path}/spa.db", KEYS)
    migrate(engine)
    with writing(engine) as connection:
        yield connection
    engine.dispose()


@pytest.mark.parametrize(
    "asked, key",
    [
        ("what do you charge for an hour", "price"),
        ("gia bao nhieu vay em", "price"),
        ("Mấy giờ bên em mở cửa?", "hours"),
        ("how do I find you", "location"),
    ],
)
def test_the_best_answer_comes_first_with_facts_in_both_languages(db: Connection, asked: str, key: str) -> None:
    best = SEARCH.best(db, asked, VENUES["lee_spa"])
    assert best[0].key == key and best[0].topic == key and best[0].source == "visit.yml"
    assert len(best) <= 5 and len({one.key for one in best}) == len(best)
    assert all("{" not in text and text for one in best for text in one.text.values())


def test_a_venue_answers_its_own_way(db: Connection) -> None:
    keys = {
        venue: [one.key for one in SEARCH.best(db, "how can I massage my back at home", VENUES[venue])]
        for venue in VENUES
    }
    assert "home_technique_on_request" in keys["lee_spa"] and "home_technique" not in keys["lee_spa"]
    assert "home_technique" in keys["danang_reviews"]


def test_what_was_taught_for_the_very_question_comes_first(db: Connection) -> None:
    asked = "what time do you open on Sundays"
    one = teach(db, replace(WIFI, questions={"en": (asked,), "vi": ("chủ nhật mấy giờ mở cửa",)}, topic="hours"))
    [first, second, *_] = SEARCH.best(db, asked, VENUES["lee_spa"])
    assert (first.key, first.source, second.key) == (f"taught/{one.id}", "", "hours")
    assert first.text["en"] == "Yes, ask at the counter of LEE SPA & MASSAGE."


def test_most_questions_lead_to_their_topic_without_their_own_example() -> None:
    """The floor is a little under what was measured (0.73 and 0.91 of the finest keys)."""
    pairs = [(one.key, example) for one in WRITTEN for example in one.examples]
    left_out = random.Random(1).sample(pairs, 150)
    rest = [
        replace(one, examples=tuple(e for e in one.examples if (one.key, e) not in set(left_out))) for one in WRITTEN
    ]
    search = Search(rest, SEARCH._lookup, TOPICS, RULES)
    found = [search.topic(example) == search.topic_of(key) for key, example in left_out]
    assert sum(found) / len(found) >= 0.7


def test_nothing_like_it_is_no_answer(db: Connection) -> None:
    assert SEARCH.best(db, "xyzzy", VENUES["lee_spa"]) == []
    assert SEARCH.topic("xyzzy") is None


def test_it_takes_less_than_thirty_milliseconds(db: Connection) -> None:
    for number in range(100):
        one = replace(WIFI, questions={"en": (f"Do you have lamp {number} for guests?",), "vi": ("Có đèn không?",)})
        taught.teach(db, taught.draft(db, one, LAN, NOW), HOUSE, LAN, NOW)
    SEARCH.best(db, "hours", VENUES["lee_spa"])  # what was taught is read
    began = time.process_time()
    for one in WRITTEN:
        SEARCH.best(db, (one.examples or ("lamp",))[0], VENUES["lee_spa"])
    assert (time.process_time() - began) / len(WRITTEN) < 0.03


def test_what_is_exported_is_what_was_taught_and_reads_back(db: Connection, tmp_path: Path) -> None:
    answer = {"en": "Yes.\n\n- “Ask” at: {venue} # now", "vi": "Dạ có.\n\n'Hỏi' quầy: {venue} ạ."}
    one, twice = teach(db, replace(WIFI, answer=answer)), teach(db)
    teach(db, replace(WIFI, venue_id="lee_spa"))
    exported = export(taught.live(db), tmp_path / "nothing")
    assert exported.keys == (f"venue_special_taught_{one.id}",)
    assert (exported.known, len(exported.one_venue)) == ((twice.id,), 1)
    (tmp_path / "faq").mkdir()
    (tmp_path / "faq" / "taught.yml").write_text(exported.text, encoding="utf-8")
    questions = tuple(WIFI.asked())
    assert read(tmp_path / "faq") == [Written(exported.keys[0], questions, answer, "taught.yml")]


def test_a_question_that_is_trained_already_is_not_exported(db: Connection) -> None:
    one = teach(db, replace(WIFI, questions={"en": ("Piano lessons?",), "vi": ("giá bao nhiêu ạ?",)}))
    known = {example.casefold() for entry in WRITTEN for example in entry.examples}
    assert "giá bao nhiêu ạ?" in known
    exported = export(taught.live(db), ROOT / "data")
    assert "giá bao nhiêu" not in exported.text
    assert exported.keys == (f"venue_special_taught_{one.id}",)


def test_nothing_taught_is_an_empty_file(tmp_path: Path) -> None:
    exported = export({}, tmp_path)
    assert exported.keys == () and yaml.safe_load(exported.text) == {"version": "3.1"}
