"""What customers say about health, whenever they say it: the action of the interrupt policy."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from rasa_sdk.events import EventType, FollowupAction, SlotSet

from actions import draft, outcome
from actions.answers import KNOWN, comes_too_early, short_answer
from actions.base import NO, UNSURE, YES, SpaAction, Turn, reset
from actions.faq import say_answer
from spa.screening import assess, records
from spa.screening.assess import OUTCOMES
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
        flags = _gravest_flag(turn, [*told, *open_ones])
        if flags:
            return _stop_for_flag(turn, flags)
        if turn.entity("unread"):  # a word for an illness is known in more languages than are read
            turn.say("utter_other_language")
        events = draft.slots(_wanted_too(turn)) if not turn.slot("health_pending") else []
        if told:
            return _record(turn, told, open_ones) + events
        if open_ones and not _mentions(turn):
            return _leave_open(turn, open_ones)
        if open_ones:
            return events + _ask_whose(turn, open_ones)
        return [SlotSet("health_pending", None), *_resume(turn)]


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


def sort_out(turn: Turn) -> tuple[dict[str, str], list[str]]:
    """What is now certain, by condition, and what has to be asked back."""
    mentions = _mentions(turn)
    covered = _covered(turn)
    told = {
        m["value"]: YES
        for m in mentions
        if m["whose"] == "guest" and (m["status"] == "present" or m["value"] in covered)
    }
    unclear = [m["value"] for m in mentions if m["value"] not in told]
    pending = [] if mentions else (turn.slot("health_pending") or [])
    said = short_answer(turn) if pending else None
    if said == NO:
        return {}, []
    if said in (YES, UNSURE, "refused"):
        return {condition: str(said) for condition in pending}, []
    return told, list(dict.fromkeys([*unclear, *pending]))


def _covered(turn: Turn) -> tuple[str, ...]:
    """The conditions that the open question is about: "two years ago" is an answer to "did you ever"."""
    asked = str(turn.slot("requested_slot") or "")
    if not asked.startswith("screening_") or turn.is_early:
        return ()
    question = turn.services.rules.question(asked.removeprefix("screening_"))
    return () if question.list else question.covers


def _wanted_too(turn: Turn) -> dict[str, Any]:
    """What the same message says of the booking; a time that is past is that of the illness."""
    heard = {key: value for key, value in draft.hear(turn).items() if key not in ("name", "phone", "email")}
    if datetime.fromisoformat(heard.get("window", {"from": "9999-01-01"})["from"]) < turn.local_now:
        del heard["window"]
    return heard


def _mentions(turn: Turn) -> list[Mapping[str, Any]]:
    entities = turn.message.get("entities") or []
    return [e for e in entities if e["entity"] == "health" and e.get("status") != "absent"]


def _gravest_flag(turn: Turn, conditions: Iterable[str]) -> str | None:
    """Whose body it is never lowers a red flag."""
    rules = turn.services.rules.conditions
    tiers = [rules[condition].tier for condition in conditions if condition in rules]
    return max((tier for tier in tiers if tier), key=OUTCOMES.index, default=None)


def _stop_for_flag(turn: Turn, tier: str) -> list[EventType]:
    """Care comes first, without consent; of an emergency only that it was is kept."""
    with writing(turn.services.engine) as connection:
        records.record(connection, turn.conversation, turn.venue.id, records.A_PERSON_DECIDES, turn.now)
    return outcome.stop(turn, tier)


def _record(turn: Turn, told: dict[str, str], open_ones: list[str]) -> list[EventType]:
    held = draft.held(turn)
    with writing(turn.services.engine) as connection:
        if held:
            records.reopen(connection, turn.conversation, held.id)
        named = {"medicine_names": KNOWN} if turn.slot("requested_slot") == "screening_medicine_names" else {}
        answers = records.record(connection, turn.conversation, turn.venue.id, {**told, **named}, turn.now)
    judged = assess(answers, outcome.steps_of(turn, held), turn.services.rules, outcome.is_same_day(turn, held))
    answered = [SlotSet(f"screening_{q.id}", "answered") for q in turn.services.rules.questions if q.id in answers]
    if judged.stops:
        _count_as_told(turn, open_ones)
        return _stop(turn, judged.outcome) if _is_booking(turn) else _remember(turn)
    if judged.outcome == "adapt" and draft.upcoming(turn):  # a visit that is booked already keeps its steps
        return _stop(turn, "consult")
    names = [turn.services.rules.conditions[condition].name[turn.language] for condition in told]
    turn.say("utter_health_noted", told="; ".join(names))
    if open_ones:
        return [*answered, *_ask_whose(turn, open_ones)]
    return [*answered, SlotSet("health_pending", None), SlotSet("read_back", None), *_resume(turn)]


def _count_as_told(turn: Turn, open_ones: list[str]) -> None:
    """What is not asked back any more counts as unsure, which counts like yes."""
    with writing(turn.services.engine) as connection:
        unsure = dict.fromkeys(open_ones, UNSURE)
        records.record(connection, turn.conversation, turn.venue.id, unsure, turn.now)


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
    return [*reset("attempts"), *_record(turn, dict.fromkeys(pending, UNSURE), [])]


def _asks(turn: Turn) -> bool:
    """Whether the message asks as well; what only answers a question on health is no question."""
    return turn.intent == "faq" and (turn.form != "screening_form" or turn.is_question)


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


def _ask_whose(turn: Turn, conditions: list[str]) -> list[EventType]:
    if _asks(turn):
        say_answer(turn)
    names = [turn.services.rules.conditions[condition].name[turn.language] for condition in conditions]
    turn.say("utter_ask_health_pending", told="; ".join(names))
    return [SlotSet("health_pending", conditions), FollowupAction("action_listen")]


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
