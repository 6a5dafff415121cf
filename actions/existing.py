"""Bookings that exist: shown, moved and cancelled by the customer whose they are."""

from datetime import datetime

from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet

from actions import calling, draft, moving
from actions.answers import short_answer
from actions.base import NO, YES, SpaAction, Turn, button, reset
from actions.booking import summary
from actions.lookup import look_up
from spa import booking
from spa.booking import Booking
from spa.errors import ChangeTooLate, ScreeningForbids
from spa.store.database import reading
from spa.text import fold

OTHER_VISIT = "another party or service"


class ActionBookingStatus(SpaAction):
    """Shows what this customer has booked."""

    def name(self) -> str:
        return "action_booking_status"

    def perform(self, turn: Turn) -> list[EventType]:
        booked, held = draft.upcoming(turn), draft.held(turn)
        if not booked and held:
            turn.say("utter_only_held", **summary(turn, held))
            return []
        if not booked:
            return look_up(turn)
        for one in booked:
            turn.say(f"utter_status_{one.status}", **summary(turn, one))
        return []


class ActionChangeExisting(SpaAction):
    """Chooses which booking is meant, and opens the form that changes it."""

    form: str
    of_draft: str  # the action that does it to the booking that is being made

    def perform(self, turn: Turn) -> list[EventType]:
        booked = _named_by_button(turn) or draft.upcoming(turn)
        if not booked and draft.held(turn):  # nothing is booked yet: what is being made is meant
            return [FollowupAction(self.of_draft)]
        if not booked:
            return look_up(turn)
        if len(booked) == 1:
            speak_of(turn, booked[0])
        if turn.wanted.phone and not turn.wanted.about_booking:  # "my number is wrong"
            return calling.take_number(turn, draft.hear(turn))
        heard = draft.hear(turn) | {"window": moving.new_time(turn, booked)}
        words, said = turn.services.words, fold(turn.typed)
        moves, cancels = words.moves.search(said), words.cancels.search(said)
        if words.hindered.search(said) and not (cancels or moves or (self.form == "move_form" and heard["window"])):
            turn.say("utter_cannot_come")  # neither that it is to be cancelled nor for when else
            return [FollowupAction("action_listen")]
        if words.hindered.search(said) and moves and not cancels and self.form == "cancel_form":
            return [FollowupAction("action_reschedule_booking")]
        if self.form == "move_form" and (heard.get("party") or heard.get("service")):
            return for_a_person(turn, OTHER_VISIT, [one.id for one in booked])
        return [
            *reset("sure", "new_start"),
            SlotSet("chosen", booked[0].code if len(booked) == 1 else None),
            SlotSet("window", heard["window"]),
            ActiveLoop(None),
            FollowupAction(self.form),
        ]


class ActionCancelBooking(ActionChangeExisting):
    form, of_draft = "cancel_form", "action_stop"

    def name(self) -> str:
        return "action_cancel_booking"


class ActionRescheduleBooking(ActionChangeExisting):
    form, of_draft = "move_form", "action_change_booking"

    def name(self) -> str:
        return "action_reschedule_booking"


class AskChosen(SpaAction):
    """Asks which of several bookings is meant."""

    def name(self) -> str:
        return "action_ask_chosen"

    def perform(self, turn: Turn) -> list[EventType]:
        choices = [button(turn.say_time(one.start), chosen=one.code) for one in draft.upcoming(turn)]
        turn.say("utter_ask_chosen", buttons=choices)
        return []


class AskSure(SpaAction):
    """Reads back what is about to be cancelled."""

    def name(self) -> str:
        return "action_ask_sure"

    def perform(self, turn: Turn) -> list[EventType]:
        turn.say("utter_ask_sure", **summary(turn, chosen(turn)))
        return []


class ValidateCancelForm(SpaAction):
    """Takes which booking, and whether to cancel it."""

    def name(self) -> str:
        return "validate_cancel_form"

    def perform(self, turn: Turn) -> list[EventType]:
        if turn.slot("requested_slot") == "chosen":
            return choice(turn)
        said = short_answer(turn) if turn.slot("requested_slot") == "sure" else None
        if turn.slot("requested_slot") == "sure" and turn.services.words.only_cancels.fullmatch(fold(turn.typed)):
            said = YES
        return [SlotSet("sure", said)] if said in (YES, NO) else []


class ActionCancel(SpaAction):
    """Cancels where the venue's rule allows it; later a person decides."""

    def name(self) -> str:
        return "action_cancel"

    def perform(self, turn: Turn) -> list[EventType]:
        forget = reset("chosen", "sure")
        if turn.slot("sure") != YES:
            if turn.slot("sure") == NO:
                turn.say("utter_kept", **summary(turn, chosen(turn)))
            return forget
        one = chosen(turn)
        try:
            booking.cancel(
                turn.services.engine,
                one.id,
                turn.conversation,
                turn.now,
                turn.venue.cancel_hours,
                limits=turn.services.limits,
            )
        except ChangeTooLate:
            turn.say("utter_change_too_late")
            return forget
        turn.say("utter_cancelled", **summary(turn, one))
        return forget


def _named_by_button(turn: Turn) -> list[Booking]:
    """The booking that a reminder's button is about."""
    return [one for one in draft.upcoming(turn) if one.code == turn.entity("chosen")]


def choice(turn: Turn) -> list[EventType]:
    """Which booking is meant: by button, by its code or by its day, where that is one alone."""
    booked, window = draft.upcoming(turn), draft.hear(turn).get("window")
    chosen = [one.code for one in booked if one.code in (turn.entity("chosen"), turn.wanted.code)]
    if window and not chosen:
        day = datetime.fromisoformat(window["from"]).date()
        chosen = [one.code for one in booked if one.start.astimezone(turn.zone).date() == day]
    return [SlotSet("chosen", chosen[0])] if len(chosen) == 1 else []


def speak_of(turn: Turn, one: Booking) -> None:
    """An hour that comes without a day belongs to the day of this booking."""
    turn.tracker.slots |= {"window": None, "start": one.start.astimezone(turn.zone).replace(tzinfo=None).isoformat()}


def chosen(turn: Turn) -> Booking:
    """The booking that is meant, looked up as this customer's own. Raises BookingNotFound."""
    with reading(turn.services.engine) as connection:
        return booking.find(connection, turn.conversation, str(turn.slot("chosen")))


def for_a_person(turn: Turn, reason: str, bookings: list[int], start: str | None = None) -> list[EventType]:
    if reason == ChangeTooLate.__name__:  # the wish is written down already
        turn.say("utter_change_too_late")
    elif reason == ScreeningForbids.__name__ and start:  # it waits for a person as it is
        draft.note_for_staff(turn, "move", bookings=bookings, start=start)
        turn.say("utter_move_waits", when=turn.say_time(turn.aware(datetime.fromisoformat(start))))
    else:
        draft.note_for_staff(turn, "move", bookings=bookings, because=reason)
        turn.say("utter_move_needs_person" if reason == OTHER_VISIT else "utter_move_needs_answers")
    return [
        *reset("chosen", "window"),
        SlotSet("requested_slot", None),
        ActiveLoop(None),
        FollowupAction("action_listen"),
    ]
