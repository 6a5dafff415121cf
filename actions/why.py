"""What the question that is open is good for, for those who ask why."""

from rasa_sdk.events import EventType

from actions.base import SpaAction, Turn

WHY = {"name": "name", "companion": "name", "phone": "phone", "phone_of_booking": "code", "code": "code"}
WHY |= {"screening_form": "health", "changed_form": "health"}  # of any other question it is said for what it plans


class ActionSayWhy(SpaAction):
    """What the question that is open is good for, and whether it has to be answered."""

    def name(self) -> str:
        return "action_say_why"

    def perform(self, turn: Turn) -> list[EventType]:
        if not turn.form:
            turn.say("utter_what_next")
            return []
        what = WHY.get(str(turn.slot("requested_slot"))) or WHY.get(turn.form, "booking")
        turn.say(f"utter_why_{what}")
        return []
