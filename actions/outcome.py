"""What follows when a screening stops a booking: who is told what, and what becomes of the held time."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet

from actions import calling, draft, party
from actions.base import Turn, anew, reset
from spa import booking, privacy
from spa.booking import Booking
from spa.errors import ConsentMissing, ScreeningMissing, SpaError
from spa.screening import links, records
from spa.screening.assess import CARE_FIRST
from spa.screening.customers import judged_for
from spa.screening.party import Party, judge
from spa.store.database import reading, transact, writing

EMERGENCY = "emergency"
UNSAID = ("answer_changed", "not_understood")  # conditions that the guest did not name
CARE_FIRST_SAID = ("utter_care_first", "utter_care_stays", "utter_care_later")
CARE_KINDLY_SAID = ("utter_care_kindly", "utter_care_kindly_more")
EVERY_STEP = ("massage", "shower", "wooden_tub", "herbal_bath", "saunas", "foot_soak", "rinse")


def stop(turn: Turn, outcome: str, told: str = "") -> list[EventType]:
    """Say the outcome, end every form, and let nothing resume by itself. `outcome` is one that stops.

    `told`: what it is for, in the customer's language, where it is not among the answers.
    """
    because = told or reason(turn)
    party.count_for_all(turn)
    waits = outcome == "consult" and not turn.slot("moved")  # a visit that was to be moved keeps its own time
    until = _wait_for_decision(turn) if waits else None
    if not waits:
        draft.give_up(turn)
    withdrawn = _withdraw_confirmed(turn)
    draft.note_for_staff(turn, outcome)
    if outcome == EMERGENCY:
        return _stop_for_emergency(turn)
    turn.say(
        f"utter_{outcome}",
        buttons=None,
        mark=None,
        **_parts(turn, because, until, bool(withdrawn or turn.slot("moved"))),
    )
    if outcome == "consult":  # the others say themselves what becomes of a visit
        calling.say_when(turn)
        say_what_waits(turn, withdrawn)
    return [
        *reset(*draft.FLOW, "health_pending", "requested_slot", *screening_slots(turn)),
        *([] if is_care_first(turn) and outcome not in CARE_FIRST else [SlotSet("screening_outcome", outcome)]),
        SlotSet("number_asked", outcome == "consult" and not turn.slot("phone") or None),
        ActiveLoop(None),
        FollowupAction("action_listen"),
    ]


def _stop_for_emergency(turn: Turn) -> list[EventType]:
    """Of an emergency nothing that was said is kept, only that it was."""
    forget_answers(turn)
    if turn.services.answers.tells_of_dying(turn.typed):
        turn.say("utter_despair", mark="forget")
    turn.say("utter_emergency", mark="forget")
    return anew(turn, screening_outcome=EMERGENCY)


def forget_answers(turn: Turn) -> None:
    """Keep of what was reported only that a person has to decide."""
    with writing(turn.services.engine) as connection:
        privacy.forget_answers(connection, turn.conversation)


def _wait_for_decision(turn: Turn) -> datetime | None:
    """The held time waits for the person who decides, but no longer than until the visit. Returns until when."""
    held = draft.held(turn)
    if held is None:
        return None
    until = min(held.start, turn.now + timedelta(hours=turn.services.settings.decision_hours))
    minutes, engine = turn.services.limits.hold_minutes, turn.services.engine
    booking.await_decision(engine, held.id, turn.conversation, until, turn.now, hold_minutes=minutes)
    _keep_judgement(turn, held)
    return until


def _keep_judgement(turn: Turn, held: Booking) -> None:
    """What stops the visit is written down for it, so that the person who decides has it, and the gate too."""
    judged_for = records.Visit(held.id, held.party, held.steps, is_same_day(turn, held))
    with suppress(ConsentMissing, ScreeningMissing), writing(turn.services.engine) as connection:
        records.decide(connection, turn.conversation, judged_for, turn.services.rules, turn.now)


def reason(turn: Turn) -> str:
    """What was told that a person has to look at, in words for the guest alone; empty where nothing was.

    What a companion has answered alone is not for who writes here.
    """
    with reading(turn.services.engine) as connection:
        if links.is_another_ones(connection, turn.conversation):
            return ""
    held, rules = draft.held(turn), turn.services.rules
    unsaid = {*UNSAID, *(one.id for one in rules.questions if one.counts_as in UNSAID)}
    known = party.answers(turn, party.size(turn, held))
    named = {guest: {key: said for key, said in own.items() if key not in unsaid} for guest, own in known.items()}
    return party.told(turn, named, held)


def _parts(turn: Turn, because: str, until: datetime | None, booked: bool) -> dict[str, str]:
    """The parts of the text: why, what becomes of the time, and on which number they are called."""
    words = {name: texts[turn.language] for name, texts in turn.services.rules.consult.items()}
    number = turn.slot("phone")
    waits = words["held"].format(until=turn.say_time(until)) if until else "" if booked else words["not_held"]
    return {
        "because": words["because"].format(told=because) if because else "",
        "waits": waits,
        "calls": words["number_known"].format(number=number) if number else words["number_wanted"],
    }


def _withdraw_confirmed(turn: Turn) -> list[Booking]:
    """A visit booked or proposed before this was said is no longer certain: a person decides. Returns those booked."""
    return transact(
        turn.services.engine,
        lambda connection: booking.withdraw_all_for_health(connection, turn.conversation, turn.now),
    )


def withdraw_unfit(turn: Turn, known: Party) -> None:
    """Judge every visit that is booked anew: what is now known may not go with its steps, or with its day."""
    for booked in draft.upcoming(turn):
        if booked.status == "confirmed" and is_unfit(turn, booked, known):
            booking.withdraw_booking_for_health(turn.services.engine, booked.id, turn.now)
            draft.note_for_staff(turn, "consult")
            say_what_waits(turn, [booked])


def is_unfit(turn: Turn, booked: Booking, known: Party) -> bool:
    """Whether somebody is not to come, gets a step that is to be left out, or needs care the therapist does not know of."""
    rules = turn.services.rules
    judged = judge(known, booked.steps, rules, is_same_day(turn, booked))
    with reading(turn.services.engine) as connection:
        before = judged_for(connection, booked.id)
    return any(
        judged[one.number].stops
        or judged[one.number].left_out & {*one.kept}
        or not {*judged[one.number].notes} <= {*before.get(one.number, ())}
        for one in booked.guests
        if one.number in judged
    )


def say_what_waits(turn: Turn, withdrawn: list[Booking]) -> None:
    for booked in withdrawn:
        service = turn.venue.service(booked.service_id).name[turn.language]
        turn.say("utter_booking_waits", code=booked.code, service=service, when=turn.say_time(booked.start))


def is_care_first(turn: Turn) -> bool:
    """Whether something was said in this sitting that a doctor has to see first."""
    return turn.slot("screening_outcome") in CARE_FIRST


def say_care_first(turn: Turn, said: Sequence[str] = CARE_FIRST_SAID) -> list[EventType]:
    """That this sitting stays with a person: nothing lowers what was told, and nobody reads the same twice in a row."""
    before = int(turn.slot("care_said") or 0)
    turn.say(said[before % len(said)])
    return [SlotSet("care_said", before + 1)]


def screening_slots(turn: Turn) -> list[str]:
    return ["consent", "whose", *(f"screening_{question.id}" for question in turn.services.rules.questions)]


def steps_of(turn: Turn, held: Booking | None) -> tuple[str, ...]:
    """The steps of the service that is wanted: all of them while none is."""
    if held:
        return held.steps
    try:
        return tuple(step.id for step in turn.venue.service(turn.slot("service")).steps)
    except SpaError:
        return EVERY_STEP


def is_same_day(turn: Turn, held: Booking | None) -> bool:
    """Whether the visit is today; without one, what is said is taken as for today."""
    return held is None or held.start.astimezone(turn.zone).date() == turn.local_now.date()
