"""What customers answer to a reminder: all the same, or something about their health has changed."""

from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet

from actions import draft, outcome
from actions.answers import short_answer
from actions.base import NO, SpaAction, Turn, reset
from actions.booking import summary
from actions.faq import topic
from actions.health import ELSEWHERE
from spa import booking
from spa.booking import Booking
from spa.booking.reporting import HEALTH_CHANGED, NOTHING_CHANGED

TOLD = "told"
ABOUT_HEALTH = (
    "contraindications",
    "pregnancy",
    "heart_kidney",
    "cancer",
    "bleeding",
    "injured_area",
    "children_age",
    "degeneration",
    "who_should",
)


class ActionNothingChanged(SpaAction):
    """Notes that the visit stands and that nothing has changed."""

    def name(self) -> str:
        return "action_nothing_changed"

    def perform(self, turn: Turn) -> list[EventType]:
        meant = _meant(turn)
        if meant is None:
            return [FollowupAction("action_booking_status")]
        booking.report(turn.services.engine, meant.id, turn.conversation, NOTHING_CHANGED, turn.now)
        turn.say("utter_visit_stands", **summary(turn, meant))
        return []


class ActionHealthChanged(SpaAction):
    """Notes at once that something has changed, for it may never be said what, and asks."""

    def name(self) -> str:
        return "action_health_changed"

    def perform(self, turn: Turn) -> list[EventType]:
        meant = _meant(turn)
        if meant is None:
            return [FollowupAction("action_booking_status")]
        booking.report(turn.services.engine, meant.id, turn.conversation, HEALTH_CHANGED, turn.now)
        draft.note_for_staff(turn, HEALTH_CHANGED, booking=meant.id)
        return [*reset("what_changed"), SlotSet("chosen", meant.code), ActiveLoop(None), FollowupAction("changed_form")]


class ValidateChangedForm(SpaAction):
    """Takes the words for what has changed; those that can be read are heard before this."""

    def name(self) -> str:
        return "validate_changed_form"

    def perform(self, turn: Turn) -> list[EventType]:
        if turn.slot("requested_slot") != "what_changed" or not turn.is_new or turn.slot("what_changed"):
            return []
        said = short_answer(turn, leaning=False)
        if said is None and (not turn.typed or _is_elsewhere(turn)):
            return []
        return [SlotSet("what_changed", NO if said == NO else TOLD)]


def _is_elsewhere(turn: Turn) -> bool:
    """Whether something else is wanted first: a person, the booking itself, or an answer that is not about health."""
    if turn.intent == "faq":
        return turn.is_request and topic(turn) not in ABOUT_HEALTH
    return turn.intent in (*ELSEWHERE, "reschedule_booking", "booking_status") and turn.is_request


class ActionTakeChange(SpaAction):
    """Nothing after all: the visit stands. What could not be read is for a person to decide."""

    def name(self) -> str:
        return "action_take_change"

    def perform(self, turn: Turn) -> list[EventType]:
        said, meant = turn.slot("what_changed"), _meant(turn)
        forget = reset("what_changed", "chosen")
        if said == TOLD:
            return [*forget, *outcome.stop(turn, "consult")]
        if said == NO and meant:
            turn.say("utter_visit_stands", **summary(turn, meant))
        return forget


def _meant(turn: Turn) -> Booking | None:
    """The coming visit that the button, or the question after it, is about."""
    codes = (turn.entity("chosen"), turn.slot("chosen"))
    return next((one for one in draft.upcoming(turn) if one.code in codes), None)
