"""The waiting list: getting in line, and the answer to a freed time that is offered."""

from datetime import datetime, timedelta
from typing import Any

from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet

from actions import draft, outcome, proposed
from actions.base import SpaAction, Turn, reset
from spa.booking import Entry, WaitRequest, Wish, waitlist
from spa.dates import say_day
from spa.errors import HoldExpired, NotFound, OfferOver, PartyNotPossible, TimeNotPossible, TooManyHolds
from spa.store.database import reading
from spa.text import fold

ONE_START = timedelta(minutes=15)  # who wants one hour alone waits for that one
A_WEEK = timedelta(days=7)  # where nothing was said of the time


class ActionJoinWaitlist(SpaAction):
    """Puts the customer in line for what was wished, once enough is known; or takes them out of it."""

    def name(self) -> str:
        return "action_join_waitlist"

    def perform(self, turn: Turn) -> list[EventType]:
        if outcome.is_care_first(turn):
            return outcome.say_care_first(turn)
        if turn.services.words.leaves_list.search(fold(turn.typed)):
            left = waitlist.leave(turn.services.engine, turn.conversation, turn.now, turn.services.limits)
            turn.say("utter_waitlist_left" if left else "utter_waitlist_not_in")
            return []
        if _only_asks(turn):
            turn.say("utter_waitlist_is", answer_minutes=str(waitlist.OFFER_MINUTES))
            return []
        known = {key: turn.slot(key) for key in ("service", "party", "wish", "window")} | draft.hear(turn)
        if not known["service"] or not known["party"]:
            turn.say("utter_waitlist_first")
            return [*draft.slots(draft.hear(turn)), FollowupAction("booking_form")]
        try:
            entry = waitlist.join(turn.services.engine, _request(turn, known), turn.now, turn.services.limits)
        except TooManyHolds:
            turn.say("utter_waitlist_enough")
            return []
        except PartyNotPossible:
            turn.say("utter_party_not_possible")
            return []
        except (NotFound, TimeNotPossible):
            return _tell_staff(turn, known)
        told: dict[str, Any] = {"service": _service(turn, entry), "when": _when(turn, entry)}
        turn.say("utter_waitlist_joined", **told, answer_minutes=str(waitlist.OFFER_MINUTES))
        return [*reset(*draft.FLOW, "requested_slot"), ActiveLoop(None), FollowupAction("action_listen")]


class ActionAcceptOffer(SpaAction):
    """Takes the time that is offered, and goes on as after any time that is held."""

    def name(self) -> str:
        return "action_accept_offer"

    def perform(self, turn: Turn) -> list[EventType]:
        if outcome.is_care_first(turn):
            return outcome.say_care_first(turn)
        if _meant_is_proposed(turn):
            return proposed.accept(turn)
        try:
            held = waitlist.accept(turn.services.engine, turn.conversation, turn.now, turn.services.limits.hold_minutes)
        except (OfferOver, HoldExpired):
            turn.say("utter_offer_over")
            return []
        known = [SlotSet("service", held.service_id), SlotSet("party", held.party), *draft.held_events(turn, held)]
        return [*reset(*draft.FLOW), *known, ActiveLoop(None), FollowupAction("action_time_held")]


class ActionDeclineOffer(SpaAction):
    """Lets the offered time pass to the next in line; a no to nothing is only answered."""

    def name(self) -> str:
        return "action_decline_offer"

    def perform(self, turn: Turn) -> list[EventType]:
        if _meant_is_proposed(turn):
            return proposed.refuse(turn)
        try:
            waitlist.decline(turn.services.engine, turn.conversation, turn.now, turn.services.limits)
        except OfferOver:
            if outcome.is_care_first(turn):
                return [FollowupAction("action_care_kindly")]
            turn.say("utter_offer_over" if turn.intent == "decline_offer" else "utter_anytime")
        else:
            turn.say("utter_offer_passed")
        return []


def is_offered(turn: Turn) -> bool:
    """Whether a freed time waits for this customer's yes."""
    with reading(turn.services.engine) as connection:
        return waitlist.offered(connection, turn.conversation, turn.now) is not None


def _meant_is_proposed(turn: Turn) -> bool:
    return not is_offered(turn) and proposed.is_proposed(turn)


def _only_asks(turn: Turn) -> bool:
    """Whether the message is a question about the list, and no wish to be on it."""
    return turn.is_question and not turn.services.words.joins_list.search(fold(turn.typed))


def _tell_staff(turn: Turn, known: dict[str, Any]) -> list[EventType]:
    draft.note_for_staff(turn, "waitlist", **{key: known[key] for key in ("service", "party", "window")})
    turn.say("utter_join_waitlist")
    return []


def _request(turn: Turn, known: dict[str, Any]) -> WaitRequest:
    earliest, latest = _hours(turn, known["window"] or {})
    wish = Wish(**(known["wish"] or {}))
    visit = (turn.venue.id, turn.conversation, known["service"], known["party"])
    return WaitRequest(*visit, earliest, latest, wish, turn.language)


def _hours(turn: Turn, window: dict[str, Any]) -> tuple[datetime, datetime]:
    if not window:
        return turn.now, turn.now + A_WEEK
    earliest = turn.aware(datetime.fromisoformat(window["from"]))
    if window.get("to"):
        return earliest, turn.aware(datetime.fromisoformat(window["to"]))
    whole_day = window.get("grain") not in draft.EXACT and not window.get("reason")
    return earliest, earliest + (timedelta(hours=12) if whole_day else ONE_START)


def _service(turn: Turn, entry: Entry) -> str:
    return turn.venue.service(entry.service_id).name[turn.language]


def _when(turn: Turn, entry: Entry) -> str:
    """One start by day and hour; more of them by the day, or the days, on which they lie."""
    if entry.latest - entry.earliest <= ONE_START:
        return turn.say_time(entry.earliest)
    first, last = (moment.astimezone(turn.zone).date() for moment in (entry.earliest, entry.latest - ONE_START))
    days = [say_day(day, turn.language) for day in (first, last)]
    return days[0] if first == last else " – ".join(days)
