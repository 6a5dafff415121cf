"""The questions about health that are put together from what is known: lists, whose it is, and the read-back."""

from abc import abstractmethod
from typing import Any

from rasa_sdk.events import EventType, SlotSet

from actions import draft, our_page, party
from actions.base import NO, UNSURE, SpaAction, Turn, button
from spa.screening.party import pending

# By what was told of it before.
RESPONSES = {True: "utter_ask_consent_again", "asked_of_all": "utter_ask_consent_of_all"}


class AskConsent(SpaAction):
    """Asks for the consent, with who keeps what, why and how long; after an interruption in one sentence."""

    def name(self) -> str:
        return "action_ask_consent"

    def perform(self, turn: Turn) -> list[EventType]:
        if turn.slot("consent_told") == our_page.ASKED:
            turn.say("utter_ask_our_page")
            return []
        hours, days = turn.services.settings.health_hours, turn.services.settings.chat_days
        response = RESPONSES.get(turn.slot("consent_told"), "utter_ask_consent")
        turn.say(response, health_hours=str(hours), chat_days=str(days))
        return [SlotSet("consent_told", turn.slot("consent_told") or True)]


class AskListed(SpaAction):
    """Shows a list of conditions to tap, less those already told, and last what ends it."""

    question: str
    shown: str | None = "multi"  # all that apply are ticked and sent at once

    def name(self) -> str:
        return f"action_ask_screening_{self.question}"

    def perform(self, turn: Turn) -> list[EventType]:
        rules = turn.services.rules
        covers = rules.question(self.question).covers
        known = party.answers(turn, party.size(turn, draft.held(turn))).values()
        left = [condition for condition in covers if all(own.get(condition, NO) == NO for own in known)]
        choices: list[dict[str, Any]] = [
            button(rules.conditions[condition].name[turn.language], answer=condition) for condition in left
        ]
        response, ends = self._ends(told=len(left) < len(covers))
        ending = [button(rules.choices[choice][turn.language], answer=answer) for choice, answer in ends.items()]
        choices += [{**one, "alone": True} for one in ending]
        turn.say(response, buttons=choices, choices=self.shown)
        return []

    @abstractmethod
    def _ends(self, told: bool) -> tuple[str, dict[str, str]]:
        """The response, and the choices behind the conditions with the answer that each gives."""


class AskConditions(AskListed):
    question = "conditions"

    def _ends(self, told: bool) -> tuple[str, dict[str, str]]:
        if told:
            return "utter_ask_conditions_more", {"nothing_else": NO}
        return "utter_ask_conditions", {"none": NO, "unsure": UNSURE}


class AskRedFlagList(AskListed):
    question = "red_flag_list"
    shown = None  # one tap: help comes first

    def _ends(self, told: bool) -> tuple[str, dict[str, str]]:
        return "utter_ask_red_flag_list", {"unsure": UNSURE}


class AskWhose(SpaAction):
    """Asks who of a party it is, where that was not said."""

    def name(self) -> str:
        return "action_ask_whose"

    def perform(self, turn: Turn) -> list[EventType]:
        rules, guests = turn.services.rules, party.size(turn, draft.held(turn))
        told = pending(party.answers(turn, guests))
        questions = {question.id: question.counts_as or question.covers[0] for question in rules.questions}
        say_whose(turn, [questions.get(key, key) if key not in rules.conditions else key for key in told], guests)
        return []


class AskReadBack(SpaAction):
    """Reads back in one sentence what was told."""

    def name(self) -> str:
        return "action_ask_read_back"

    def perform(self, turn: Turn) -> list[EventType]:
        if turn.slot("health_pending"):
            turn.say("utter_ask_unread")
            return []
        held = draft.held(turn)
        told = party.told(turn, party.answers(turn, party.size(turn, held)), held, said=_said(turn))
        turn.say("utter_ask_read_back" if told else "utter_ask_read_back_nothing", told=told)
        return []


def _said(turn: Turn) -> dict[str, str]:
    """By condition, the guest's own words for it."""
    words = turn.slot("described") or {}
    questions = turn.services.rules.questions
    return {one.counts_as: words[one.id] for one in questions if one.counts_as and one.id in words}


def say_whose(turn: Turn, conditions: list[str], guests: int, nobody: bool = False) -> None:
    """Ask whom of the party it is about; `nobody`: it may be about somebody who does not come."""
    rules = turn.services.rules
    choices = {answer: titles[guests] for answer, titles in rules.whose.items() if nobody or answer != NO}
    names = dict.fromkeys(rules.conditions[condition].name[turn.language] for condition in conditions)
    buttons = [button(titles[turn.language], answer=answer) for answer, titles in choices.items()]
    turn.say("utter_ask_whose", buttons=buttons, told="; ".join(names))
