"""What is said about health comes before everything else, once, right after the message."""

from typing import Any

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from extensions.interrupt_policy import interruption

DOMAIN = Domain.from_yaml(
    """
    version: "3.1"
    intents: [inform]
    entities: [health, unread, language]
    slots: {health_pending: {type: any, influence_conversation: false, mappings: [{type: custom}]}}
    forms: {booking_form: {required_slots: []}}
    """
)
LISTEN = ActionExecuted("action_listen")


def said(*entities: dict[str, Any]) -> UserUttered:
    return UserUttered("tomorrow, but ...", {"name": "inform"}, [{"start": 0, "end": 1, **one} for one in entities])


def after(*events: Event) -> str | None:
    return interruption(DialogueStateTracker.from_events("web:1", list(events), DOMAIN.slots, domain=DOMAIN))


def mention(status: str) -> dict[str, Any]:
    return {"entity": "health", "value": "pregnancy", "status": status, "whose": "guest"}


@pytest.mark.parametrize("status", ["present", "unsure", "past"])
def test_a_mention_interrupts(status: str) -> None:
    assert after(LISTEN, said(mention(status))) == "action_hear_health"


def test_it_interrupts_an_open_form() -> None:
    assert after(ActiveLoop("booking_form"), LISTEN, said(mention("present"))) == "action_hear_health"


def test_what_somebody_does_not_have_does_not_interrupt() -> None:
    assert after(LISTEN, said(mention("absent"))) is None


def test_it_interrupts_once_in_a_turn() -> None:
    assert after(LISTEN, said(mention("present")), ActionExecuted("action_hear_health")) is None


def test_the_answer_to_a_question_asked_back_is_heard_whatever_it_says() -> None:
    assert after(SlotSet("health_pending", ["pregnancy"]), LISTEN, said()) == "action_hear_health"


def test_health_comes_before_a_language_that_is_not_read() -> None:
    unread = {"entity": "unread", "value": "other"}
    assert after(LISTEN, said(unread)) == "action_hear_other_language"
    assert after(LISTEN, said(unread, mention("present"))) == "action_hear_health"


def test_an_ordinary_message_is_left_to_the_rules() -> None:
    assert after(LISTEN, said({"entity": "language", "value": "vi"})) is None
