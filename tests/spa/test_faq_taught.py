"""What staff teach reaches the customers, as far as a text may, and not without a second look where it is on health."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import yaml
from sqlalchemy.engine import Connection, Engine

from spa.errors import AnswerChanged, AnswerNotValid, NotFound, SecondLookMissing
from spa.faq import taught
from spa.faq.checks import goes_to_safety, mistakes
from spa.faq.content import Content
from spa.faq.likeness import Rarity
from spa.faq.lookup import Lookup
from spa.faq.rules import FaqRules
from spa.faq.taught import Taught
from spa.health import Reader
from spa.store.database import connect, migrate, writing
from tests.keys import KEYS
from tests.spa.house import NOW

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"
TOPICS = frozenset(yaml.safe_load((KNOWLEDGE / "topics.yml").read_text(encoding="utf-8")))
RULES = FaqRules.load(KNOWLEDGE / "faq.yml")
HOUSE = taught.House(RULES, TOPICS, Reader.load(KNOWLEDGE / "health"))
LAN, OWNER = "staff:1", "staff:2"
WIFI = Content(
    {"en": ("Do you have Wi-Fi for guests?",), "vi": ("Quán có wifi không em?",)},
    {"en": "Yes, ask at the counter of {venue}.", "vi": "Dạ có, mình hỏi quầy {venue} giúp em nhé."},
    "venue_special",
)
CARE = replace(WIFI, topic="contraindications")


@pytest.fixture
def engine(empty: str) -> Iterator[Engine]:
    engine = connect(empty, KEYS)
    migrate(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def db(engine: Engine) -> Iterator[Connection]:
    with writing(engine) as connection:
        yield connection


def teach(db: Connection, content: Content = WIFI, actor: str = LAN) -> Taught:
    return taught.teach(db, taught.draft(db, content, actor, NOW), HOUSE, actor, NOW)


def kinds(**values: object) -> list[tuple[str, str]]:
    return [(one.field, one.kind) for one in mistakes(replace(WIFI, **values), RULES, TOPICS)]  # type: ignore[arg-type]


def test_what_is_taught_is_found_until_it_is_withdrawn(db: Connection) -> None:
    lookup = Lookup(Rarity([]))
    assert lookup.nearest(db, "quan co wifi khong", "lee_spa", 0.5) is None
    one = teach(db)
    found = lookup.nearest(db, "quan co wifi khong", "lee_spa", 0.5)
    assert found and found.id == one.id and found.content == WIFI
    taught.withdraw(db, one, OWNER, NOW)
    assert lookup.nearest(db, "quan co wifi khong", "lee_spa", 0.5) is None


def test_a_draft_is_not_found(db: Connection) -> None:
    taught.draft(db, WIFI, LAN, NOW)
    assert taught.live(db) == {}


def test_an_answer_of_one_venue_is_not_found_at_another(db: Connection) -> None:
    teach(db, replace(WIFI, venue_id="lee_spa"))
    lookup = Lookup(Rarity([]))
    assert lookup.nearest(db, WIFI.questions["en"][0], "lee_spa", 0.9)
    assert lookup.nearest(db, WIFI.questions["en"][0], "danang_reviews", 0.1) is None


def test_the_wording_of_before_stays_until_the_new_one_is_taught(db: Connection) -> None:
    one = teach(db)
    new = replace(WIFI, answer={"en": "Of course.", "vi": "Dạ có ạ."})
    edited = taught.edit(db, one, new, LAN, NOW)
    assert taught.live(db) == {one.id: WIFI} and edited.state == taught.DRAFT
    taught.teach(db, edited, HOUSE, LAN, NOW)
    assert taught.live(db) == {one.id: new}


def test_health_needs_a_second_person(db: Connection) -> None:
    one = teach(db, CARE)
    assert one.state == taught.SECOND_LOOK and taught.live(db) == {}
    with pytest.raises(SecondLookMissing):
        taught.approve(db, one, HOUSE, LAN, NOW)
    taught.approve(db, one, HOUSE, OWNER, NOW)
    assert taught.live(db) == {one.id: CARE}


def test_whoever_changes_it_last_is_its_author(db: Connection) -> None:
    one = teach(db, CARE)
    edited = taught.teach(db, taught.edit(db, one, CARE, OWNER, NOW), HOUSE, OWNER, NOW)
    with pytest.raises(SecondLookMissing):
        taught.approve(db, edited, HOUSE, OWNER, NOW)


def test_words_of_health_need_a_second_person_under_any_topic(db: Connection) -> None:
    hidden = {"en": "Also if you have cancer.", "vi": "Kể cả khi mình bị ung thư ạ."}
    assert teach(db, replace(WIFI, answer=hidden)).state == taught.SECOND_LOOK


def test_what_waits_can_be_sent_back(db: Connection) -> None:
    assert taught.send_back(db, teach(db, CARE), OWNER, NOW).state == taught.DRAFT
    with pytest.raises(AnswerChanged):
        taught.approve(db, teach(db), HOUSE, OWNER, NOW)  # it is live, nothing waits


def test_of_two_who_change_it_at_once_the_second_is_told(db: Connection) -> None:
    one = teach(db)
    taught.withdraw(db, one, OWNER, NOW)
    with pytest.raises(AnswerChanged):
        taught.edit(db, one, WIFI, LAN, NOW)


def test_who_did_what_when_is_kept(db: Connection) -> None:
    one = teach(db)
    taught.withdraw(db, one, OWNER, NOW + timedelta(days=1))
    told = [(change.actor, change.state) for change in taught.history(db, one.id)]
    assert told == [(OWNER, "withdrawn"), (LAN, "live"), (LAN, "draft")]
    assert taught.get(db, one.id).changed_at == NOW + timedelta(days=1)
    with pytest.raises(NotFound):
        taught.get(db, 99)


def test_a_change_that_is_rolled_back_is_never_found(engine: Engine) -> None:
    lookup = Lookup(Rarity([]))
    with pytest.raises(ZeroDivisionError), writing(engine) as db:
        teach(db)
        assert lookup.nearest(db, WIFI.questions["en"][0], "lee_spa", 0.9)
        raise ZeroDivisionError
    with writing(engine) as db:
        assert lookup.nearest(db, WIFI.questions["en"][0], "lee_spa", 0.9) is None


def test_nothing_is_wrong_with_a_good_text() -> None:
    assert kinds() == []


@pytest.mark.parametrize(
    "english, kind",
    [
        ("", "missing"),
        ("It treats back pain at {venue}.", "claim"),
        ("You are safe at {venue}.", "claim"),
        ("It is 350,000 VND at {venue}.", "fact"),
        ("{venue} opens at 9 am.", "fact"),
        ("Call {venue} on 0905 123 456.", "fact"),
        ("Ask {venu}.", "brace"),
        ("Ask {venue.__class__}.", "brace"),
        ("Ask {venue!r}.", "brace"),
        ("Ask {venue.", "brace"),
        ("Ask {venue} {}.", "brace"),
        ("Ask us.", "brace_one_sided"),
        ("{venue} " + "very " * 200, "too_long"),
    ],
)
def test_what_a_text_may_not_say_is_found(english: str, kind: str) -> None:
    assert kinds(answer={**WIFI.answer, "en": english}) == [("answer_en", kind)]


def test_questions_are_needed_in_both_languages_and_not_without_end() -> None:
    assert kinds(questions={"en": ("hi",), "vi": ()}) == [("questions_vi", "missing")]
    assert kinds(questions={"en": ("x" * 201,), "vi": ("a",) * 41}) == [
        ("questions_en", "too_long"),
        ("questions_vi", "too_many"),
    ]
    assert kinds(topic="weather") == [("topic", "unknown")]


def test_what_is_wrong_is_not_taught(db: Connection) -> None:
    unfinished = taught.draft(db, replace(WIFI, answer={"en": "It cures.", "vi": ""}), LAN, NOW)
    with pytest.raises(AnswerNotValid) as refused:
        taught.teach(db, unfinished, HOUSE, LAN, NOW)
    assert [(one.field, one.words) for one in refused.value.allowed["mistakes"]] == [  # type: ignore[attr-defined]
        ("answer_en", "cures"),
        ("answer_vi", ""),
    ]


def test_a_form_gives_one_question_a_line() -> None:
    asked = {"en": " Is there Wi-Fi? \n\n Got  wifi?", "vi": "Có wifi không"}
    content = Content.written(asked, {"en": " Yes. ", "vi": "Dạ có"}, "rooms", None)
    assert content.questions == {"en": ("Is there Wi-Fi?", "Got wifi?"), "vi": ("Có wifi không",)}
    assert content.answer == {"en": "Yes.", "vi": "Dạ có"}


def test_a_question_that_safety_takes_first_is_known() -> None:
    assert goes_to_safety("I am pregnant, is there Wi-Fi?", HOUSE.reader)
    assert not goes_to_safety("Is there Wi-Fi?", HOUSE.reader)


def test_topics_that_need_more_certainty_are_topics_on_health() -> None:
    config = yaml.safe_load((KNOWLEDGE.parent / "config.yml").read_text(encoding="utf-8"))
    strict = {label.removeprefix("faq/") for label in config["pipeline"][0]["strict"] if label.startswith("faq/")}
    assert strict <= RULES.health_topics <= TOPICS
