"""What staff teach is said from the next message on, where the assistant knew nothing; safety comes before it."""

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from actions.services import current
from spa.faq import ratings, taught, unanswered
from spa.faq.content import Content
from spa.faq.taught import Taught
from spa.faq.unanswered import Group
from spa.store.database import reading, writing
from tests.assistant import Assistant
from tests.conftest import Wait

NOW = datetime(2026, 11, 25, 2, tzinfo=timezone.utc)
LAN, OWNER = "staff:1", "staff:2"
ENGLISH, VIETNAMESE = "Have you got a piano in the lobby?", "Sảnh bên em có đàn piano không?"
PIANO = {"en": "Yes, there is one at {venue}.", "vi": "Dạ, {venue} có một cây ạ."}


def teach(assistant: Assistant, questions: tuple[str, str], venue: str | None = None, topic: str = "rooms") -> Taught:
    services = current()
    house = taught.House(services.faq, frozenset(services.topics), services.health)
    content = Content({"en": (questions[0],), "vi": (questions[1],)}, PIANO, topic, venue)
    with writing(assistant.engine) as db:
        one = taught.teach(db, taught.draft(db, content, LAN, NOW), house, LAN, NOW)
        return taught.approve(db, one, house, OWNER, NOW) if one.state == taught.SECOND_LOOK else one


def heard(replies: list[dict[str, Any]]) -> list[str]:
    return [reply["response"] for reply in replies]


def not_answered(assistant: Assistant) -> list[Group]:
    services = current()
    with reading(assistant.engine) as db:
        known = unanswered.Groups(services.taught.rarity, services.faq.alike["group"])
        return known.read(db, list(services.venues))


def test_a_taught_answer_is_said_on_the_next_message(assistant: Assistant, wait_for: Wait) -> None:
    wait_for(assistant.start())
    assert heard(wait_for(assistant.say(ENGLISH))) == ["utter_not_understood"]
    one = teach(assistant, (ENGLISH, VIETNAMESE))
    said = wait_for(assistant.say("have you got a piano in your lobby"))
    assert heard(said) == ["utter_taught"] and said[0]["text"] == "Yes, there is one at LEE SPA & MASSAGE."
    said = wait_for(assistant.say("sanh ben em co dan piano khong"))
    assert said[0]["text"] == "Dạ, LEE SPA & MASSAGE có một cây ạ."
    with writing(assistant.engine) as db:
        taught.withdraw(db, one, OWNER, NOW)
    assert heard(wait_for(assistant.say(ENGLISH))) == ["utter_not_understood"]


def test_it_is_said_at_its_venue_alone(assistant: Assistant, wait_for: Wait) -> None:
    wait_for(assistant.start("danang_reviews"))
    teach(assistant, (ENGLISH, VIETNAMESE), venue="lee_spa")
    assert heard(wait_for(assistant.say(ENGLISH))) == ["utter_not_understood"]
    teach(assistant, (ENGLISH, VIETNAMESE), venue="danang_reviews")
    assert heard(wait_for(assistant.say(ENGLISH))) == ["utter_taught"]


def test_the_very_question_comes_before_the_topic_another_wording_does_not(
    assistant: Assistant, wait_for: Wait
) -> None:
    wait_for(assistant.start())
    asked = "what time do you open on public holidays"
    assert heard(wait_for(assistant.say(asked))) == ["utter_faq/hours"]
    teach(assistant, (asked, "ngày lễ mấy giờ bên em mở cửa"), topic="hours")
    assert heard(wait_for(assistant.say(asked))) == ["utter_taught"]
    assert heard(wait_for(assistant.say("what time do you open"))) == ["utter_faq/hours"]


def test_in_a_form_it_is_said_and_the_form_goes_on(assistant: Assistant, wait_for: Wait) -> None:
    wait_for(assistant.start())
    teach(assistant, (ENGLISH, VIETNAMESE))
    asks = wait_for(assistant.say("book a back massage for one"))
    said = wait_for(assistant.say(ENGLISH))
    assert heard(said) == ["utter_taught", asks[-1]["response"]]


