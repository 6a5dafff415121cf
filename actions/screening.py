"""The answers about health, between holding a time and booking it.

They go to the database, the slots say only "answered".
"""

from collections.abc import Collection, Mapping

from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet

from actions import asked_anew, calling, consent, draft, outcome, party
from actions.answers import UNREAD, answer_of_party, comes_too_early, describe, leaves_unread, read_answer, short_answer
from actions.base import NO, YES, SpaAction, Turn, reset
from actions.booking import summary
from actions.progress import ANSWERED, go_on
from spa import booking
from spa.booking import Booking
from spa.errors import ConsentMissing, HoldExpired, ScreeningMissing, SlotTaken
from spa.screening import Question, consents, records
from spa.screening.party import SOMEONE, gravest
from spa.screening.records import Visit
from spa.store.database import writing

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
        if asked == "phone":
            return self._number(turn)
        if asked not in ("", "consent") and calling.is_wanted(turn):
            return calling.promise(turn)
        if asked == "consent":
            return consent.hear(turn)
        if asked == "whose":
            return self._whose(turn)
        if asked == "read_back":
            return self._read_back(turn)
        if asked.startswith("screening_"):
            return self._answer(turn, turn.services.rules.question(asked.removeprefix("screening_")))
        return self._begin(turn)

    def _number(self, turn: Turn) -> list[EventType]:
        """The number to call back on was asked for; with it or without it the questions go on."""
        heard = draft.hear(turn)
        if heard.get("phone"):
            return calling.take_number(turn, heard)
        elsewhere = turn.is_question or turn.services.answers.read(turn.typed) == "stop"
        return [] if elsewhere else go_on(turn)

    def _begin(self, turn: Turn) -> list[EventType]:
        """The form opens, or comes back after something else: what was answered for this booking is not asked again.

        Who came to the party later has to agree as well.
        """
        held = draft.held(turn)
        with writing(turn.services.engine) as connection:
            if held:
                records.reopen(connection, turn.conversation, held.id)
            agreed = consents.newest(connection, turn.conversation, party.size(turn, held))
        if not turn.slot("consent"):
            return []
        if agreed:
            return go_on(turn)
        turn.say("utter_consent_of_more")
        return reset("consent", "consent_told")

    def _whose(self, turn: Turn) -> list[EventType]:
        """Who it is: for nobody at all it was a yes that is taken back, which is for a person."""
        said, guests = answer_of_party(turn), party.size(turn, draft.held(turn))
        if said in (None, SOMEONE):
            return []
        with writing(turn.services.engine) as connection:
            if said == NO:
                records.record(connection, turn.conversation, turn.venue.id, records.A_PERSON_DECIDES, turn.now)
            else:
                records.settle(connection, turn.conversation, guests, str(said), turn.now)
        return go_on(turn)

    def _read_back(self, turn: Turn) -> list[EventType]:
        said = short_answer(turn)
        if said == YES:
            return [SlotSet("read_back", ANSWERED), SlotSet("described", None)]
        denied = {
            m.condition for m in turn.services.health.read(turn.typed, turn.local_now.year) if m.status == "absent"
        }
        if said or denied:
            return self._correct(turn, denied)
        return [SlotSet("health_pending", [UNREAD])] if leaves_unread(turn) else []

    def _correct(self, turn: Turn, denied: Collection[str]) -> list[EventType]:
        """Ask again; what was once a yes and is taken back, or wrong a second time, goes to a person."""
        before = party.answers(turn, party.size(turn, draft.held(turn)))
        taken_back = {condition for own in before.values() for condition in denied if own.get(condition, NO) != NO}
        again = WRONG in before[1] or taken_back
        party.record(turn, {1: records.A_PERSON_DECIDES if again else {WRONG: YES}})
        with writing(turn.services.engine) as connection:
            records.ask_again(connection, turn.conversation, turn.now)
        if not again:
            turn.say("utter_ask_again")
        return go_on(turn)

    def _answer(self, turn: Turn, question: Question) -> list[EventType]:
        said = read_answer(turn, question, party.answers(turn, party.size(turn, draft.held(turn))))
        if not said:
            return []
        party.record(turn, said)
        if any(value != NO for own in said.values() for value in own.values()):
            outcome.withdraw_unfit(turn, party.answers(turn, party.size(turn, draft.held(turn))))
            if asked_anew.is_withdrawn(turn):
                return outcome.stop(turn, "consult")
        return [*describe(turn, question), *go_on(turn)]


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
        except ConsentMissing:
            return [*reset("consent"), FollowupAction("screening_form")]
        except ScreeningMissing:
            return [FollowupAction("screening_form")]
        what = gravest(judged)
        if any(one.stops for one in judged.values()):
            return outcome.stop(turn, what)
        left_out = {guest: one.left_out for guest, one in judged.items()}
        return self._plan(turn, held, left_out) + [SlotSet("screening_outcome", what)]

    def _plan(self, turn: Turn, held: Booking, left_out: Mapping[int, Collection[str]]) -> list[EventType]:
        less = any(left_out.values())
        if less or any(guest.left_out for guest in held.guests):
            try:
                minutes = turn.services.limits.hold_minutes
                held = booking.replan(turn.services.engine, held.id, turn.conversation, left_out, turn.now, minutes)
            except (HoldExpired, SlotTaken):
                return lost(turn)
        if less:
            turn.say("utter_steps_left_out", left_out=_left_out(turn, held), **summary(turn, held))
        return [FollowupAction("contact_form")]


def visit(turn: Turn, held: Booking) -> Visit:
    return Visit(held.id, held.party, outcome.steps_of(turn, held), outcome.is_same_day(turn, held))


def lost(turn: Turn) -> list[EventType]:
    """The held time is gone: ask for another one, and keep everything else."""
    turn.say("utter_hold_expired")
    return [*reset("start", "booking_id", "window"), ActiveLoop(None), FollowupAction("booking_form")]


def _left_out(turn: Turn, held: Booking) -> str:
    """The steps in the customer's language, in a party by guest."""
    names = turn.services.rules.steps
    gone = {one.number: ", ".join(names[step][turn.language] for step in one.left_out) for one in held.guests}
    return gone[1] if len({*gone.values()}) == 1 else party.by_guest(turn, gone, held)
