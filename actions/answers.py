"""What a message answers to the question that is open."""

from actions.base import NO, UNSURE, YES, Turn
from spa.screening import Question

LEANS = {"affirm": YES, "deny": NO}
DESCRIBED = ("medicine", "allergy", "areas")  # kinds of questions that are often answered by naming the thing


def is_description(turn: Turn) -> bool:
    """Whether the words may name a medicine, an allergy or a place on the body."""
    return bool(turn.typed) and not turn.is_request and not turn.wanted.about_booking


def read_answer(turn: Turn, question: Question) -> dict[str, str]:
    """What the message answers, by question and condition; empty where it is no answer."""
    told = {m.condition: YES for m in turn.services.health.read(turn.typed) if m.status == "present"}
    chosen = turn.entity("answer")
    if question.list and chosen in question.covers:
        return {chosen: YES, **({question.id: YES} if question.id == "red_flag_list" else {})}
    if question.id == "medicine_names":
        return _medicines(turn, told)
    told = {condition: answer for condition, answer in told.items() if condition in question.covers}
    if question.id == "skin_wound_place" and chosen in ("elsewhere", "back"):
        return {question.id: chosen}
    said = short_answer(turn)
    if said is None and question.kind in DESCRIBED and is_description(turn):
        return {question.id: YES, **({"medicine_names": YES} if question.id == "medicines" else {})}
    if said is None and not told or question.list and said == YES:  # yes to a list: which one is still to be said
        return told
    return {**told, question.id: said or YES}


def _medicines(turn: Turn, told: dict[str, str]) -> dict[str, str]:
    """A medicine that is known says what it is for; any other name is for a person to look at."""
    said = short_answer(turn)
    if told:
        return {**told, "medicine_names": NO}
    if said is None and turn.is_request:
        return {}
    return {"medicine_names": said if said in (NO, UNSURE) else YES}


def short_answer(turn: Turn) -> str | None:
    """Yes, no, unsure or refused: by button, by words, and for no and yes also as understood. A changed mind is none."""
    chosen = turn.entity("answer")
    if chosen in (YES, NO, UNSURE):
        return str(chosen)
    if turn.wanted.about_booking:
        return None
    said = turn.services.answers.read(turn.typed)
    if said is None and turn.intent in LEANS:
        said = turn.services.answers.lean(turn.typed, LEANS[turn.intent])
    return None if said in ("unclear", "stop") else said
