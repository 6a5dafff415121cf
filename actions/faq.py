"""Answers questions: the response of the topic, filled with the venue's facts."""

from rasa_sdk.events import EventType

from actions.base import SpaAction, Turn
from spa.knowledge import answer_key


class ActionAnswerFaq(SpaAction):
    """The answer to the topic that the message is about."""

    def name(self) -> str:
        return "action_answer_faq"

    def perform(self, turn: Turn) -> list[EventType]:
        say_answer(turn)
        return []


def say_answer(turn: Turn) -> None:
    turn.say(f"utter_faq/{answer_key(turn.venue, topic(turn))}")


def topic(turn: Turn) -> str:
    """The key behind `faq/`."""
    selected = turn.message["response_selector"]["faq"]["response"]["intent_response_key"]
    return str(selected).removeprefix("faq/")
