"""A third venue is a new file and nothing else: it loads, fills the database, says its facts and has its page."""

import re
import shutil
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest

import bootstrap
from gateway.app import build
from gateway.conversations import Venues
from spa import booking
from spa.knowledge import Venue, facts, load_venues
from spa.store.database import connect, reading
from spa.store.venues import CurrentVenues
from tests.gateway.parts import UNLIMITED, Alarm, Clock, PlainSettings, Stub, running
from tests.keys import KEYS
from tests.texts import ROOT, answer, responses

FILES = ROOT / "knowledge" / "venues"
CLOCK = Clock()


@pytest.fixture
def known(tmp_path: Path) -> Mapping[str, Venue]:
    """The venues of the project and one more, with rooms, a name and a price of its own."""
    shutil.copytree(FILES, tmp_path, dirs_exist_ok=True)
    text = (FILES / "lee_spa.yml").read_text(encoding="utf-8")
    for said, instead in (
        ("id: lee_spa", "id: hoi_an"),
        ("name: LEE SPA & MASSAGE", "name: Lantern Spa"),
        ("price_vnd: 350000", "price_vnd: 310000"),
    ):
        text = text.replace(said, instead, 1)
    (tmp_path / "hoi_an.yml").write_text(text, encoding="utf-8")
    return load_venues(tmp_path)


def test_its_people_and_rooms_are_its_own(known: Mapping[str, Venue]) -> None:
    assert sorted(known) == ["danang_reviews", "hoi_an", "lee_spa"]
    assert known["hoi_an"].rooms[0].id == "hoi_an.jade"
    people = [therapist.id for venue in known.values() for therapist in venue.therapists]
    assert len(people) == len(set(people))


def test_it_can_be_booked_at_its_own_price(known: Mapping[str, Venue]) -> None:
    engine = connect("sqlite://", KEYS)
    bootstrap.prepare_database(engine, known, CLOCK())
    for venue, price in (("lee_spa", 350_000), ("hoi_an", 310_000)):
        window = booking.Window(CLOCK(), CLOCK() + timedelta(days=1))
        with reading(engine) as connection:
            offered = booking.offers(connection, venue, "back_massage", 1, window, CLOCK(), limit=1)
        request = booking.HoldRequest(venue, f"web:{venue}", "back_massage", 1, offered[0].start, booking.Wish(), "en")
        assert booking.hold(engine, request, CLOCK()).price_vnd == price
    assert CurrentVenues(known, engine, CLOCK)["hoi_an"].service("back_massage").price_vnd == 310_000


@pytest.mark.parametrize("language", ["en", "vi"])
def test_every_answer_can_be_said_of_it(known: Mapping[str, Venue], language: str) -> None:
    answers = responses("data/faq")
    said = facts(known["hoi_an"], language)
    told = [answer(name, language, answers).format_map(said) for name in answers if name.startswith("utter_faq/")]
    assert any("Lantern Spa" in text for text in told)
    assert [text for text in told if re.search("LEE SPA|Danang Reviews", text)] == []


async def test_it_has_a_page(known: Mapping[str, Venue]) -> None:
    venues = Venues(list(known), bootstrap.venue_facts(known))
    app = build(PlainSettings(), venues, Stub(), Alarm(), CLOCK, UNLIMITED)
    async with running(app) as address, aiohttp.ClientSession() as session, session.get(f"{address}/hoi_an") as page:
        assert page.status == 200 and "Lantern Spa" in await page.text()
