"""Who does not decide reads nothing of a guest's health in a transcript, and everything else."""

from datetime import timedelta

import pytest

from gateway.staff.health_parts import HealthParts, responses_on_health
from gateway.staff.transcripts import ASSISTANT, CHANGE, GUEST, NOTE, PERSON, Entry
from spa.health import Reader
from tests.gateway.parts import ROOT
from tests.spa.house import NOW

ASKED = ("Has the doctor agreed to a massage?", "Bác sĩ đã đồng ý cho massage chưa?")
PARTS = HealthParts(Reader.load(ROOT / "knowledge" / "health"), responses_on_health(ROOT / "responses"), ASKED)


def guest(number: int, text: str) -> Entry:
    return Entry(GUEST, NOW + timedelta(seconds=number), number, text)


def house(number: int, response: str, text: str = "A text", answers: int | None = None, asking: bool = True) -> Entry:
    return Entry(ASSISTANT, NOW, number, text, response=response, answers=answers, asking=asking)


def read(*entries: Entry) -> list[str]:
    """What is still to be read."""
    return [entry.text for entry in PARTS.masked(entries) if not entry.is_health]


def test_answers_to_the_screening_are_hidden_and_its_questions_too() -> None:
    talk = (
        house(1, "utter_ask_screening_pregnancy"),
        guest(1, "yes"),
        house(2, "utter_ask_name", "May I have your name?", 1),
        guest(2, "Anna"),
    )
    assert read(*talk) == ["May I have your name?", "Anna"]


@pytest.mark.parametrize("said", ["I am pregnant", "em đang mang bầu", "no heart problems", "my father had a stroke"])
def test_health_that_is_told_unasked_is_hidden_with_what_takes_it_up(said: str) -> None:
    talk = (guest(1, said), house(1, "utter_faq/pregnancy", "In this case ...", 1), guest(2, "How much is it?"))
    assert read(*talk) == ["How much is it?"]


def test_what_follows_from_the_answers_is_hidden() -> None:
    assert read(house(1, "utter_consult", "A person has to decide", asking=False), guest(1, "0905 123 456")) == [
        "0905 123 456"
    ]


def test_a_consultants_question_hides_the_answer_to_it() -> None:
    asked = Entry(PERSON, NOW, 1, "How many weeks pregnant are you?", "Lan")
    thanks = Entry(PERSON, NOW, 2, "Thank you, see you at ten", "Lan")
    assert read(asked, guest(1, "twenty"), thanks, guest(2, "See you")) == ["Thank you, see you at ten", "See you"]


def change(number: int, mode: str, who: str = "") -> Entry:
    return Entry(CHANGE, NOW, number, who, kind=mode)


def test_what_a_consultant_writes_in_words_of_their_own_is_hidden_with_what_the_guest_says_to_it() -> None:
    asked, answered = Entry(PERSON, NOW, 1, "How far along are you?", "Lan"), guest(2, "twenty weeks")
    before = (house(1, "utter_ask_screening_pregnancy"), guest(1, "yes"), change(1, "person", "staff:7"))
    back = house(2, "utter_assistant_is_back", "I am back", asking=False)
    after = (change(2, "assistant"), back, guest(3, "thanks, and the price?"))
    found = PARTS.masked([*before, asked, answered, *after], ["staff:7"])
    assert [one.text for one in found if not one.is_health and one.by != CHANGE] == [
        "I am back",
        "thanks, and the price?",
    ]
    by_another = PARTS.masked([*before, asked, answered, *after], ["staff:8"])
    assert [one.is_health for one in by_another if one.by == PERSON] == [False]


def test_what_a_consultant_writes_where_nobody_spoke_of_health_is_to_be_read() -> None:
    talk = [change(1, "person", "staff:7"), Entry(PERSON, NOW, 1, "We open at nine", "Lan"), guest(1, "Good")]
    assert not any(one.is_health for one in PARTS.masked(talk, ["staff:7"]))


def test_a_note_with_health_in_it_is_hidden() -> None:
    assert read(Entry(NOTE, NOW, 1, "she has epilepsy", "Lan"), Entry(NOTE, NOW, 2, "likes tea", "Lan")) == [
        "likes tea"
    ]


def test_buttons_of_a_question_on_health_are_hidden() -> None:
    asked = Entry(
        ASSISTANT, NOW, 1, "Are you pregnant?", choices=("Yes", "No"), response="utter_ask_screening_pregnancy"
    )
    assert PARTS.masked([asked])[0].choices == ()


@pytest.mark.parametrize(
    "asked", ["Hello Lan. Has the doctor agreed to a massage?", "Bác sĩ đã đồng ý cho massage chưa ạ?"]
)
def test_the_answer_to_a_consultants_question_is_hidden_also_where_no_illness_is_named(asked: str) -> None:
    talk = (Entry(PERSON, NOW, 1, asked), guest(2, "no, the neck of it is weak"), guest(3, "and thanks"))
    assert "no, the neck of it is weak" not in read(*talk)
