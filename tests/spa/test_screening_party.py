"""A party answers together: whom an answer is about, what is written of each guest, and that nobody passes in between."""

from pathlib import Path

import pytest

from spa.errors import ConsentMissing, ScreeningMissing
from spa.screening import Rules, consents, records
from spa.screening.answers import ShortAnswers
from spa.screening.consents import Consent
from spa.screening.party import (
    SOMEONE,
    concerned,
    gravest,
    judge,
    open_to,
    pending,
    reported_of,
    settled,
    shared,
    spread,
)
from spa.screening.records import Visit
from spa.store.database import reading, writing
from tests.spa.house import GUEST, NOW, House

KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge"
RULES = Rules.load(KNOWLEDGE / "screening.yml")
ANSWERS = ShortAnswers.load(KNOWLEDGE / "answers.yml")
STEPS = tuple(RULES.steps)
ALLERGIES, CONTROLLED = RULES.question("allergies"), RULES.question("hypertension_controlled")
ALL_NO = {question.id: "no" for question in RULES.questions}


@pytest.mark.parametrize(
    ("said", "two", "three"),
    [
        ("no", set(), set()),
        ("yes", {1}, {1}),
        ("companion", {2}, {2, 3}),
        ("both", {1, 2}, {1, 2, 3}),
        ("unsure", {1, 2}, {1, 2, 3}),
        ("refused", {1, 2}, {1, 2, 3}),
        (SOMEONE, {1, 2}, {1, 2, 3}),
    ],
)
def test_whom_an_answer_is_about(said: str, two: set[int], three: set[int]) -> None:
    assert (concerned(said, 2), concerned(said, 3)) == (two, three)


def test_a_yes_for_one_is_a_no_for_the_other() -> None:
    assert spread(ALLERGIES, "companion", {1: {}, 2: {}}) == {1: {"allergies": "no"}, 2: {"allergies": "yes"}}


def test_who_has_answered_is_not_undone_by_the_answer_of_who_came_later() -> None:
    known = {1: {"allergies": "no"}, 2: {"allergies": "yes"}, 3: {}}
    assert spread(ALLERGIES, "no", known) == {3: {"allergies": "no"}}
    assert spread(ALLERGIES, "yes", known)[1] == {"allergies": "yes"}


def test_a_further_question_is_about_those_who_have_it() -> None:
    known = {1: {"hypertension": "no"}, 2: {"hypertension": "yes"}}
    assert open_to(CONTROLLED, known) == [2]
    assert spread(CONTROLLED, "yes", known) == {2: {"hypertension_controlled": "yes"}}


def test_what_is_somebodys_counts_for_each_until_it_is_said() -> None:
    known = {1: dict(ALL_NO), 2: dict(ALL_NO)}
    for guest, own in reported_of(["hypotension"], SOMEONE, known).items():
        known[guest] |= own
    assert pending(known) == ["hypotension"]
    assert all("saunas" in one.left_out for one in judge(known, STEPS, RULES, True).values())
    after = judge(settled(known, "companion"), STEPS, RULES, True)
    assert (after[1].outcome, after[2].outcome, gravest(after)) == ("nothing_reported", "adapt", "adapt")
    assert pending(settled(known, "companion")) == []


def test_a_doubt_takes_nothing_from_what_is_known() -> None:
    known = {1: {"allergy": "yes"}, 2: {}}
    assert reported_of(["allergy"], SOMEONE, known) == {1: {}, 2: {"allergy": SOMEONE}}
    assert settled({1: {"allergy": "yes"}, 2: {"allergy": SOMEONE}}, "companion")[1] == {"allergy": "yes"}


def test_the_gravest_guest_decides_for_the_visit() -> None:
    judged = judge(
        {1: ALL_NO, 2: {**ALL_NO, "allergies": "yes"}, 3: {**ALL_NO, "pregnancy": "yes"}}, STEPS, RULES, True
    )
    assert [one.outcome for one in judged.values()] == ["nothing_reported", "adapt", "consult"]
    assert gravest(judged) == "consult"
    assert judged[1].left_out == frozenset()


def test_what_counts_for_all_is_the_others_too() -> None:
    assert shared({1: {"pregnancy": "no"}, 2: {"pregnancy": "yes"}}, [1]) == {1: {"pregnancy": SOMEONE}}


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("just me", "yes"),
        ("chỉ em thôi", "yes"),
        ("chi em thoi a", "yes"),
        ("my wife", "companion"),
        ("vợ em ạ", "companion"),
        ("not me, my husband", "companion"),
        ("không phải em, bạn em", "companion"),
        ("both of us", "both"),
        ("cả hai", "both"),
        ("my wife and me", "both"),
        ("nobody", "no"),
        ("không ai cả", "no"),
        ("cả hai đều không", "no"),
        ("neither of us", "no"),
        ("not me", None),
        ("em không", None),
        ("not both", None),
        ("no, she is", None),
        ("my wife has something with her heart", None),
    ],
)
def test_who_is_named(text: str, who: str | None) -> None:
    assert ANSWERS.who(text) == who


