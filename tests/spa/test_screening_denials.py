"""A no that is nothing but a no, told apart from one with a remainder; and what two messages say only together."""

from pathlib import Path

import pytest

from spa.health import Reader
from spa.screening.answers import ShortAnswers

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"
ANSWERS = ShortAnswers.load(KNOWLEDGE / "answers.yml")


@pytest.mark.parametrize(
    "text",
    [
        "no, I'm fine",
        "never had any of those",
        "no, just back pain",
        "no sir never have",
        "không, em chỉ đau lưng",
        "dạ không có bệnh gì ạ",
        "không uống thuốc gì",
        "không có chỗ nào",
        "no meds",
    ],
)
def test_a_no_and_nothing_else(text: str) -> None:
    assert ANSWERS.denies(text) == "no"


@pytest.mark.parametrize(
    "text",
    [
        "no, but she is",
        "no, I have",
        "no, except when I run",
        "no, only allergies",
        "no, had my gallbladder out",
        "không, nhưng chồng em có",
        "không, em bị",
        "em không khỏe lắm",
        "dạ không được khỏe",
        "I'm not so well",
        "nothing serious",
        "dạ có không",
        "yes, none",
    ],
)
def test_a_no_with_a_remainder(text: str) -> None:
    assert ANSWERS.denies(text) == "unsure"


def test_the_words_of_the_question_and_of_its_condition_are_no_remainder() -> None:
    assert ANSWERS.denies("nobody is pregnant", ["pregnant"]) == "no"
    assert ANSWERS.denies("no heart problems", asked=["heart failure"]) == "no"
    assert ANSWERS.denies("no cancer except in my breast", ["cancer"]) == "unsure"
    assert ANSWERS.denies("what does it cost") is None


def test_of_a_party_only_a_named_person_narrows_a_no() -> None:
    assert ANSWERS.denies("no, only me", party=True) == "unsure"
    assert ANSWERS.denies("nobody except me", party=True) == "unsure"


@pytest.mark.parametrize(
    "text", ["looks good, please book it", "yes, that's all correct", "dạ đúng rồi, chốt lịch giúp em"]
)
def test_a_yes_and_nothing_else(text: str) -> None:
    assert ANSWERS.only_agrees(text) and not ANSWERS.agrees_with_more(text)


@pytest.mark.parametrize("text", ["yes and I have an implant", "đúng rồi, mà em đang mệt lắm"])
def test_a_yes_with_more(text: str) -> None:
    assert ANSWERS.agrees_with_more(text)


@pytest.mark.parametrize("text", ["I'm a man", "no, I'm a man", "em là con trai", "không, anh là đàn ông"])
def test_a_man_who_writes(text: str) -> None:
    assert ANSWERS.is_man(text)


@pytest.mark.parametrize("text", ["con trai tôi", "is there a man", "a man with a weak heart", "my husband is a man"])
def test_a_man_who_is_spoken_of(text: str) -> None:
    assert not ANSWERS.is_man(text)


def test_two_messages_are_read_together_where_only_both_say_it() -> None:
    reader = Reader.load(KNOWLEDGE / "health")
    assert [m.condition for m in reader.across("I have heart", "failure")] == ["heart_failure"]
    assert [m.condition for m in reader.across("I'm 5 months", "along")] == ["pregnancy"]
    assert reader.across("I have heart failure", "tomorrow at five") == []
