"""What a message says about a booking, and what only looks like it."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from spa.knowledge import load_venues
from spa.wanted import Wanted, Words, read

KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge"
VENUE = load_venues(KNOWLEDGE / "venues")["lee_spa"]
WORDS = Words.load(KNOWLEDGE / "wanted.yml")
NOW = datetime(2026, 11, 25, 9)


def wanted(text: str, asked: str | None = None) -> Wanted:
    return read(text, VENUE, WORDS, NOW, asked)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("back massage for two of us", {"service": "back_massage", "party": 2}),
        ("back massage for one with Lan", {"party": 1}),
        ("90 min back massage", {"service": "back_massage_90", "minutes": 90}),
        ("back massage in 30 minutes", {"minutes": None}),
        ("back massage in about 30 minutes", {"minutes": None}),
        ("what about 90 minutes?", {"minutes": 90}),
        ("massage lung, 30 phut nua toi", {"minutes": None}),
        ("goi sau buoc cho hai nguoi", {"service": "six_step", "party": 2}),
        ("two massages, Lan, 0905 123 456", {"name": "Lan", "phone": "+84905123456"}),
        ("no, my number is 0912345678", {"name": None, "phone": "+84912345678"}),
        ("my name is Mai Tran", {"name": "Mai Tran"}),
        ("I'm pregnant", {"name": None}),
        ("em ten la Hoa", {"name": "Hoa"}),
        ("for 400 people", {"party": None}),
    ],
)
def test_what_is_said(text: str, said: dict[str, Any]) -> None:
    found = wanted(text)
    assert {key: getattr(found, key) for key in said} == said


@pytest.mark.parametrize("name", ["Lan", "Đỗ Văn An", "it's Minh", "Nguyễn Thị Lan"])
def test_a_name_that_was_asked_for(name: str) -> None:
    assert wanted(name, "name").name == name.removeprefix("it's ")


@pytest.mark.parametrize("text", ["is there parking", "may gio dong cua", "co phai dat coc khong", "what is that"])
def test_words_of_a_question(text: str) -> None:
    assert WORDS.question.search(text)


@pytest.mark.parametrize("name", ["do van an", "lan", "john price", "mai", "hoa binh"])
def test_names_have_no_words_of_a_question(name: str) -> None:
    assert not WORDS.question.search(name)


def test_digits_are_no_name() -> None:
    assert wanted("12345", "name").name is None


def test_a_code_is_read_where_it_is_asked_for() -> None:
    assert wanted("ckm347", "code").code == "CKM347"
    assert wanted("my code is CKM347").code == "CKM347"


@pytest.mark.parametrize(
    ("text", "service"),
    [
        ("60", "back_massage"),
        ("ok 2", "back_massage_90"),
        ("90 phút", "back_massage_90"),
        ("the first one please", "back_massage"),
        ("cái đầu tiên", "back_massage"),
        ("re nhat", "back_massage"),
        ("the most expensive", "six_step"),
        ("cái nào rẻ nhất", None),
        ("what is the cheapest?", None),
        ("2 people", None),
        ("at 3 tomorrow", None),
    ],
)
def test_a_service_of_the_list(text: str, service: str | None) -> None:
    assert wanted(text, "service").service == service


@pytest.mark.parametrize(
    ("text", "name", "corrects"),
    [
        ("my name is wrong, it is Lana", "Lana", {"name"}),
        ("the name should be Lana not Lan", "Lana", {"name"}),
        ("sai tên rồi, em tên Lan Anh", "Lan Anh", {"name"}),
        ("doi ten thanh Lan Anh nha", "Lan Anh", {"name"}),
        ("sửa tên giúp em", None, {"name"}),
        ("the phone is wrong, it's 0912345678", None, {"phone"}),
        ("sđt sai rồi", None, {"phone"}),
        ("đổi số khách", None, set()),
        ("change it to 5pm", None, set()),
    ],
)
def test_a_correction(text: str, name: str | None, corrects: set[str]) -> None:
    said = wanted(text, "confirm")
    assert (said.name, said.corrects) == (name, corrects)


@pytest.mark.parametrize(
    ("text", "party"),
    [
        ("1ng", 1),
        ("me n my gf", 2),
        ("làm lại từ đầu", None),
        ("ba mẹ em và em", None),
        ("hmm make it 60", None),
        ("0", 0),
    ],
)
def test_how_many_come(text: str, party: int | None) -> None:
    assert wanted(text, "party").party == party


def test_the_first_of_the_times_is_no_hour() -> None:
    assert wanted("the first one", "start").times == () != wanted("1pm", "start").times