def test_an_answer_for_all() -> None:
    assert ANSWERS.read_of_all("dạ cả hai đồng ý") == ANSWERS.read_of_all("we both agree") == "yes"
    assert ANSWERS.read_of_all("my wife does not agree") is None and ANSWERS.read_of_all("we don't agree") is None


def test_who_speaks_for_themselves_alone() -> None:
    assert ANSWERS.speaks_alone("only me") and ANSWERS.speaks_alone("chỉ mình em đi thôi")
    assert not ANSWERS.speaks_alone("only my wife") and not ANSWERS.speaks_alone("for one person")


def _agree(house: House, guests: int) -> None:
    with writing(house.engine) as connection:
        given = Consent(GUEST, "house", "1", "en", "web", "yes", guests)
        consents.give(connection, given, NOW)


def _answer(house: House, answers: dict[int, dict[str, str]]) -> None:
    with writing(house.engine) as connection:
        for guest, own in answers.items():
            records.record(connection, GUEST, "house", own, NOW, guest)


def _decide(house: House, booking_id: int, party: int) -> dict[int, str]:
    with writing(house.engine) as connection:
        visit = Visit(booking_id, party, ("shower", "wooden_tub", "massage"), same_day=False)
        judged = records.decide(connection, GUEST, visit, RULES, NOW)
    return {guest: one.outcome for guest, one in judged.items()}


def test_each_guest_has_a_row_and_an_outcome(house: House) -> None:
    held = house.hold("2026-11-28 10:00", service="bath_and_massage", party=2)
    _agree(house, 2)
    _answer(house, {1: ALL_NO, 2: {**ALL_NO, "hypotension": "yes"}})
    assert _decide(house, held.id, 2) == {1: "nothing_reported", 2: "adapt"}
    assert house.count("SELECT count(*) FROM screening WHERE outcome = 'adapt' AND guest = 2") == 1
    assert house.count("SELECT count(*) FROM screening WHERE outcome = 'nothing_reported' AND guest = 1") == 1


def test_nothing_is_decided_without_everybodys_consent_and_answers(house: House) -> None:
    held = house.hold("2026-11-28 10:00", party=2)
    _agree(house, 1)
    _answer(house, {1: ALL_NO, 2: ALL_NO})
    with pytest.raises(ConsentMissing):
        _decide(house, held.id, 2)
    _agree(house, 2)
    _answer(house, {2: {"hypotension": SOMEONE}})
    with pytest.raises(ScreeningMissing):
        _decide(house, held.id, 2)
    with writing(house.engine) as connection:
        records.settle(connection, GUEST, 2, "companion", NOW)
    assert _decide(house, held.id, 2) == {1: "nothing_reported", 2: "adapt"}


def test_after_a_stop_it_counts_for_whoever_comes(house: House) -> None:
    held = house.hold("2026-11-28 10:00", party=2)
    _agree(house, 2)
    _answer(house, {1: ALL_NO, 2: {**ALL_NO, "pregnancy": "yes"}})
    assert _decide(house, held.id, 2) == {1: "nothing_reported", 2: "consult"}
    with reading(house.engine) as connection:
        assert records.answers_of(connection, GUEST, NOW)["pregnancy"] == SOMEONE


def test_a_guest_who_comes_later_may_be_the_one(house: House) -> None:
    _answer(house, {1: {"hypotension": SOMEONE, "diabetes": "yes"}})
    with reading(house.engine) as connection:
        assert records.answers_of_party(connection, GUEST, 2, NOW)[2] == {"hypotension": SOMEONE}


@pytest.mark.parametrize("said", ["yes", "companion", "both", "unsure", "refused", SOMEONE])
@pytest.mark.parametrize("guests", [1, 2, 3])
@pytest.mark.parametrize("later", ["no", "yes", "companion"])
def test_nothing_that_was_not_a_no_is_ever_passed(house: House, said: str, guests: int, later: str) -> None:
    """Whoever said it of whomever, and whatever is said after it: this party is not booked online."""
    if guests == 1 and "companion" in (said, later):
        return
    question = RULES.question("pregnancy")
    _agree(house, guests)
    _answer(house, dict.fromkeys(range(1, guests + 1), {key: "no" for key in ALL_NO if key != question.id}))
    for answer in (said, later):
        with reading(house.engine) as connection:
            known = records.answers_of_party(connection, GUEST, guests, NOW)
        _answer(house, spread(question, answer, known))
    held = house.hold("2026-11-28 10:00", party=min(guests, 2))
    assert "consult" in _decide(house, held.id, guests).values()
