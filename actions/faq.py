"""Answers questions: the response of the topic, filled with the venue's facts."""

from rasa_sdk.events import EventType, FollowupAction

from actions.base import SpaAction, Turn
from spa.knowledge import Service, answer_key, money
from spa.text import fold

PRICE, SERVICES = "price", "services"
CHANGED_LATER = ("screening_form", "contact_form")


class ActionAnswerFaq(SpaAction):
    """The answer to the topic that the message is about; the price of a service that is named comes before the list,
    and what the venue does not have is no question for the list."""

    def name(self) -> str:
        return "action_answer_faq"

    def perform(self, turn: Turn) -> list[EventType]:
        if _changes(turn):
            return [FollowupAction("action_change_booking")]
        if topic(turn) == SERVICES and turn.services.words.not_offered.search(fold(turn.typed)):
            turn.say("utter_not_offered")
        elif topic(turn) == PRICE and turn.wanted.service:
            _say_price(turn, turn.venue.service(turn.wanted.service))
        else:
            say_answer(turn)
        return []


def _changes(turn: Turn) -> bool:
    """Whether it is no question but a changed mind, with the name of a service in it."""
    changes = turn.services.words.wrong.search(fold(turn.typed))
    return turn.form in CHANGED_LATER and bool(changes) and turn.wanted.about_booking and not turn.is_question


def _say_price(turn: Turn, service: Service) -> None:
    price = money(service.price_vnd, turn.language)
    turn.say("utter_price_of", service=service.name[turn.language], minutes=str(service.minutes), price=price)


def say_answer(turn: Turn) -> None:
    turn.say(f"utter_faq/{answer_key(turn.venue, topic(turn))}")


def topic(turn: Turn) -> str:
    """The key behind `faq/`."""
    selected = turn.message["response_selector"]["faq"]["response"]["intent_response_key"]
    return str(selected).removeprefix("faq/")
