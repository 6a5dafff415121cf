"""Name, phone and the last yes: what turns the held time into a booking."""

import re

from rasa_sdk.events import EventType, FollowupAction, SlotSet

from actions import another_guest, asked_anew, draft, outcome, spoken
from actions.answers import UNREAD, leaves_unread, short_answer
from actions.base import NO, UNSURE, YES, SpaAction, Turn, reset
from actions.booking import summary, too_many
from actions.screening import lost
from spa import booking
from spa.booking import Booking, Contact
from spa.errors import (
    ConsentMissing,
    HoldExpired,
    NameNotValid,
    PhoneNotValid,
    ScreeningForbids,
    ScreeningMissing,
    TooManyHolds,
)
from spa.text import fold

FEW_DIGITS = 5  # fewer are no try at a phone number
ANSWERED, ALONE = "answered", "alone"
_BETWEEN_NAMES = re.compile(r"\s*(?:,|&|;|\band\b|\bvà\b|\bva\b)\s*", re.IGNORECASE)


class ValidateContactForm(SpaAction):
    """Takes name and phone, also when both come at once, and the yes to what was read back."""

    def name(self) -> str:
        return "validate_contact_form"

    def perform(self, turn: Turn) -> list[EventType]:
        draft.keep_alive(turn)
        return [*self._hear(turn), *_if_alone(turn)]

    def _hear(self, turn: Turn) -> list[EventType]:
        if not turn.is_new:
            return []
        if asked_anew.is_kept(turn):
            return asked_anew.keep(turn)
        held = draft.held(turn) if turn.slot("requested_slot") == "name" else None
        if held and another_guest.is_named(turn, held):
            return another_guest.ask_anew(turn, held)
        if turn.slot("requested_slot") == "companion":
            return _companion(turn)
        if turn.wanted.about_booking and turn.slot("requested_slot") == "confirm":
            return []  # what is to be changed is taken by another action
        if _declines(turn):
            asked = str(turn.slot("requested_slot"))
            turn.say("utter_name_enough" if asked == "name" else "utter_phone_needed")
            return reset(asked)
        return _details(turn, draft.hear(turn)) or self._answer(turn, turn.slot("requested_slot"))

    def _answer(self, turn: Turn, asked: str | None) -> list[EventType]:
        if turn.wanted.corrects:  # without what is right
            return reset(*sorted(turn.wanted.corrects))
        if asked == "confirm":
            return _yes(turn)
        return _not_a(turn, asked)


class AskConfirm(SpaAction):
    """Reads the whole booking back."""

    def name(self) -> str:
        return "action_ask_confirm"

    def perform(self, turn: Turn) -> list[EventType]:
        held = draft.held(turn)
        if held is None:
            return lost(turn)
        if turn.slot("health_pending"):
            turn.say("utter_ask_unread")
            return []
        if turn.slot("moved"):
            asked_anew.say_move(turn, held)
            return []
        turn.say("utter_ask_confirm", name=turn.slot("name"), phone=turn.slot("phone"), **summary(turn, held))
        return []


class ActionConfirmBooking(SpaAction):
    """Books. The gate is in the domain: what it refuses is asked again or goes to a person."""

    def name(self) -> str:
        return "action_confirm_booking"

    def perform(self, turn: Turn) -> list[EventType]:
        booking_id = turn.slot("booking_id")
        if turn.slot("confirm") != YES or not booking_id:  # the form was ended without a yes
            return []
        contact = Contact(turn.slot("name"), turn.slot("phone"), turn.slot("email"))
        key = f"{turn.conversation}:{booking_id}"
        try:
            if turn.slot("moved"):
                return asked_anew.finish(turn, booking_id)
            booked = booking.confirm(
                turn.services.engine, booking_id, turn.conversation, contact, key, turn.now, turn.services.limits
            )
        except HoldExpired:
            return lost(turn)
        except (ScreeningMissing, ConsentMissing):
            return [*reset("confirm"), FollowupAction("screening_form")]
        except ScreeningForbids as error:
            return outcome.stop(turn, str(error.allowed.get("outcome") or "consult"))
        except TooManyHolds:
            return too_many(turn)
        return self._booked(turn, booked)

    def _booked(self, turn: Turn, booked: Booking) -> list[EventType]:
        turn.say(
            "utter_booked", name=turn.slot("name"), calendar=turn.services.calendar(booked.id), **summary(turn, booked)
        )
        return reset(*draft.FLOW, *outcome.screening_slots(turn), "screening_outcome")