@pytest.mark.parametrize(
    "words, first",
    [
        ("I have a crushing pain in my chest right now", "utter_emergency"),
        ("I am pregnant, may I have a massage?", "utter_faq/pregnancy"),
    ],
)
def test_safety_comes_first(assistant: Assistant, wait_for: Wait, words: str, first: str) -> None:
    wait_for(assistant.start())
    teach(assistant, (words, VIETNAMESE), topic="contraindications")
    said = heard(wait_for(assistant.say(words)))
    assert said[0] == first and "utter_taught" not in said
    assert not_answered(assistant) == []


def test_what_was_not_understood_goes_with_an_emergency(assistant: Assistant, wait_for: Wait) -> None:
    wait_for(assistant.start())
    wait_for(assistant.say(ENGLISH))
    assert len(not_answered(assistant)) == 1
    assert heard(wait_for(assistant.say("I have a crushing pain in my chest right now")))[0] == "utter_emergency"
    assert not_answered(assistant) == []


def test_what_could_not_be_answered_is_kept_for_the_staff(assistant: Assistant, wait_for: Wait) -> None:
    wait_for(assistant.start())
    wait_for(assistant.say(f"{ENGLISH} lan@example.com"))
    wait_for(assistant.say("?? 12345"))
    wait_for(assistant.say("book a back massage for one"))
    wait_for(assistant.say("blue bicycles sing"))  # an answer to nothing, and no question
    [group] = not_answered(assistant)
    [words] = group.wordings["en"]
    assert words.startswith(ENGLISH) and "example" not in words
    assert (dict(group.venues), dict(group.languages), group.count) == ({"lee_spa": 1}, {"en": 1}, 1)
    wait_for(assistant.say("delete my data"))
    assert not_answered(assistant) == []


def rated(assistant: Assistant) -> list[tuple[str, int, int]]:
    with reading(assistant.engine) as db:
        found = ratings.rated(db, NOW - timedelta(days=1), NOW + timedelta(days=1), ["lee_spa"])
    return [(one.answer, one.helped, one.missed) for one in found]


def test_after_thanks_for_an_answer_it_is_asked_once_whether_it_helped(assistant: Assistant, wait_for: Wait) -> None:
    wait_for(assistant.start())
    assert heard(wait_for(assistant.say("what time do you open"))) == ["utter_faq/hours"]
    asked = wait_for(assistant.say("thanks a lot"))
    assert heard(asked) == ["utter_thank", "utter_ask_helped"]
    assert heard(wait_for(assistant.press("yes", asked))) == ["utter_helped"]
    assert heard(wait_for(assistant.press("no", asked))) == ["utter_helped_not"]
    assert rated(assistant) == [("hours", 1, 0)]
    assert heard(wait_for(assistant.say("where are you?"))) == ["utter_faq/location"]
    assert heard(wait_for(assistant.say("bye"))) == ["utter_goodbye"]


def test_a_taught_answer_is_rated_by_its_number(assistant: Assistant, wait_for: Wait) -> None:
    wait_for(assistant.start())
    one = teach(assistant, (ENGLISH, VIETNAMESE))
    wait_for(assistant.say(VIETNAMESE))
    asked = wait_for(assistant.say("cảm ơn em, tạm biệt"))
    assert heard(asked)[-1] == "utter_ask_helped" and asked[-1]["text"].startswith("Dạ")
    wait_for(assistant.press("no", asked))
    assert rated(assistant) == [(f"taught/{one.id}", 0, 1)]


def test_thanks_for_something_else_asks_nothing_but_a_goodbye_does(assistant: Assistant, wait_for: Wait) -> None:
    wait_for(assistant.start())
    wait_for(assistant.say("what time do you open"))
    wait_for(assistant.say("are you a real person?"))
    assert heard(wait_for(assistant.say("thanks"))) == ["utter_thank"]
    assert heard(wait_for(assistant.say("bye"))) == ["utter_goodbye", "utter_ask_helped"]


@pytest.mark.parametrize("told", ["I have diabetes", "who should not get a back massage?", "I have chest pain"])
def test_after_a_matter_of_health_it_is_never_asked(assistant: Assistant, wait_for: Wait, told: str) -> None:
    wait_for(assistant.start())
    wait_for(assistant.say("what time do you open"))
    wait_for(assistant.say(told))
    assert "utter_ask_helped" not in heard(wait_for(assistant.say("thank you")))
    assert "utter_ask_helped" not in heard(wait_for(assistant.say("bye")))
