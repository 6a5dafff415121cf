"""The answers about health, between holding a time and booking it.

They go to the database, the slots say only "answered".
"""

from collections.abc import Collection, Mapping

from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet

from actions import calling, draft, our_page, outcome, party
from actions.answers import UNREAD, answer_of_party, comes_too_early, leaves_unread, read_answer, short_answer
from actions.base import NO, YES, SpaAction, Turn, reset
from actions.booking import summary
from spa import booking
from spa.booking import Booking
from spa.errors import ConsentMissing, HoldExpired, ScreeningMissing, SlotTaken
from spa.screening import Question, records
from spa.screening.assess import answered
from spa.screening.party import SOMEONE, Party, gravest, judge, open_to, pending
from spa.screening.records import Consent, Visit
from spa.store.database import writing
from spa.text import fold

ANSWERED, NOT_ASKED = "answered", "not_asked"
ONLY_ME = "only_me"  # the one who writes agrees, the companion does not or was not asked
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
        if asked == "whose":
            return self._whose(turn)
        if asked == "read_back":
            return self._read_back(turn)
        if asked.startswith("screening_"):
            return self._answer(turn, turn.services.rules.question(asked.removeprefix("screening_")))
        return self._begin(turn)

    def _begin(self, turn: Turn) -> list[EventType]:
        """The form opens, or comes back after something else: what was answered for this booking is not asked again.

        Who came to the party later has to agree as well.
        """
        held = draft.held(turn)
        with writing(turn.services.engine) as connection:
            if held:
                records.reopen(connection, turn.conversation, held.id)
            agreed = records.consent_of(connection, turn.conversation, party.size(turn, held))
        if not turn.slot("consent"):
            return []
        return go_on(turn) if agreed else reset("consent", "consent_told")

    def _consent(self, turn: Turn) -> list[EventType]:
        if turn.slot("consent_told") == our_page.ASKED:
            return self._on_page(turn)
        if turn.entity("answer") == our_page.ASKED:
            return our_page.offer(turn)
        alone = turn.entity("answer") == ONLY_ME or turn.services.answers.speaks_alone(turn.typed)
        if party.size(turn, draft.held(turn)) > 1:
            if alone:
                return agree_alone(turn)
            if "companion" in turn.services.answers.speaks_of(turn.typed):  # who may be said not to agree
                return []
        agreed = turn.intent == "give_consent" or turn.services.answers.read_of_all(turn.typed) == YES
        calls = turn.services.words.calls_back.search(fold(turn.typed))  # the words of the button "No, call me"
        said = NO if calls else YES if agreed else short_answer(turn)
        if said == YES:
            return agree(turn)
        return refuse(turn) if said else []

    def _on_page(self, turn: Turn) -> list[EventType]:
        """What was answered there counts, whatever is said here; until then nothing said here is a consent."""
        if our_page.is_answered(turn):  # and was read by whoever sent it
            return [SlotSet("consent", ANSWERED), SlotSet("read_back", ANSWERED), *go_on(turn)]
        if turn.entity("answer") == our_page.HERE:
            return reset("consent_told")
        if short_answer(turn) == NO:
            return refuse(turn)
        if turn.entity("answer") == our_page.DONE or short_answer(turn):
            turn.say("utter_our_page_waits")
            return [SlotSet("consent_told", our_page.ASKED)]
        return []

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
            return [SlotSet("read_back", ANSWERED)]
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
        return go_on(turn)


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


def agree(turn: Turn) -> list[EventType]:
    """Keep the consent of all who come, and begin with what was already told."""
    guests = party.size(turn, draft.held(turn))
    _keep_consent(turn, guests)
    party.record(turn, {guest: {} for guest in range(1, guests + 1)})
    return [SlotSet("consent", ANSWERED), *go_on(turn)]


def agree_alone(turn: Turn) -> list[EventType]:
    """Nobody is asked about a companion who has not agreed: a person speaks with them."""
    _keep_consent(turn, guests=1)
    turn.say("utter_companion_has_to_agree")
    return outcome.stop(turn, "consult")


def _keep_consent(turn: Turn, guests: int) -> None:
    given = Consent(
        conversation=turn.conversation,
        venue_id=turn.venue.id,
        text_version=turn.services.rules.version,
        language=turn.language,
        channel=turn.channel,
        words=turn.text,
        guests=guests,
    )
    with writing(turn.services.engine) as connection:
        records.give_consent(connection, given, turn.now)


def refuse(turn: Turn) -> list[EventType]:
    """No question about health by chat: a person asks on the phone or on paper, and what was volunteered goes."""
    turn.say("utter_consent_refused")
    events = outcome.stop(turn, "consult")
    outcome.forget_answers(turn)
    return [*events, *calling.ask_number(turn)]


def go_on(turn: Turn) -> list[EventType]:
    """Mark what is answered and what need not be asked; stop as soon as the answers do."""
    held, rules = draft.held(turn), turn.services.rules
    known = party.answers(turn, party.size(turn, held))
    judged = judge(known, outcome.steps_of(turn, held), rules, outcome.is_same_day(turn, held))
    if any(one.stops for one in judged.values()):
        return outcome.stop(turn, gravest(judged))
    marks = {"whose": None if pending(known) else NOT_ASKED}
    marks |= {f"screening_{question.id}": _mark(question, known) for question in rules.questions}
    changed = {slot: mark for slot, mark in marks.items() if turn.slot(slot) != mark}
    # The form takes a message without any slot for no answer; one more condition of a list changes no mark.
    return [SlotSet(slot, mark) for slot, mark in (changed or dict(list(marks.items())[-1:])).items()]


def _mark(question: Question, known: Party) -> str | None:
    if open_to(question, known):
        return None
    return ANSWERED if any(answered(question, own) for own in known.values()) else NOT_ASKED


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
