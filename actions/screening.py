"""The questions about health, between holding a time and booking it.

The answers go to the database, the slots say only "answered".
"""

from abc import abstractmethod

from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet

from actions import draft, outcome
from actions.answers import comes_too_early, read_answer, short_answer
from actions.base import NO, UNSURE, YES, SpaAction, Turn, button, reset
from actions.booking import summary
from spa import booking
from spa.booking import Booking
from spa.errors import ConsentMissing, HoldExpired, ScreeningMissing
from spa.screening import Question, assess, records
from spa.screening.assess import answered, applies, reported
from spa.screening.records import Consent, Visit
from spa.store.database import reading, writing

ANSWERED, NOT_ASKED = "answered", "not_asked"
WRONG = "read_back_wrong"  # among the answers: that what was read back was not right


class ValidateScreeningForm(SpaAction):
    """Takes the answer to the question that is open; a message that is none is left to the rules."""

    def name(self) -> str:
        return "validate_screening_form"

    def perform(self, turn: Turn) -> list[EventType]:
        draft.keep_alive(turn)
        asked = str(turn.slot("requested_slot") or "") if turn.is_new else ""
        if asked and comes_too_early(turn):
            return []
        if asked == "consent":
            return self._consent(turn)
        if asked == "read_back":
            return self._read_back(turn)
        if asked.startswith("screening_"):
            return self._answer(turn, turn.services.rules.question(asked.removeprefix("screening_")))
        return self._begin(turn)

    def _begin(self, turn: Turn) -> list[EventType]:
        """The form opens, or comes back after something else: what was answered for this booking is not asked again."""
        held = draft.held(turn)
        with writing(turn.services.engine) as connection:
            if held:
                records.reopen(connection, turn.conversation, held.id)
            answers = records.answers_of(connection, turn.conversation, turn.now)
        return go_on(turn, answers) if turn.slot("consent") else []

    def _consent(self, turn: Turn) -> list[EventType]:
        said = YES if turn.intent == "give_consent" else short_answer(turn)
        if said == YES:
            return agree(turn)
        return refuse(turn) if said else []

    def _read_back(self, turn: Turn) -> list[EventType]:
        said = short_answer(turn)
        if said == YES:
            return [SlotSet("read_back", ANSWERED)]
        denied = {m.condition: NO for m in turn.services.health.read(turn.typed) if m.status == "absent"}
        return self._correct(turn, denied) if said or denied else []

    def _correct(self, turn: Turn, denied: dict[str, str]) -> list[EventType]:
        """Ask again; what was once a yes and is taken back, or wrong a second time, goes to a person."""
        with writing(turn.services.engine) as connection:
            before = records.answers_of(connection, turn.conversation, turn.now)
            taken_back = {condition: NO for condition in denied if before.get(condition, NO) != NO}
            new = records.A_PERSON_DECIDES if WRONG in before else {WRONG: YES, **taken_back}
            records.record(connection, turn.conversation, turn.venue.id, new, turn.now)
            records.ask_again(connection, turn.conversation, turn.now)
            answers = records.answers_of(connection, turn.conversation, turn.now)
        if not (taken_back or WRONG in before):
            turn.say("utter_ask_again")
        return go_on(turn, answers)

    def _answer(self, turn: Turn, question: Question) -> list[EventType]:
        said = read_answer(turn, question)
        if not said:
            return []
        with writing(turn.services.engine) as connection:
            answers = records.record(connection, turn.conversation, turn.venue.id, said, turn.now)
        return go_on(turn, answers)


class AskConsent(SpaAction):
    """Asks for the consent, with who keeps what, why and how long; after an interruption in one sentence."""

    def name(self) -> str:
        return "action_ask_consent"

    def perform(self, turn: Turn) -> list[EventType]:
        hours = str(turn.services.settings.health_hours)
        turn.say("utter_ask_consent_again" if turn.slot("consent_told") else "utter_ask_consent", health_hours=hours)
        return [SlotSet("consent_told", True)]


class AskListed(SpaAction):
    """Shows a list of conditions to tap, less those already told, and last what ends it."""

    question: str

    def name(self) -> str:
        return f"action_ask_screening_{self.question}"

    def perform(self, turn: Turn) -> list[EventType]:
        rules = turn.services.rules
        covers = rules.question(self.question).covers
        with reading(turn.services.engine) as connection:
            answers = records.answers_of(connection, turn.conversation, turn.now)
        left = [condition for condition in covers if answers.get(condition, NO) == NO]
        choices = [button(rules.conditions[condition].name[turn.language], answer=condition) for condition in left]
        response, ends = self._ends(told=len(left) < len(covers))
        choices += [button(rules.choices[choice][turn.language], answer=answer) for choice, answer in ends.items()]
        turn.say(response, buttons=choices)
        return []

    @abstractmethod
    def _ends(self, told: bool) -> tuple[str, dict[str, str]]:
        """The response, and the choices behind the conditions with the answer that each gives."""


