"""After a stop for a party: "then book only me", or only the companion."""

from typing import Any

from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet

from actions import draft, outcome
from actions.base import Turn, reset
from spa import booking
from spa.booking import Booking
from spa.screening import records
from spa.store.database import writing

STOPPED = ("consult", "not_today")  # after the others a doctor comes first, whoever books


def ask_alone(turn: Turn) -> bool:
    """Where somebody wants to come without the party that was stopped, open every question to them once more.

    What they said of themselves stays; what may have been another's was put to all, and is asked of them alone.
    """
    if turn.slot("screening_outcome") not in STOPPED or not turn.services.answers.comes_alone(turn.typed):
        return False
    waits = _waiting(turn)
    with writing(turn.services.engine) as connection:
        if waits:
            records.reopen(connection, turn.conversation, waits.id)
        return records.ask_alone(connection, turn.conversation, turn.now)


def instead(turn: Turn) -> tuple[list[EventType], dict[str, Any]]:
    """Give up what waits for a decision on the party; return the same visit for one, as it was heard."""
    waits = _waiting(turn)
    forgotten = reset(*outcome.screening_slots(turn), "screening_outcome", "number_asked")
    if waits is None:
        return forgotten, {}
    booking.cancel(turn.services.engine, waits.id, turn.conversation, turn.now, limits=turn.services.limits)
    local = waits.start.astimezone(turn.zone).replace(tzinfo=None).isoformat()
    return forgotten, {"service": waits.service_id, "window": {"from": local, "exact": True}}


def only_companion(turn: Turn) -> list[EventType] | None:
    """ "Book it only for my wife": whoever told what, a person plans it. None where it is nothing of the kind."""
    waits = _waiting(turn)
    if not waits or not turn.services.answers.companion_comes_alone(turn.typed):
        return None
    draft.note_for_staff(turn, "consult", bookings=[waits.id])
    turn.say("utter_only_companion", code=waits.code)
    return [SlotSet("requested_slot", None), ActiveLoop(None), FollowupAction("action_listen")]


def _waiting(turn: Turn) -> Booking | None:
    parties = (one for one in draft.awaiting(turn) if one.party > 1)
    return next(parties, None)
