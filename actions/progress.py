"""How far the questions on health are: what is answered, what need not be asked, and whether the answers stop the visit."""

from rasa_sdk.events import EventType, SlotSet

from actions import draft, outcome, party
from actions.base import Turn
from spa.screening import Question
from spa.screening.assess import answered
from spa.screening.party import Party, gravest, judge, open_to, pending

ANSWERED, NOT_ASKED = "answered", "not_asked"


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
