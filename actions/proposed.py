"""The answer to another service that a person of the venue has proposed in the place of what was wished."""

from rasa_sdk.events import ActiveLoop, EventType, FollowupAction

from actions import draft, outcome
from actions.base import Turn, reset
from actions.booking import summary
from spa.booking import proposing
from spa.errors import OfferOver, ScreeningForbids
from spa.store.database import reading


def is_proposed(turn: Turn) -> bool:
    """Whether a proposal waits for this customer's yes."""
    with reading(turn.services.engine) as connection:
        return proposing.proposed(connection, turn.conversation, turn.now) is not None


def accept(turn: Turn) -> list[EventType]:
    """Book what was proposed; a person looks again where something else was said since."""
    try:
        booked = proposing.accept(turn.services.engine, turn.conversation, turn.now, turn.services.limits)
    except OfferOver:
        turn.say("utter_offer_over")
        return []
    except ScreeningForbids:
        draft.note_for_staff(turn, "consult")
        turn.say("utter_consult")
        return []
    name = booked.contact.name if booked.contact else ""
    turn.say("utter_booked", name=name, calendar=turn.services.calendar(booked.id), **summary(turn, booked))
    forget = [*draft.FLOW, "requested_slot", *outcome.screening_slots(turn)]
    return [*reset(*forget), ActiveLoop(None), FollowupAction("action_listen")]


def refuse(turn: Turn) -> list[EventType]:
    """Give the time back."""
    try:
        proposing.refuse(turn.services.engine, turn.conversation, turn.now, turn.services.limits)
    except OfferOver:
        turn.say("utter_offer_over")
    else:
        turn.say("utter_offer_passed")
    return []
