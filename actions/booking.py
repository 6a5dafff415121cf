"""The form that holds a time: what, for how many and when."""

from typing import Any

from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet

from actions import alone, calling, draft, faq, moving, noted, outcome, party
from actions.answers import short_answer
from actions.base import NO, SpaAction, Turn, button, reset
from actions.times import ask_start
from spa import booking
from spa.errors import TooManyHolds
from spa.knowledge import Service, money
from spa.messages.wording import details
from spa.text import fold


class ValidateBookingForm(SpaAction):
    """Takes everything that the message says of the booking, and holds the time as soon as it can."""

    def name(self) -> str:
        return "validate_booking_form"

    def perform(self, turn: Turn) -> list[EventType]:
        if outcome.is_care_first(turn):  # said in this sitting: nothing is booked past it
            said = outcome.say_care_first(turn)
            return [*said, SlotSet("requested_slot", None), ActiveLoop(None), FollowupAction("action_listen")]
        another_wish = self._another_wish(turn) if turn.is_new else None
        if another_wish is not None:
            return another_wish
        if not turn.slot("requested_slot") and draft.has_most_bookings(turn):
            return too_many(turn)
        heard = draft.hear(turn) if turn.is_new else {}
        if calling.answers_it(turn, heard):
            return calling.take_number(turn, heard)
        if heard.get("party", 1) > draft.LARGEST_PARTY:
            return large_party(turn, heard["party"])
        if heard.get("party") == 0:
            turn.say("utter_party_not_possible")
            heard["party"] = None
        heard = draft.misfits(turn, heard) if turn.is_new else heard
        priced = faq.price_asked(turn) if turn.is_new and turn.is_question else None
        if priced:
            faq.say_price(turn, priced)
        if draft.is_complete(turn, heard):
            return draft.slots(heard) + hold_or_stop(turn, heard)
        noted.say_noted(turn, heard)
        return draft.slots(heard)

    def _another_wish(self, turn: Turn) -> list[EventType] | None:
        """What is said of another booking than the one that is being made; None where it is of this one."""
        if alone.ask_alone(turn):
            return self._book_alone(turn)
        companion = alone.only_companion(turn)
        if companion:
            return companion
        if turn.intent == "join_waitlist":  # with a time or a service: a rule takes all of it
            return []
        elsewhere = _belongs_to(turn)
        if elsewhere:
            return [SlotSet("requested_slot", None), ActiveLoop(None), FollowupAction(elsewhere)]
        return moving.ask_whether(turn) if moving.may_move(turn) else None

    def _book_alone(self, turn: Turn) -> list[EventType]:
        forgotten, visit = alone.instead(turn)
        heard = {**visit, **draft.hear(turn), "party": 1}
        events = [*forgotten, *draft.slots(heard)]
        return events + hold_or_stop(turn, heard) if draft.is_complete(turn, heard) else events


class AskService(SpaAction):
    """Shows what the venue offers, as buttons."""

    def name(self) -> str:
        return "action_ask_service"

    def perform(self, turn: Turn) -> list[EventType]:
        turn.say("utter_ask_service", [_card(turn, service) for service in turn.venue.services], choices="cards")
        return []


def _card(turn: Turn, service: Service) -> dict[str, Any]:
    name = service.name[turn.language]
    detail = f"{service.minutes}' · {money(service.price_vnd, turn.language)}"
    return {**button(f"{name} · {detail}", service=service.id), "name": name, "detail": detail}


class AskStart(SpaAction):
    """Asks for the time, showing what is free around what was said."""

    def name(self) -> str:
        return "action_ask_start"

    def perform(self, turn: Turn) -> list[EventType]:
        ask_start(turn)
        return []


class ActionTimeHeld(SpaAction):
    """Says what is held, and goes on to the questions about health."""

    def name(self) -> str:
        return "action_time_held"

    def perform(self, turn: Turn) -> list[EventType]:
        held = draft.held(turn)
        if held is None:  # the form was ended without a time
            return []
        turn.say("utter_time_held", **summary(turn, held))
        return [FollowupAction("screening_form")]