def _yes(turn: Turn) -> list[EventType]:
    """Only a yes and nothing else books; of whatever else stands there it is asked whether it is about health."""
    said = short_answer(turn)
    if said is None and leaves_unread(turn):
        return [SlotSet("health_pending", [UNREAD])]
    return [SlotSet("confirm", YES)] if said == YES else []


def _if_alone(turn: Turn) -> list[EventType]:
    """Who comes alone is not asked for the name of a companion."""
    held = draft.held(turn)
    alone = held is not None and held.party == 1 and turn.slot("companion") is None
    return [SlotSet("companion", ALONE)] if alone else []


def _declines(turn: Turn) -> bool:
    """Whether somebody does not want to give the name or the number that is asked for."""
    if turn.slot("requested_slot") not in ("name", "phone") or turn.is_question or turn.wanted.phone:
        return False
    return bool(turn.services.words.declines.search(fold(turn.typed))) or short_answer(turn) in (NO, "refused")


def _companion(turn: Turn) -> list[EventType]:
    """The first names of those who come as well; they are not needed."""
    if turn.entity("answer") == "skip" or short_answer(turn) in (YES, NO, UNSURE, "refused"):
        return [SlotSet("companion", ANSWERED)]
    names = [] if turn.is_request else _names(turn)
    if not names:
        return []
    try:
        booking.name_companions(turn.services.engine, turn.slot("booking_id"), turn.conversation, names, turn.now)
    except NameNotValid:
        turn.say("utter_name_not_valid")
        return [SlotSet("companion", None)]
    return [SlotSet("companion", ANSWERED), *spoken.as_before(turn, " ".join(names))]


def _names(turn: Turn) -> list[str]:
    """The names in the order in which they are said, without what leads to them: "her name is"."""
    lead = turn.services.words.names.search(fold(turn.typed))
    parts = _BETWEEN_NAMES.split(turn.typed[lead.end() :] if lead else turn.typed)
    return [part for part in parts if any(letter.isalpha() for letter in part)]


def _details(turn: Turn, said: dict[str, str]) -> list[EventType]:
    """Name, phone and address that are said; a question or a wish is none of them."""
    heard = {key: value for key, value in said.items() if key in ("name", "phone", "email")}
    led_to = not turn.is_question and turn.services.words.clear_names.search(fold(turn.typed))  # "call me Bob"
    if turn.is_request and not (turn.wanted.corrects or "phone" in heard or led_to):
        heard.pop("name", None)
    checked = [event for key, value in heard.items() for event in _checked(turn, key, value)]
    known = {event["name"] for event in checked if event["value"] and event["value"] == turn.slot(event["name"])}
    new = [event for event in checked if turn.wanted.corrects or event["name"] not in known]
    return [*new, *spoken.as_before(turn, str(heard.get("name")))] if new else []


def _checked(turn: Turn, key: str, value: str) -> list[EventType]:
    try:
        if key == "name":
            value = booking.checked_name(value)
        if key == "phone":
            value = booking.checked_phone(value)
    except NameNotValid:
        turn.say("utter_name_not_valid")
        return [SlotSet("name", None)]
    except PhoneNotValid:
        turn.say("utter_phone_not_valid")
        return [SlotSet("phone", None)]
    return [SlotSet(key, value)]


def _not_a(turn: Turn, asked: str | None) -> list[EventType]:
    """Digits that make no phone number, and no name, get a word on what would; anything else is left to the rules."""
    digits = sum(letter.isdigit() for letter in turn.typed)
    if asked == "phone" and digits >= FEW_DIGITS:
        turn.say("utter_phone_not_valid")
        return [SlotSet("phone", None)]
    if asked == "name" and digits and not any(letter.isalpha() for letter in turn.typed):
        turn.say("utter_name_not_valid")
        return [SlotSet("name", None)]
    return []
