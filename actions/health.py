"""What customers say about health, whenever they say it: the action of the interrupt policy."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from rasa_sdk.events import EventType, FollowupAction, SlotSet

from actions import draft, in_doubt, outcome, party
from actions.answers import KNOWN, UNREAD, comes_too_early
from actions.asking import say_whose
from actions.base import NO, UNSURE, YES, SpaAction, Turn, reset
from actions.faq import say_answer
from actions.mentions import Told, conditions, guests, mentions, of_another, sort_out
from spa.screening import records
from spa.screening.assess import OUTCOMES
from spa.screening.party import SOMEONE, Party, gravest, judge, open_to, reported_of
from spa.store.database import writing

STARTS_BOOKING = ("book_session", "check_availability", "inform", "request_alternative", "change_booking")
# What somebody may want instead of answering whom it is about.
ELSEWHERE = {
    "stop_conversation": "action_stop",
    "start_over": "action_start_over",
    "talk_to_human": "action_talk_to_human",
    "complaint": "action_complaint",
    "withdraw_consent": "action_withdraw_consent",
    "show_my_data": "action_show_my_data",
    "delete_my_data": "action_delete_my_data",
    "cancel_booking": "action_cancel_booking",
}
FORMS = ("booking_form", "screening_form", "contact_form", "changed_form")


class ActionHearHealth(SpaAction):
    """Records what is certain, asks back what is not, and stops, adapts or goes on accordingly."""

    def name(self) -> str:
        return "action_hear_health"

    def perform(self, turn: Turn) -> list[EventType]:
        told, open_ones = sort_out(turn)
        if of_another(turn):  # kept for the case that they come as well
            party.record(turn, {records.ANOTHER: of_another(turn)})
        tier = _gravest_flag(turn, [*conditions(told), *open_ones])
        if tier:
            return _stop_for_flag(turn, tier, [*conditions(told), *open_ones])
        if turn.entity("unread"):  # a word for an illness is known in more languages than are read
            turn.say("utter_other_language")
        events = draft.slots(_wanted_too(turn)) if not turn.slot("health_pending") else []
        if told:
            return _record(turn, told, open_ones) + events
        if open_ones and turn.form == "changed_form":  # something has changed: nothing that is said then is let pass
            return _record(turn, reported_of(open_ones, UNSURE, party.answers(turn, guests(turn))), [])
        if open_ones and not mentions(turn):
            return _leave_open(turn, open_ones)
        if open_ones:
            return events + _ask_whose(turn, open_ones)
        return [SlotSet("health_pending", None), *(in_doubt.stand(turn) or _resume(turn))]


class ActionHearUnread(SpaAction):
    """Something on health that could not be read: where a visit is at stake it is asked whether it is about health."""

    def name(self) -> str:
        return "action_hear_unread"

    def perform(self, turn: Turn) -> list[EventType]:
        if turn.form == "changed_form" or not _is_booking(turn):
            turn.say("utter_health_unread")
            return [FollowupAction(turn.form or "action_listen")]
        return _ask_whose(turn, [UNREAD])


class ActionAskShorter(SpaAction):
    """A message that was too long to be read to its end: nothing is taken from it, it has to come again in parts."""

    def name(self) -> str:
        return "action_ask_shorter"

    def perform(self, turn: Turn) -> list[EventType]:
        turn.say("utter_ask_shorter")
        return [FollowupAction(turn.form or "action_listen")]


class ActionHearOtherLanguage(SpaAction):
    """A language that is not read: a short word in both of ours; in the middle of a booking a person takes over."""

    def name(self) -> str:
        return "action_hear_other_language"

    def perform(self, turn: Turn) -> list[EventType]:
        turn.say("utter_other_language")
        if turn.form in FORMS:
            return outcome.stop(turn, "consult")
        return [FollowupAction("action_listen")]


def _wanted_too(turn: Turn) -> dict[str, Any]:
    """What the same message says of the booking; a time that is past is that of the illness."""
    heard = {key: value for key, value in draft.hear(turn).items() if key not in ("name", "phone", "email")}
    if datetime.fromisoformat(heard.get("window", {"from": "9999-01-01"})["from"]) < turn.local_now:
        del heard["window"]
    return heard


def _gravest_flag(turn: Turn, conditions: Iterable[str]) -> str | None:
    """Whose body it is never lowers a red flag."""
    rules = turn.services.rules.conditions
    tiers = [rules[condition].tier for condition in conditions if condition in rules]
    return max((tier for tier in tiers if tier), key=OUTCOMES.index, default=None)


def _stop_for_flag(turn: Turn, tier: str, named: list[str]) -> list[EventType]:
    """Care comes first, without consent; of an emergency only that it was is kept."""
    with writing(turn.services.engine) as connection:
        records.record(connection, turn.conversation, turn.venue.id, records.A_PERSON_DECIDES, turn.now)
    rules = turn.services.rules.conditions
    told = dict.fromkeys(rules[one].name[turn.language] for one in named if one in rules and rules[one].tier == tier)
    return outcome.stop(turn, tier, "; ".join(told))


def _record(turn: Turn, told: Told, open_ones: list[str]) -> list[EventType]:
    held, many = draft.held(turn), guests(turn)
    with writing(turn.services.engine) as connection:
        if held:
            records.reopen(connection, turn.conversation, held.id)
    party.record(turn, _with_medicines(turn, told, many))
    known = party.answers(turn, many)
    judged = judge(known, outcome.steps_of(turn, held), turn.services.rules, outcome.is_same_day(turn, held))
    what = gravest(judged)
    if any(one.stops for one in judged.values()):
        _count_as_told(turn, open_ones)
        return _stop(turn, what) if _is_booking(turn) else _remember(turn)
    if draft.upcoming(turn) and (what == "adapt" or _is_open(turn, known)):  # what is booked already keeps its steps
        return _stop(turn, "consult")
    turn.say("utter_health_noted", told=_noted(turn, told, many))
    if open_ones:
        return _ask_whose(turn, open_ones)
    return [SlotSet("health_pending", None), SlotSet("read_back", None), *_resume(turn)]


def _is_open(turn: Turn, known: Party) -> bool:
    """Whether what was told is judged only after a further question: is it under control?"""
    return any(open_to(question, known) for question in turn.services.rules.questions if question.when)


def _with_medicines(turn: Turn, told: Told, many: int) -> Told:
    """A medicine that was asked for and is known has been answered, whosever it is; one more that is not known has not."""
    if turn.slot("requested_slot") != "screening_medicine_names":
        return told
    answer = YES if turn.services.health.leaves_out(turn.typed) else KNOWN
    asked = open_to(turn.services.rules.question("medicine_names"), party.answers(turn, many))
    return {
        guest: {**told.get(guest, {}), **({"medicine_names": answer} if guest in asked else {})}
        for guest in {*told, *asked}
    }


def _noted(turn: Turn, told: Told, many: int) -> str:
    """What was just said, by guest where it was said of whom."""
    if any(SOMEONE in own.values() for own in told.values()):
        names = [turn.services.rules.conditions[condition].name[turn.language] for condition in conditions(told)]
        return "; ".join(names)
    everybody = {guest: told.get(guest, {}) for guest in range(1, many + 1)}
    return party.told(turn, everybody, draft.held(turn))


def _count_as_told(turn: Turn, open_ones: list[str]) -> None:
    """What is not asked back any more counts as unsure, which counts like yes."""
    known = party.answers(turn, guests(turn))
    party.record(turn, reported_of(open_ones, UNSURE, known))


def _leave_open(turn: Turn, pending: list[str]) -> list[EventType]:
    """The question whom it is about gets no answer: asked once more, then it counts, and the customer goes on."""
    if _asks(turn):
        return _ask_whose(turn, pending)
    if comes_too_early(turn) and turn.intent not in ELSEWHERE:
        turn.say("utter_asked_since")
        return _ask_whose(turn, pending)
    if turn.intent not in ELSEWHERE and not turn.slot("attempts"):
        return [SlotSet("attempts", 1), *_ask_whose(turn, pending)]
    elsewhere = ELSEWHERE.get(turn.intent)
    if elsewhere:
        _count_as_told(turn, pending)
        return [*reset("health_pending", "attempts"), FollowupAction(elsewhere)]
    unsure = reported_of(pending, UNSURE, party.answers(turn, guests(turn)))
    return [*reset("attempts"), *_record(turn, unsure, [])]


def _asks(turn: Turn) -> bool:
    """Whether the message asks as well; what only answers a question on health, or books, is no question."""
    return turn.intent == "faq" and (turn.is_question or not (turn.form == "screening_form" or draft.hear(turn)))


def _is_booking(turn: Turn) -> bool:
    """Whether a visit is wanted, held or booked, which what was said has to stop."""
    wanted = turn.form in FORMS or turn.intent in STARTS_BOOKING or draft.held(turn) is not None
    return wanted or bool(draft.upcoming(turn))


def _remember(turn: Turn) -> list[EventType]:
    """Nothing is being booked: the question gets its answer, and a person is offered."""
    if _asks(turn):
        say_answer(turn)
    turn.say("utter_health_remembered")
    return [SlotSet("health_pending", None), FollowupAction("action_listen")]


def _stop(turn: Turn, what: str) -> list[EventType]:
    """A question that tells something at once gets its answer before the outcome."""
    if _asks(turn):
        say_answer(turn)
    return outcome.stop(turn, what)


def _ask_whose(turn: Turn, unclear: list[str]) -> list[EventType]:
    if _asks(turn):
        say_answer(turn)
    in_doubt.wait(turn)
    if unclear == [UNREAD]:
        turn.say("utter_ask_unread")
    elif guests(turn) > 1:
        say_whose(turn, unclear, guests(turn), nobody=True)
    else:
        names = [turn.services.rules.conditions[condition].name[turn.language] for condition in unclear]
        turn.say("utter_ask_health_pending", told="; ".join(names))
    return [SlotSet("health_pending", unclear), FollowupAction("action_listen")]


def _resume(turn: Turn) -> list[EventType]:
    """Go on with what was being done, or with the booking that the same message asks for."""
    form = turn.form
    if form == "contact_form":  # something new was said after the questions: they are judged once more
        return [FollowupAction("screening_form")]
    if form == "changed_form":  # what was told leaves the visit as it is
        return [SlotSet("what_changed", NO), FollowupAction(form)]
    if form in FORMS:
        return [FollowupAction(form)]
    if turn.intent in STARTS_BOOKING or turn.slot("service") or draft.hear(turn):
        return [FollowupAction("booking_form")]
    if _asks(turn):
        say_answer(turn)
    else:
        turn.say("utter_what_next")
    return [FollowupAction("action_listen")]