class ActionChangeBooking(SpaAction):
    """Takes a changed mind in the middle of the later questions: another day, another service, more guests."""

    def name(self) -> str:
        return "action_change_booking"

    def perform(self, turn: Turn) -> list[EventType]:
        heard, held = draft.hear(turn), draft.held(turn)
        if not held:
            return self._begin(turn, heard)
        heard = draft.misfits(turn, heard)
        if not heard:
            return _unclear(turn)
        if not turn.pressed and not turn.wanted.about_booking:  # a name or a number before it is asked
            return [*draft.slots(heard), FollowupAction(turn.form or "screening_form")]
        if heard.get("party", 1) > draft.LARGEST_PARTY:
            return large_party(turn, heard["party"])
        others = heard.get("party", held.party) != held.party  # who comes as well has to agree, and is asked
        return [*self._take(turn, _with_held_time(turn, heard)), *reset(*["read_back", "companion"] * others)]

    def _begin(self, turn: Turn, heard: dict[str, Any]) -> list[EventType]:
        """Nothing is held: what is booked already is meant, or a new booking."""
        if draft.upcoming(turn) and turn.intent == "change_booking":
            return [FollowupAction("action_reschedule_booking")]
        return [*draft.slots(heard), FollowupAction("booking_form")]

    def _take(self, turn: Turn, heard: dict[str, Any]) -> list[EventType]:
        events = draft.slots(heard)
        if not draft.is_complete(turn, heard):
            return [*events, SlotSet("start", None), ActiveLoop(None), FollowupAction("booking_form")]
        events += hold_or_stop(turn, heard)
        if events[-1] == FollowupAction("action_listen"):
            return events
        if not any(event.get("name") == "start" and event.get("value") for event in events):
            return [*events, ActiveLoop(None), FollowupAction("booking_form")]
        held = draft.held(turn)
        if held:
            turn.say("utter_changed", **summary(turn, held))
        return [*events, *reset("confirm"), FollowupAction("screening_form")]


class ActionOtherTimes(SpaAction):
    """Shows other times than those offered or held."""

    def name(self) -> str:
        return "action_other_times"

    def perform(self, turn: Turn) -> list[EventType]:
        if moving.moves_booked(turn):
            return [FollowupAction("action_reschedule_booking")]
        heard = draft.hear(turn)
        if not turn.slot("service") or not turn.slot("party"):
            return [*draft.slots(heard), FollowupAction("booking_form")]
        said = heard.get("window")
        return [*reset("start"), SlotSet("window", said), ActiveLoop(None), FollowupAction("booking_form")]


def _belongs_to(turn: Turn) -> str | None:
    """The action for words that are no detail of a new booking: a place in the line, or another time for a visit."""
    if turn.services.words.waits.search(fold(turn.typed)):
        return "action_join_waitlist"
    return "action_reschedule_booking" if moving.moves_booked(turn) else None


def hold_or_stop(turn: Turn, heard: dict[str, Any]) -> list[EventType]:
    waits = draft.waits_already(turn, heard)
    if waits:
        draft.give_up(turn)
        outcome.say_what_waits(turn, [waits])
        return _end()
    try:
        return draft.hold(turn, heard)
    except TooManyHolds:
        return too_many(turn)


def too_many(turn: Turn) -> list[EventType]:
    """As many are booked as can be taken online: nothing is asked for one more."""
    turn.say("utter_too_many_bookings")
    return _end()


def _end() -> list[EventType]:
    return [*reset(*draft.FLOW), SlotSet("requested_slot", None), ActiveLoop(None), FollowupAction("action_listen")]


def large_party(turn: Turn, party: int) -> list[EventType]:
    """More guests than the questions can be put to at once: a person plans it with them."""
    draft.note_for_staff(turn, "large_party", party=party)
    draft.give_up(turn)
    turn.say("utter_large_party")
    forgotten = [*reset(*draft.FLOW), SlotSet("requested_slot", None), ActiveLoop(None)]
    return [*forgotten, *calling.ask_number(turn), FollowupAction("action_listen")]


def summary(turn: Turn, held: booking.Booking) -> dict[str, Any]:
    """What is read back of a booking, in words."""
    names = [turn.venue.therapist(therapist).name for therapist in held.therapist_ids]
    return {
        **details(turn.venue, held, turn.language),
        "guests": f"{held.party} ({gets})" if (gets := party.gets(turn, held)) else str(held.party),
        "with_whom": ", ".join(dict.fromkeys(names)),
        "room": ", ".join(turn.venue.room(room).name[turn.language] for room in dict.fromkeys(held.room_ids)),
    }


def _with_held_time(turn: Turn, heard: dict[str, Any]) -> dict[str, Any]:
    """A change of anything but the time keeps the time that is held, one of the day alone keeps the hour."""
    start, window = turn.slot("start"), heard.get("window")
    if not start or (window and window.get("grain") != "day"):
        return heard
    day = (window or {"from": start})["from"][:10]
    return {**heard, "window": {"from": day + start[10:], "exact": True}}


def is_not_right(turn: Turn) -> bool:
    """Whether what was read back is answered with no."""
    return turn.slot("requested_slot") == "confirm" and short_answer(turn) == NO


def _unclear(turn: Turn) -> list[EventType]:
    """A change is wanted but not said; anything else that says nothing of a booking was not understood."""
    if turn.wanted.corrects and turn.form == "contact_form":
        return [*reset(*sorted(turn.wanted.corrects)), FollowupAction("contact_form")]
    if turn.intent != "change_booking" and not is_not_right(turn):
        return [FollowupAction("action_not_understood")]
    turn.say("utter_ask_what_to_change", buttons=None)
    return [FollowupAction("action_listen")]
