"""A booked visit goes to a time for which the questions on health have to be asked anew.

The new time is held beside the old one, which stays until the booking takes the new one's place.
"""

from datetime import datetime
from typing import Any

from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet

from actions import draft, outcome
from actions.answers import short_answer
from actions.base import NO, Turn, reset
from actions.booking import summary
from spa import booking
from spa.booking import Booking
from spa.booking.values import AWAITING_DECISION
from spa.errors import ConsentMissing, HoldExpired, ScreeningForbids, ScreeningMissing, SpaError
from spa.store.database import reading

KNOWN = "answered"  # who comes as well was asked when the visit was booked


def is_needed(turn: Turn, booked: Booking, start: str) -> bool:
    """Whether the visit may go to this local start only with new answers."""
    with reading(turn.services.engine) as connection:
        return booking.asks_anew(connection, booked, turn.aware(datetime.fromisoformat(start)), turn.now)


def begin(turn: Turn, booked: Booking, start: str) -> list[EventType]:
    """Hold the new time and begin with the consent. Raises as `booking.hold_instead`."""
    limits, wanted = turn.services.limits, turn.aware(datetime.fromisoformat(start))
    how = (turn.now, turn.venue.cancel_hours, limits)
    held = booking.hold_instead(turn.services.engine, booked.id, turn.conversation, wanted, *how)
    whose = {"name": booked.contact.name, "phone": booked.contact.phone} if booked.contact else {}
    times: dict[str, Any] = _times(turn, booked, held)
    turn.say("utter_move_asks_anew", **times)
    return [
        *reset(*draft.FLOW, "chosen", *outcome.screening_slots(turn)),
        *draft.slots({"service": held.service_id, "party": held.party, "companion": KNOWN, **whose}),
        *draft.held_events(turn, held),
        SlotSet("moved", booked.code),
        SlotSet("requested_slot", None),
        ActiveLoop(None),
        FollowupAction("screening_form"),
    ]


def say_move(turn: Turn, held: Booking) -> None:
    """Read back what is moved, and to when."""
    turn.say("utter_ask_move", **{**summary(turn, held), **_times(turn, moved(turn), held)})


def is_kept(turn: Turn) -> bool:
    """Whether the last question, before the visit is moved, is answered with no."""
    return bool(turn.slot("moved")) and turn.slot("requested_slot") == "confirm" and short_answer(turn) == NO


def keep(turn: Turn) -> list[EventType]:
    """Leave the visit where it is, and give the new time back."""
    turn.say("utter_kept", **summary(turn, moved(turn)))
    draft.give_up(turn)
    ends = [SlotSet("requested_slot", None), ActiveLoop(None), FollowupAction("action_listen")]
    return [*reset(*draft.FLOW, *outcome.screening_slots(turn), "screening_outcome"), *ends]


def finish(turn: Turn, held_id: int) -> list[EventType]:
    """Let the booking take the new time's place; what the gate refuses is asked again or goes to a person.

    Raises HoldExpired.
    """
    how = (turn.now, turn.venue.cancel_hours, turn.services.limits)
    try:
        done = booking.exchange(turn.services.engine, moved(turn).id, held_id, turn.conversation, *how)
    except HoldExpired:
        raise
    except (ScreeningMissing, ConsentMissing):
        return [*reset("confirm"), FollowupAction("screening_form")]
    except ScreeningForbids as error:
        return outcome.stop(turn, str(error.allowed.get("outcome") or "consult"))
    except SpaError as error:  # too late, or another visit than the one that is booked
        draft.give_up(turn)
        draft.note_for_staff(turn, "move", bookings=[moved(turn).id], because=type(error).__name__)
        turn.say("utter_move_needs_person")
    else:
        turn.say("utter_moved", **summary(turn, done))
    return reset(*draft.FLOW, *outcome.screening_slots(turn), "screening_outcome")


def is_withdrawn(turn: Turn) -> bool:
    """Whether what was just told takes the visit that is being moved to a person."""
    return bool(turn.slot("moved")) and moved(turn).status == AWAITING_DECISION


def moved(turn: Turn) -> Booking:
    """The visit that is being moved. Raises BookingNotFound."""
    with reading(turn.services.engine) as connection:
        return booking.find(connection, turn.conversation, str(turn.slot("moved")))


def _times(turn: Turn, booked: Booking, held: Booking) -> dict[str, str]:
    return {"code": booked.code, "before": turn.say_time(booked.start), "when": turn.say_time(held.start)}
