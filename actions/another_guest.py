"""Somebody else comes in the place of who was asked: nobody is treated on the answers of another."""

from rasa_sdk.events import ActiveLoop, EventType, FollowupAction

from actions import draft, outcome, party
from actions.base import SpaAction, Turn, reset
from spa.booking import Booking
from spa.screening import records
from spa.store.database import writing

ASKED_IN = ("screening_form", "contact_form")
OF_ONE_WHO_COMES = ("name", "companion", "confirm", "read_back", "consent_told", "described")


class ActionAnotherGuest(SpaAction):
    """ "My wife will come instead of me": the questions are put anew; of what is booked already a person decides."""

    def name(self) -> str:
        return "action_another_guest"

    def perform(self, turn: Turn) -> list[EventType]:
        held = draft.held(turn)
        if held and turn.form in ASKED_IN and not turn.slot("moved"):
            return ask_anew(turn, held)
        if held or draft.upcoming(turn):
            return outcome.stop(turn, "consult")
        return [FollowupAction("action_not_understood")]


def ask_anew(turn: Turn, held: Booking) -> list[EventType]:
    """Begin with the consent again; what was reported before counts for whoever comes."""
    party.count_for_all(turn)
    with writing(turn.services.engine) as connection:
        records.reopen(connection, turn.conversation, held.id)
        records.ask_again(connection, turn.conversation, turn.now)
    turn.say("utter_another_guest")
    forgotten = reset("requested_slot", *OF_ONE_WHO_COMES, *outcome.screening_slots(turn))
    return [*forgotten, ActiveLoop(None), FollowupAction("screening_form")]


def is_named(turn: Turn, held: Booking) -> bool:
    """Whether who comes alone gives the name of a companion, who was to come as well before."""
    named = held.party == 1 and "companion" in turn.services.answers.speaks_of(turn.typed)
    return named and bool(party.answers(turn, 2)[2])
