"""The form that moves a booking: which one, and to when; a time that was typed is read back before it is done."""

from datetime import datetime, timedelta
from typing import Any

from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet

from actions import asked_anew, draft, moving
from actions.answers import short_answer
from actions.base import NO, YES, SpaAction, Turn, reset
from actions.booking import summary
from actions.existing import choice, chosen, for_a_person, speak_of
from actions.times import ask_start
from spa import booking
from spa.booking import Window
from spa.booking.values import AWAITING_DECISION, CONFIRMED
from spa.errors import (
    BookingNotFound,
    ChangeTooLate,
    ConsentMissing,
    ScreeningForbids,
    ScreeningMissing,
    SlotTaken,
    TimeNotPossible,
    TooManyHolds,
)
from spa.store.database import reading


class ValidateMoveForm(SpaAction):
    """Takes which booking and its new time, and moves it as soon as the time is one."""

    def name(self) -> str:
        return "validate_move_form"

    def perform(self, turn: Turn) -> list[EventType]:
        asked = turn.slot("requested_slot")
        if asked == "chosen":
            return choice(turn)
        before = turn.slot("window") or {}
        if asked and before.get("read_back") and short_answer(turn) in (YES, NO):
            return self._move(turn, before["from"]) if short_answer(turn) == YES else _keep(turn)
        if asked and not turn.slot("window"):
            speak_of(turn, chosen(turn))
        window = _heard(turn) if asked else turn.slot("window")
        if not window:
            return []
        if not window.get("exact") or not turn.slot("chosen"):
            return [SlotSet("window", window)]
        free = _is_free(turn, window["from"])
        asks_anew = free and asked_anew.is_needed(turn, chosen(turn), window["from"])
        waits = chosen(turn).status == AWAITING_DECISION  # whose time only a person changes
        if turn.pressed and turn.entity("start") or not free or asks_anew or waits:
            return self._move(turn, window["from"])
        return [SlotSet("window", {**window, "read_back": True})]

    def _move(self, turn: Turn, start: str) -> list[EventType]:
        try:
            if asked_anew.is_needed(turn, chosen(turn), start) and chosen(turn).status == CONFIRMED:
                return asked_anew.begin(turn, chosen(turn), start)
            moved = booking.move(
                turn.services.engine,
                chosen(turn).id,
                turn.conversation,
                turn.aware(datetime.fromisoformat(start)),
                turn.now,
                turn.venue.cancel_hours,
                turn.services.limits,
            )
        except (SlotTaken, TimeNotPossible) as error:
            return [SlotSet("window", {"from": start, "exact": False, "reason": error.allowed.get("reason", "taken")})]
        except (
            BookingNotFound,
            ChangeTooLate,
            ConsentMissing,
            ScreeningMissing,
            ScreeningForbids,
            TooManyHolds,
        ) as error:
            return for_a_person(turn, type(error).__name__, [chosen(turn).id], start)
        turn.say("utter_moved", **summary(turn, moved))
        return [SlotSet("new_start", start), *reset("window")]


class AskNewStart(SpaAction):
    """Asks for the new time with the free ones as buttons, or for the yes to the one that was said."""

    def name(self) -> str:
        return "action_ask_new_start"

    def perform(self, turn: Turn) -> list[EventType]:
        one, window = chosen(turn), turn.slot("window") or {}
        if window.get("read_back"):
            when = turn.say_time(turn.aware(datetime.fromisoformat(window["from"])))
            turn.say("utter_ask_move", **{**summary(turn, one), "before": turn.say_time(one.start), "when": when})
            return []
        turn.tracker.slots |= {"service": one.service_id, "party": one.party, "wish": None}
        ask_start(turn, moving=one.id)
        return []


def _heard(turn: Turn) -> dict[str, Any] | None:
    told = moving.later(turn, chosen(turn)) if turn.slot("chosen") and turn.typed else None
    return told or draft.hear(turn).get("window")


def _is_free(turn: Turn, start: str) -> bool:
    """Whether the booking can be moved there by the customer: only then it is read back before it is done."""
    one, wanted = chosen(turn), turn.aware(datetime.fromisoformat(start))
    if one.start <= turn.now + timedelta(hours=turn.venue.cancel_hours):
        return False
    with reading(turn.services.engine) as connection:
        what = (turn.venue.id, one.service_id, one.party, Window(wanted, wanted), turn.now)
        return bool(booking.offers(connection, *what, own=one.id))


def _keep(turn: Turn) -> list[EventType]:
    turn.say("utter_kept", **summary(turn, chosen(turn)))
    events = [*reset("chosen", "window"), SlotSet("requested_slot", None), ActiveLoop(None)]
    return [*events, FollowupAction("action_listen")]