class AskConditions(AskListed):
    question = "conditions"

    def _ends(self, told: bool) -> tuple[str, dict[str, str]]:
        if told:
            return "utter_ask_conditions_more", {"nothing_else": NO}
        return "utter_ask_conditions", {"none": NO, "unsure": UNSURE}


class AskRedFlagList(AskListed):
    question = "red_flag_list"

    def _ends(self, told: bool) -> tuple[str, dict[str, str]]:
        return "utter_ask_red_flag_list", {"unsure": UNSURE}


class AskReadBack(SpaAction):
    """Reads back in one sentence what was told."""

    def name(self) -> str:
        return "action_ask_read_back"

    def perform(self, turn: Turn) -> list[EventType]:
        with reading(turn.services.engine) as connection:
            answers = records.answers_of(connection, turn.conversation, turn.now)
        told = dict.fromkeys(c.name[turn.language] for c in reported(answers, turn.services.rules))
        turn.say("utter_ask_read_back" if told else "utter_ask_read_back_nothing", told="; ".join(told))
        return []


class ActionDecideScreening(SpaAction):
    """Judges the answers, plans the held time anew without the steps that are left out, and goes on to name and phone."""

    def name(self) -> str:
        return "action_decide_screening"

    def perform(self, turn: Turn) -> list[EventType]:
        held = draft.held(turn)
        if held is None:
            return [] if turn.slot("screening_outcome") else lost(turn)
        try:
            with writing(turn.services.engine) as connection:
                judged = records.decide(connection, turn.conversation, visit(turn, held), turn.services.rules, turn.now)
        except (ConsentMissing, ScreeningMissing):
            return [FollowupAction("screening_form")]
        if judged.stops:
            return outcome.stop(turn, judged.outcome)
        return self._plan(turn, held, judged.left_out) + [SlotSet("screening_outcome", judged.outcome)]

    def _plan(self, turn: Turn, held: Booking, left_out: frozenset[str]) -> list[EventType]:
        if left_out or held.left_out:
            try:
                held = booking.replan(
                    turn.services.engine,
                    held.id,
                    turn.conversation,
                    dict.fromkeys(range(1, held.party + 1), left_out),
                    turn.now,
                )
            except HoldExpired:
                return lost(turn)
        if left_out:
            steps = ", ".join(step_names(turn, held.left_out))
            turn.say("utter_steps_left_out", left_out=steps, **summary(turn, held))
        return [FollowupAction("contact_form")]


def agree(turn: Turn) -> list[EventType]:
    """Keep the consent, and begin with what was already told."""
    given = Consent(
        conversation=turn.conversation,
        venue_id=turn.venue.id,
        text_version=turn.services.rules.version,
        language=turn.language,
        channel=turn.channel,
        words=turn.text,
        guests=int(turn.slot("party") or 1),
    )
    with writing(turn.services.engine) as connection:
        records.give_consent(connection, given, turn.now)
        answers = records.answers_of(connection, turn.conversation, turn.now)
        if not answers:
            answers = records.record(connection, turn.conversation, turn.venue.id, {}, turn.now)
    return [SlotSet("consent", ANSWERED), *go_on(turn, answers)]


def refuse(turn: Turn) -> list[EventType]:
    """No question about health by chat: a person asks on the phone or on paper."""
    turn.say("utter_consent_refused")
    return outcome.stop(turn, "consult")


def go_on(turn: Turn, answers: dict[str, str]) -> list[EventType]:
    """Mark what is answered and what need not be asked; stop as soon as the answers do."""
    held = draft.held(turn)
    rules = turn.services.rules
    judged = assess(answers, outcome.steps_of(turn, held), rules, outcome.is_same_day(turn, held))
    if judged.stops:
        return outcome.stop(turn, judged.outcome)
    marks = {f"screening_{question.id}": _mark(question, answers) for question in rules.questions}
    changed = {slot: mark for slot, mark in marks.items() if turn.slot(slot) != mark}
    # The form takes a message without any slot for no answer; one more condition of a list changes no mark.
    return [SlotSet(slot, mark) for slot, mark in (changed or dict(list(marks.items())[-1:])).items()]


def _mark(question: Question, answers: dict[str, str]) -> str | None:
    if answered(question, answers):
        return ANSWERED
    return None if applies(question, answers) else NOT_ASKED


def visit(turn: Turn, held: Booking) -> Visit:
    return Visit(held.id, held.party, outcome.steps_of(turn, held), outcome.is_same_day(turn, held))


def lost(turn: Turn) -> list[EventType]:
    """The held time is gone: ask for another one, and keep everything else."""
    turn.say("utter_hold_expired")
    return [*reset("start", "booking_id", "window"), ActiveLoop(None), FollowupAction("booking_form")]


def step_names(turn: Turn, steps: tuple[str, ...]) -> list[str]:
    """The steps in the customer's language."""
    return [turn.services.rules.steps[step][turn.language] for step in steps]
