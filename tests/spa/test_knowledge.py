"""Both venues load and say their facts, and what is made up is marked."""

from dataclasses import replace
from pathlib import Path

import pytest

from spa.errors import KnowledgeError, NotFound
from spa.knowledge import FACT_NAMES, Hours, Venue, answer_key, facts, for_production, hours_of, load_venues, money

VENUES = Path(__file__).resolve().parents[2] / "knowledge" / "venues"
ALL = load_venues(VENUES)
LEE, REVIEWS = ALL["lee_spa"], ALL["danang_reviews"]
BOTH = pytest.mark.parametrize("venue", ALL.values(), ids=ALL)
LANGUAGES = pytest.mark.parametrize("language", ["en", "vi"])


@BOTH
@LANGUAGES
def test_every_fact_is_said(venue: Venue, language: str) -> None:
    said = facts(venue, language)
    assert set(said) == FACT_NAMES
    assert [name for name, text in said.items() if not text.strip() or "{" in text] == []


@BOTH
def test_what_the_booking_needs_is_there(venue: Venue) -> None:
    assert len(venue.rooms) >= 6 and len(venue.therapists) >= 5
    assert {therapist.gender for therapist in venue.therapists} == {"female", "male"}
    assert venue.service("back_massage").minutes == 60
    assert [step.id for step in venue.service("back_massage").steps] == ["massage"]
    assert venue.service("six_step").minutes == 150
    assert [step.id for step in venue.service("six_step").steps] == [
        step for numbered in venue.procedure for step in numbered.steps
    ]


def test_length_and_price_are_the_sums_of_the_steps() -> None:
    service = LEE.service("six_step")
    without_saunas = replace(service, steps=tuple(step for step in service.steps if step.id != "saunas"))
    assert (service.minutes, service.price_vnd) == (150, 750_000)
    assert (without_saunas.minutes, without_saunas.price_vnd) == (135, 670_000)


def test_there_is_no_such_service() -> None:
    with pytest.raises(NotFound):
        LEE.service("facial")
    with pytest.raises(NotFound):
        LEE.therapist("danang_reviews.linh")


def test_each_venue_has_its_own_rooms() -> None:
    assert {room.kind for room in LEE.rooms} == {"single", "double", "triple", "group"}
    assert {room.kind for room in REVIEWS.rooms} == {"single", "couple", "group", "wellness"}
    assert facts(LEE, "en")["rooms"] == "single, double, triple and group rooms"
    assert facts(REVIEWS, "en")["rooms"] == "single, couple's and group rooms, plus a wellness center"
    assert facts(LEE, "vi")["rooms"] == "phòng đơn, phòng đôi, phòng ba người và phòng nhóm"


def test_hours_are_said_in_runs_of_days() -> None:
    assert facts(LEE, "en")["hours"] == "Every day: 09:00–22:00"
    assert facts(REVIEWS, "vi")["hours"] == "Thứ Hai đến thứ Năm: 10:00–22:00\nThứ Sáu đến Chủ nhật: 09:00–23:00"


def test_hours_changed_later_are_said_as_they_are_then() -> None:
    spans = (Hours(0, 540, 720), Hours(0, 780, 1260), *(span for span in LEE.hours if span.weekday not in (0, 6)))
    changed = replace(LEE, hours=spans)
    assert hours_of(changed)[6] == ()
    assert facts(changed, "en")["hours"].splitlines() == [
        "Monday: 09:00–12:00 and 13:00–21:00",
        "Tuesday to Saturday: 09:00–22:00",
        "Sunday: closed",
    ]


def test_a_price_changed_later_is_said_as_it_is_then() -> None:
    service = LEE.service("back_massage")
    dearer = replace(service, steps=(replace(service.steps[0], price_vnd=400_000),))
    changed = replace(LEE, services=(dearer,))
    assert facts(changed, "en")["prices"] == "• Back massage, 60 minutes: 400,000 VND"
    assert facts(changed, "vi")["prices"] == "• Massage lưng, 60 phút: 400.000 ₫"


def test_money() -> None:
    assert (money(1_250_000, "en"), money(1_250_000, "vi")) == ("1,250,000 VND", "1.250.000 ₫")


def test_facts_inside_facts_are_filled() -> None:
    assert "up to 4 hours" in facts(LEE, "en")["cancel_policy"]
    assert LEE.phone in facts(LEE, "vi")["cancel_policy"]
    assert "vỏ cam quýt" in facts(LEE, "vi")["steps"]
    assert facts(REVIEWS, "en")["pregnancy_advice"].endswith("+84 236 000 0202.")


def test_the_unsure_acupoint_has_no_code() -> None:
    for venue, spelling in ((LEE, "Yidu"), (REVIEWS, "Tai Du")):
        said = facts(venue, "en")["acupoints"]
        assert f"Tỳ Du (here {spelling})" in said
        assert "BL20" not in said


def test_home_techniques_are_answered_only_where_the_document_has_them() -> None:
    assert answer_key(LEE, "home_technique_acupressure") == "home_technique_on_request"
    assert answer_key(REVIEWS, "home_technique_acupressure") == "home_technique_acupressure"
    assert answer_key(LEE, "price") == "price"


@BOTH
def test_production_refuses_demo_values(venue: Venue) -> None:
    with pytest.raises(KnowledgeError, match=f"{venue.id}.yml: legal_name: is a demo value"):
        for_production(venue)
    for_production(replace(venue, demo_values=("hours", "rooms")))


@BOTH
def test_what_is_made_up_is_marked(venue: Venue) -> None:
    assert {"legal_name", "phone", "hours", "place", "rooms", "services", "therapists", "policies"} <= set(
        venue.demo_values
    )
    assert not any(key.startswith(("procedure", "about", "name")) for key in venue.demo_values)


def test_tet_is_closed() -> None:
    assert [closure.day.isoformat() for closure in LEE.closures] == [f"2027-02-{day:02d}" for day in range(5, 10)]


def test_a_folder_without_venues_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="there is no venue file"):
        load_venues(tmp_path)
