"""The rules on health as pure functions, and how short answers are read."""

from pathlib import Path

import pytest

from spa.screening import Rules, assess, merge, next_question
from spa.screening.answers import ShortAnswers

KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge"
RULES = Rules.load(KNOWLEDGE / "screening.yml")
ANSWERS = ShortAnswers.load(KNOWLEDGE / "answers.yml")
STEPS = tuple(RULES.steps)
ALL_NO = {question.id: "no" for question in RULES.questions}


def test_nothing_reported() -> None:
    judged = assess(ALL_NO, STEPS, RULES, same_day=True)
    assert (judged.outcome, judged.left_out, judged.notes) == ("nothing_reported", frozenset(), ())
    assert next_question(ALL_NO, RULES) is None


@pytest.mark.parametrize("answer", ["yes", "unsure", "refused"])
def test_what_is_not_a_no_is_a_yes(answer: str) -> None:
    assert assess({**ALL_NO, "pregnancy": answer}, STEPS, RULES, same_day=True).outcome == "consult"


def test_the_gravest_decides() -> None:
    told = {**ALL_NO, "alcohol": "yes", "pregnancy": "yes", "red_flag_chest": "yes"}
    assert assess(told, STEPS, RULES, same_day=True).outcome == "emergency"


def test_what_passes_is_a_note_for_another_day() -> None:
    told = {**ALL_NO, "alcohol": "yes"}
    assert assess(told, STEPS, RULES, same_day=True).outcome == "not_today"
    later = assess(told, STEPS, RULES, same_day=False)
    assert (later.outcome, later.left_out, later.notes) == ("adapt", frozenset(), ("ask_alcohol",))


def test_a_follow_up_comes_before_the_judgement() -> None:
    told = {**ALL_NO, "hypertension": "yes"}
    del told["hypertension_controlled"]
    asked = next_question(told, RULES)
    assert asked is not None and asked.id == "hypertension_controlled"
    assert assess({**told, "hypertension_controlled": "yes"}, STEPS, RULES, True).outcome == "adapt"
    assert assess({**told, "hypertension_controlled": "unsure"}, STEPS, RULES, True).outcome == "see_doctor"


def test_what_was_told_before_is_not_asked() -> None:
    told = {key: value for key, value in ALL_NO.items() if key != "allergies"} | {"allergy": "yes"}
    assert next_question(told, RULES) is None


def test_a_yes_taken_back_is_for_a_person() -> None:
    merged = merge({**ALL_NO, "allergies": "yes"}, {"allergies": "no"})
    assert merged["allergies"] == "yes"
    assert assess(merged, STEPS, RULES, True).outcome == "consult"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Yes, please", "yes"),
        ("dạ không ạ", "no"),
        ("dạ không có", "no"),
        ("vâng, không có ạ", "no"),
        ("da khong bi a", "no"),
        ("đúng", "yes"),
        ("dung", None),
        ("dừng", "stop"),
        ("maybe", "unsure"),
        ("I’d rather not say", "refused"),
        ("không muốn trả lời", "refused"),
        ("không còn gì khác", "no_more"),
        ("where is it", None),
    ],
)
def test_short_answers(text: str, read: str | None) -> None:
    found = ANSWERS.read(text)
    assert (None if found == "unclear" else found) == read


def test_a_longer_message_tells_only_its_doubt() -> None:
    assert ANSWERS.lean("no, I do not have anything like that") is None
    assert ANSWERS.lean("I would rather not go into that") == "refused"
    assert ANSWERS.lean("I do not think I have it, maybe") == "unsure"


@pytest.mark.parametrize(
    "text",
    [
        "no more than 3 months",
        "no doubt",
        "no, I lied",
        "không, chỉ vợ em thôi",
        "chưa đẻ",
        "nothing serious",
        "no, she is",
    ],
)
def test_a_no_with_something_else_is_no_no(text: str) -> None:
    assert ANSWERS.read(text) != "no"


@pytest.mark.parametrize(
    "text", ["ko chắc", "hông chắc", "chưa chắc", "probably not", "I don't think so", "not currently"]
)
def test_a_doubtful_no_is_unsure(text: str) -> None:
    assert ANSWERS.read(text) == "unsure"


def test_signs_that_were_not_denied_count_where_no_one_is_named() -> None:
    judged = assess({"red_flags": "yes", "red_flag_list": "no"}, ["massage"], RULES, same_day=True)
    assert judged.outcome == "see_doctor"
    judged = assess({"medicines": "yes", "medicine_names": "no"}, ["massage"], RULES, same_day=True)
    assert judged.outcome == "consult"


def test_the_therapists_read_for_which_guest_a_note_is() -> None:
    assert RULES.note_text("", "en") == ""
    assert RULES.note_text("no_legs, no_heat", "en") == "Leave the legs out. No heat or steam; keep the room cool."
    assert RULES.note_text("1: no_legs; 2: no_legs, no_heat", "vi") == (
        "Khách 1: Không massage vùng chân. Khách 2: Không massage vùng chân. "
        "Không dùng nhiệt hay hơi nước; giữ phòng mát."
    )
