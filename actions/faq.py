"""Answers questions: the response of the topic, filled with the venue's facts."""

import re
from contextlib import suppress

from rasa_sdk.events import EventType, FollowupAction, SlotSet

from actions import outcome
from actions.base import NOT_UNDERSTOOD, SpaAction, Turn
from spa.errors import DatabaseTrouble
from spa.faq import unanswered
from spa.faq.lookup import TAUGHT, Found
from spa.knowledge import Service, answer_key, facts, money
from spa.store.database import reading, writing
from spa.text import fold

FAQ = "faq"
PRICE, DURATION, SERVICES = "price", "duration", "services"
CHANGED_LATER = ("screening_form", "contact_form")
HEALTH_FORMS = ("screening_form", "changed_form")
LONGEST_SERVICE = 4  # words: no more than its name
_WORD = re.compile(r"[^\W\d_]{2}")


class ActionAnswerFaq(SpaAction):
    """The answer to the topic that the message is about; what staff have taught for the very question comes before it.

    The price of a service that is named comes before the list, and what the venue does not have is no question for it.
    """

    def name(self) -> str:
        return "action_answer_faq"

    def perform(self, turn: Turn) -> list[EventType]:
        if outcome.is_care_first(turn) and turn.typed and not turn.is_question:  # "I was only joking" is none
            return [FollowupAction("action_care_kindly")]
        if turn.intent != FAQ:
            return _answer_not_understood(turn)
        if _is_mere_name(turn) and not nearest_taught(turn, "near"):
            return [FollowupAction(NOT_UNDERSTOOD)]
        if _changes(turn):
            return [FollowupAction("action_change_booking")]
        taught = nearest_taught(turn, "near_exact")
        if taught:
            return [_say_taught(turn, taught)]
        if topic(turn) == SERVICES and turn.services.words.not_offered.search(fold(turn.typed)):
            turn.say("utter_not_offered")
        elif service := price_asked(turn):
            say_price(turn, service)
        else:
            say_answer(turn)
        return [SlotSet("answered", topic(turn))]


def nearest_taught(turn: Turn, alike: str) -> Found | None:
    """The answer of the staff to what was typed; never to what speaks of health, or answers a question on it."""
    on_health = turn.entity("health") or turn.form in HEALTH_FORMS and not turn.is_question
    if not turn.typed or on_health:
        return None
    least = turn.services.faq.alike[alike]
    with suppress(DatabaseTrouble), reading(turn.services.engine) as connection:  # the trained answers are still there
        return turn.services.taught.nearest(connection, turn.typed, turn.venue.id, least)
    return None


def keep_unanswered(turn: Turn) -> None:
    """Keep a question that could not be answered for the staff: nothing on health, and no answer to what a form asks."""
    likeliest = [entry["name"] for entry in turn.message.get("intent_ranking") or []][:1]
    about_health = turn.entity("health") or turn.slot("health_pending") or likeliest == ["report_health"]
    is_answer = turn.form in HEALTH_FORMS or turn.form and not turn.is_question
    if about_health or is_answer or not _WORD.search(turn.typed):
        return
    asked = unanswered.Asked(turn.conversation, turn.venue.id, turn.channel, turn.language)
    with suppress(DatabaseTrouble), writing(turn.services.engine) as connection:  # the answer does not wait for it
        unanswered.record(connection, asked, turn.typed, turn.now)


def _answer_not_understood(turn: Turn) -> list[EventType]:
    """After a message that was not understood: it belongs to no rule, so what comes next has to be said here."""
    taught = nearest_taught(turn, "near")
    ends = [SlotSet("attempts", None), FollowupAction(turn.form or "action_listen")]
    if taught is None:  # withdrawn in this very moment
        turn.say("utter_what_next")
        return ends
    return [_say_taught(turn, taught), *ends]


def _say_taught(turn: Turn, taught: Found) -> EventType:
    text = taught.content.answer[turn.language].format_map(facts(turn.venue, turn.language))
    turn.say("utter_taught", answer=text)
    return SlotSet("answered", f"{TAUGHT}{taught.id}")


def _is_mere_name(turn: Turn) -> bool:
    """Whether one capitalised word is nobody's question, such as "Lan", which "lần" is typed as too."""
    word, titles = turn.typed.strip(" .!"), turn.services.topics.values()
    asked_whom = not turn.form and turn.slot("number_asked")
    if (
        not (asked_whom or turn.form == "screening_form")
        or turn.is_question
        or not word.isalpha()
        or not word.istitle()
    ):
        return False
    # "Trang" is a name and a part of "Trang phục": a Vietnamese title counts as a whole
    named = {part for title in titles for part in (*title["en"].lower().strip("?").split(), title["vi"].lower())}
    return word.lower() not in named and topic(turn) != PRICE


def _changes(turn: Turn) -> bool:
    """Whether it is no question but a changed mind, with the name of a service in it."""
    named = turn.wanted.service not in (None, turn.slot("service")) and len(turn.typed.split()) <= LONGEST_SERVICE
    changes = named or turn.services.words.wrong.search(fold(turn.typed))
    return turn.form in CHANGED_LATER and bool(changes) and turn.wanted.about_booking and not turn.is_question


def price_asked(turn: Turn) -> Service | None:
    """The service whose price, or length, is asked for: by its name, or "what about 90 minutes?" where one is so long."""
    if turn.intent != FAQ or topic(turn) not in (PRICE, DURATION):
        return None
    if turn.wanted.service:
        return turn.venue.service(turn.wanted.service)
    as_long = [service for service in turn.venue.services if service.minutes == turn.wanted.minutes]
    return as_long[0] if len(as_long) == 1 and topic(turn) == PRICE else None


def say_price(turn: Turn, service: Service) -> None:
    name, price = service.name[turn.language], money(service.price_vnd, turn.language)
    turn.say("utter_price_of", service=name, service_id=service.id, minutes=str(service.minutes), price=price)


def say_answer(turn: Turn) -> None:
    turn.say(f"utter_faq/{answer_key(turn.venue, topic(turn))}")


def topic(turn: Turn) -> str:
    """The key behind `faq/`."""
    selected = turn.message["response_selector"]["faq"]["response"]["intent_response_key"]
    return str(selected).removeprefix("faq/")
