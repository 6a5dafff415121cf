"""A booking found again with its code and phone number, from a conversation that did not make it."""

from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet

from actions.base import SpaAction, Turn, reset
from actions.booking import summary
from spa import booking
from spa.errors import BookingNotFound, PhoneNotValid, TooManyTries


class ValidateLookUpForm(SpaAction):
    """Takes code and phone number, which together prove whose booking it is."""

    def name(self) -> str:
        return "validate_look_up_form"

    def perform(self, turn: Turn) -> list[EventType]:
        said = {"code": turn.wanted.code, "phone_of_booking": turn.wanted.phone}
        return [SlotSet(key, value) for key, value in said.items() if value]


class ActionLookUp(SpaAction):
    """Finds the booking and makes this conversation one of the customer's; wrong tries are limited."""

    def name(self) -> str:
        return "action_look_up"

    def perform(self, turn: Turn) -> list[EventType]:
        code, phone = turn.slot("code"), turn.slot("phone_of_booking")
        if not code or not phone:  # the form was ended before
            return []
        try:
            found = booking.link(turn.services.engine, turn.conversation, code, phone, turn.now, turn.services.limits)
        except (BookingNotFound, PhoneNotValid):
            turn.say("utter_code_not_found")
        except TooManyTries:
            turn.say("utter_too_many_codes")
        else:
            turn.say(f"utter_status_{found.status}", **summary(turn, found))
        return reset("code", "phone_of_booking")


def look_up(turn: Turn) -> list[EventType]:
    """Nothing is booked from this conversation: it may be from another channel."""
    turn.say("utter_no_booking_here")
    return [*reset("code", "phone_of_booking"), ActiveLoop(None), FollowupAction("look_up_form")]
