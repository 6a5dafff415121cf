"""Both venues load and say their facts; a third is one more file; a mistake is refused by file, key and reason."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

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


Change = Callable[[Any], Any]
MISTAKES: dict[str, tuple[Change, str]] = {
    "no phone": (lambda v: v.pop("phone"), "the file: 'phone' is a required property"),
    "unknown key": (lambda v: v.update(colour="jade"), "the file: .*'colour'"),
    "other id": (lambda v: v.update(id="other"), "id: must be lee_spa"),
    "no Vietnamese": (lambda v: v["about"]["food"].pop("vi"), "about.food: 'vi' is a required property"),
    "empty text": (lambda v: v["policies"]["dress"].update(en=""), "policies.dress.en: "),
    "time zone": (lambda v: v.update(timezone="Asia/Da_Nang"), "timezone: Asia/Da_Nang is not a known time zone"),
    "price": (
        lambda v: v["services"]["six_step"]["steps"]["saunas"].update(price_vnd=-1),
        "services.six_step.steps.saunas.price_vnd: -1 is less than the minimum",
    ),
    "minutes": (
        lambda v: v["services"]["back_massage"]["steps"]["massage"].update(minutes=50),
        "services.back_massage.steps.massage.minutes: 50 is not a multiple of 15",
    ),
    "unknown step": (
        lambda v: v["services"]["six_step"]["steps"].update(mud={"minutes": 15, "price_vnd": 0}),
        "services.six_step.steps: 'mud' is not one of",
    ),
    "skill": (
        lambda v: v["therapists"]["yen"]["skills"].append("facial"),
        "therapists.yen.skills: facial is not a service",
    ),
    "shift outside the clock": (
        lambda v: v["therapists"]["lan"]["shifts"][0].update(time="18:00-24:15"),
        "therapists.lan.shifts: a span must end after it begins",
    ),
    "shift backwards": (
        lambda v: v["therapists"]["lan"]["shifts"][0].update(time="18:00-09:00"),
        "therapists.lan.shifts: a span must end after it begins",
    ),
    "two shifts at once": (
        lambda v: v["therapists"]["lan"]["shifts"].append({"days": ["mon"], "time": "17:00-20:00"}),
        "therapists.lan.shifts: two spans of one day overlap",
    ),
    "no such clock": (lambda v: v["hours"].update(mon=["09:60-22:00"]), "hours.mon.0: "),
    "off the quarter": (lambda v: v["hours"].update(mon=["09:10-22:00"]), "hours: times must be on the quarter"),
    "no such day": (lambda v: v["closures"][0].update(to="2027-02-30"), "closures.0.to: '2027-02-30' is not a 'date'"),
    "closed backwards": (
        lambda v: v["closures"][0].update(to="2027-02-01"),
        "closures.0.to: 2027-02-01 lies before 2027-02-05",
    ),
    "language without a name": (
        lambda v: v["therapists"]["yen"]["languages"].append("th"),
        "therapists.yen.languages: th has no name",
    ),
    "closed twice": (lambda v: v["closures"].append(v["closures"][0]), "closures: 2027-02-05 is closed twice"),
    "no such room": (
        lambda v: v["services"]["back_massage"]["room_kinds"].append("couple"),
        "services.back_massage.room_kinds: the venue has no couple room",
    ),
    "party too large": (
        lambda v: v["services"]["wood_bath_massage"].update(largest_party=4),
        "services.wood_bath_massage.largest_party: its largest room takes 3",
    ),
    "too few therapists": (
        lambda v: v["services"]["neck_and_back"].update(largest_party=6),
        "services.neck_and_back.largest_party: only 5 therapists",
    ),
    "said twice": (
        lambda v: v["services"]["six_step"]["said_as"]["vi"].append("Mat xa lung"),
        "services.six_step.said_as: 'mat xa lung' already means back_massage",
    ),
    "break outside the shift": (
        lambda v: v["therapists"]["lan"].update(breaks=[{"days": ["mon"], "time": "19:00-19:30"}]),
        r"therapists.lan.breaks: the break lies outside the shifts \(weekday 0\)",
    ),
    "break of a day backwards": (
        lambda v: v["therapists"]["lan"].update(day_breaks=[{"day": "2026-12-01", "time": "12:00-11:00"}]),
        "therapists.lan.day_breaks: a span must end after it begins",
    ),
    "special hours of a closed day": (
        lambda v: v.update(special_hours=[{"day": "2027-02-05", "hours": ["09:00-12:00"]}]),
        "special_hours: 2027-02-05 is among the closures too",
    ),
    "special hours off the quarter": (
        lambda v: v.update(special_hours=[{"day": "2027-03-05", "hours": ["09:05-12:00"]}]),
        r"special_hours: times must be on the quarter of an hour \(2027-03-05\)",
    ),
    "special hours without hours": (
        lambda v: v.update(special_hours=[{"day": "2027-03-05", "hours": []}]),
        "special_hours.0.hours: ",
    ),
    "room kind": (
        lambda v: v["rooms"]["jade"].update(kind="attic"),
        "rooms.jade.kind: 'attic' is not one of",
    ),
    "step missing": (lambda v: v["procedure"].pop(4), "procedure: the step rinse must appear once, not 0 times"),
    "not a fact": (lambda v: v["policies"]["dress"].update(en="Bring {robes}."), r"dress: \{robes\} is not a fact"),
    "open brace": (lambda v: v["about"]["special"][0].update(en="{"), r"special.0: \{\{\} is not a fact"),
}


@pytest.mark.parametrize(("change", "said"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_refused_with_file_key_and_reason(tmp_path: Path, change: Change, said: str) -> None:
    content = yaml.load((VENUES / "lee_spa.yml").read_text(encoding="utf-8"), yaml.BaseLoader)
    content = _numbers(content)
    change(content)
    (tmp_path / "lee_spa.yml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    with pytest.raises(KnowledgeError, match=rf"^lee_spa\.yml: {said}"):
        load_venues(tmp_path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id: lee_spa\nid: lee_spa\n", "lee_spa.yml: not readable: id is written twice"),
        ("id: [lee_spa\n", "lee_spa.yml: not readable: "),
        ("- lee_spa\n", "lee_spa.yml: must be a mapping"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "lee_spa.yml").write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeError, match=said):
        load_venues(tmp_path)


def _numbers(content: Any) -> Any:
    """Numbers and marks as the file has them, while days stay text."""
    if isinstance(content, dict):
        return {key: _numbers(value) for key, value in content.items()}
    if isinstance(content, list):
        return [_numbers(value) for value in content]
    if content.isdigit():
        return int(content)
    return True if content == "true" else content
