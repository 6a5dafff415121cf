"""The questions on our own page: nothing without consent, each guest alone, and a link that is good once."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

import bootstrap
from gateway.app import build
from gateway.questions import Questions
from gateway.texts import Texts
from spa.health import Reader
from spa.knowledge import load_venues
from spa.screening import Rules, consents, links, records
from spa.store.database import connect, reading, writing
from spa.store.schema import consent
from tests.gateway.parts import ROOT, UNLIMITED, Alarm, Clock, PlainSettings, Stub, venues
from tests.keys import KEYS
from tests.notes import notes_for
from tests.spa.databases import SqliteDatabases
from tests.spa.house import GUEST, NOW, House

RULES = Rules.load(ROOT / "knowledge" / "screening.yml")
READER = Reader.load(ROOT / "knowledge" / "health")
TEXTS = tuple(Texts(ROOT / "responses" / f"{name}.yml") for name in ("screening", "outcome", "gateway"))
FACTS = bootstrap.venue_facts({"house": load_venues(ROOT / "knowledge" / "venues")["lee_spa"]})
KEPT = {"health_hours": "48", "chat_days": "30"}
PLAIN = [question.id for question in RULES.questions if question.when is None]
WELL = {**dict.fromkeys(PLAIN, "no"), "consent": "yes"}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with SqliteDatabases(tmp_path).prepared(tmp_path) as url:
        engine = connect(url, KEYS)
        yield House(engine)
        engine.dispose()


def browser(house: House, later: timedelta = timedelta(0)) -> TestClient:
    ours = Questions(house.engine, RULES, READER, TEXTS, FACTS, KEPT, lambda: NOW + later)  # type: ignore[arg-type]
    return TestClient(build(PlainSettings(), venues(), Stub(), Alarm(), Clock(), UNLIMITED, lambda _: ours.routes()))


def made(house: House, guests: int = 1) -> list[str]:
    with writing(house.engine) as connection:
        return [f"/questions/{token}" for token in links.make(connection, GUEST, "house", guests, NOW)]


def answers(house: House, guest: int = 1) -> dict[str, str]:
    with reading(house.engine) as connection:
        return records.answers_of(connection, GUEST, NOW, guest)


def agreed(house: House, guests: int) -> bool:
    with reading(house.engine) as connection:
        return consents.newest(connection, GUEST, guests) is not None


@pytest.mark.parametrize(("language", "words"), [("en", "Are you pregnant"), ("vi", "mang thai")])
def test_every_question_stands_there_in_the_words_of_the_chat(house: House, language: str, words: str) -> None:
    [path] = made(house)
    shown = browser(house).get(f"{path}?language={language}")
    assert words in shown.text and "{" not in shown.text
    assert set(re.findall(r'name="(\w+)"', shown.text)) == {"viewport", "consent", *PLAIN}
    assert shown.headers["cache-control"] == "no-store" and shown.headers["referrer-policy"] == "no-referrer"


def test_without_consent_nothing_is_kept(house: House) -> None:
    [path] = made(house)
    assert 'name="consent"' in browser(house).post(path, data={**WELL, "consent": "no", "pregnancy": "yes"}).text
    assert answers(house) == {} and not agreed(house, 1)


def test_what_is_answered_is_what_the_gate_reads_and_the_link_is_used(house: House) -> None:
    [path] = made(house)
    done = browser(house).post(path, data=WELL)
    assert "go back to the chat" in done.text
    assert answers(house) == dict.fromkeys(PLAIN, "no") and agreed(house, 1)
    with reading(house.engine) as connection:
        [row] = connection.execute(select(consent)).all()
        assert (row.channel, row.text_version) == ("page", RULES.version) and links.is_answered(connection, GUEST)
    assert browser(house).get(path).status_code == browser(house).post(path, data=WELL).status_code == 404


def test_what_follows_from_an_answer_is_asked_next(house: House) -> None:
    [path] = made(house)
    client = browser(house)
    asked = client.post(path, data={**WELL, "medicines": "yes", "conditions": "hypertension"})
    assert {"medicine_names", "hypertension_controlled"} == set(re.findall(r'name="(\w+)"', asked.text)) - {
        "viewport", "consent", "again"
    }  # fmt: skip
    assert answers(house)["hypertension"] == "yes"
    client.post(
        path, data={"consent": "yes", "again": "yes", "medicine_names": "Xarelto", "hypertension_controlled": "yes"}
    )
    assert answers(house)["bleeding"] == "yes" and answers(house)["medicine_names"] == "known"
    with reading(house.engine) as connection:
        assert len(connection.execute(select(consent)).all()) == 1


def test_an_emergency_is_answered_at_once_and_not_kept(house: House) -> None:
    [path] = made(house)
    client = browser(house)
    listed = client.post(path, data={**WELL, "red_flags": "yes"})
    assert 'value="red_flag_chest"' in listed.text
    told = client.post(path, data={"consent": "yes", "again": "yes", "red_flag_list": "red_flag_chest"})
    assert "115" in told.text and answers(house) == records.A_PERSON_DECIDES
    with reading(house.engine) as connection:
        assert notes_for(connection, GUEST) == ["emergency"]


def test_all_have_agreed_when_each_has_answered_alone(house: House) -> None:
    mine, theirs = made(house, guests=2)
    browser(house).post(theirs, data={**WELL, "bleeding": "yes"})
    assert not agreed(house, 1) and answers(house) == {}
    browser(house).post(mine, data=WELL)
    assert agreed(house, 2) and "yes" not in answers(house).values()
    assert answers(house, guest=2)["bleeding"] == "yes"


def test_nobody_guesses_a_link_and_it_does_not_last(house: House) -> None:
    [path] = made(house)
    assert browser(house).get("/questions/anything").status_code == 404
    assert browser(house, later=links.LIVES).get(path).status_code == 404
    [newer] = made(house)
    assert browser(house).get(path).status_code == 404 and browser(house).get(newer).status_code == 200
