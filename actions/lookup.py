"""A booking found again with its code and phone number, from a conversation that did not make it."""

from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet

from actions import draft, outcome
from actions.base import SpaAction, Turn, reset
from actions.booking import summary
from spa import booking
from spa.booking import Booking
from spa.errors import BookingNotFound, PhoneNotValid, TooManyTries
from spa.screening import records
from spa.store.database import reading
from spa.text import fold

BOOKS = ("book_session", "check_availability")  # somebody who would rather book anew


class ValidateLookUpForm(SpaAction):
    """Takes code and phone number, which together prove whose booking it is."""

    def name(self) -> str:
        return "validate_look_up_form"

    def perform(self, turn: Turn) -> list[EventType]:
        if not turn.is_new:
            return []
        said = {"code": turn.wanted.code, "phone_of_booking": turn.wanted.phone}
        asked = turn.slot("requested_slot")
        if asked and turn.services.words.tries_again.fullmatch(fold(turn.typed)):
            return reset(asked)
        if asked and turn.intent in BOOKS and not any(said.values()):
            return [*reset("code"), ActiveLoop(None), FollowupAction("booking_form")]
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
            return [*reset("phone_of_booking"), FollowupAction("look_up_form")]
        except TooManyTries:
            turn.say("utter_too_many_codes")
        else:
            found = _judged_anew(turn, found)
            turn.say(f"utter_status_{found.status}", **summary(turn, found))
        return reset("code", "phone_of_booking")


def _judged_anew(turn: Turn, found: Booking) -> Booking:
    """What was reported here in the last days counts for every visit that the customer has booked elsewhere."""
    with reading(turn.services.engine) as connection:
        reported = records.reported_lately(connection, turn.conversation, draft.LARGEST_PARTY, turn.now)
    outcome.withdraw_unfit(turn, reported)
    with reading(turn.services.engine) as connection:
        return booking.find(connection, turn.conversation, found.code)


def look_up(turn: Turn) -> list[EventType]:
    """Nothing is booked from this conversation: it may be from another channel."""
    turn.say("utter_no_booking_here")
    return [*reset("code", "phone_of_booking"), ActiveLoop(None), FollowupAction("look_up_form")]
