"""A mistake in a venue's file is refused with file, key and reason."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from spa.errors import KnowledgeError
from spa.knowledge import load_venues

VENUES = Path(__file__).resolve().parents[2] / "knowledge" / "venues"

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
