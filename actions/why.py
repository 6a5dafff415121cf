"""What the question that is open is good for, for those who ask why."""

from rasa_sdk.events import EventType

from actions import outcome
from actions.base import SpaAction, Turn
from spa.screening.assess import STOPS

WHY = {"name": "name", "companion": "name", "phone": "phone", "phone_of_booking": "code", "code": "code"}
WHY |= {"screening_form": "health", "changed_form": "health"}  # of any other question it is said for what it plans


class ActionSayWhy(SpaAction):
    """What the question that is open is good for, and whether it has to be answered; after an outcome its reason."""

    def name(self) -> str:
        return "action_say_why"

    def perform(self, turn: Turn) -> list[EventType]:
        if not turn.form:
            return _say_reason(turn)
        what = WHY.get(str(turn.slot("requested_slot"))) or WHY.get(turn.form, "booking")
        turn.say(f"utter_why_{what}")
        return []


def _say_reason(turn: Turn) -> list[EventType]:
    """Why a person decides, to the guest who told it."""
    if outcome.is_care_first(turn):
        return outcome.say_care_first(turn)
    told = outcome.reason(turn)
    if turn.slot("screening_outcome") not in STOPS:
        turn.say("utter_what_next")
    else:
        turn.say("utter_why" if told else "utter_why_a_person", told=told)
    return []
