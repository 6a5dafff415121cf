"""What a message answers to the question that is open."""

from actions.base import NO, UNSURE, YES, Turn
from spa.screening import Question

# Not to be answered before they are read; what may be typed ahead (a time, a name) is not among them.
READ_FIRST = ("consent", "read_back", "confirm", "sure")
READ_BACK = ("read_back", "confirm")  # "is that right?": a bare "dung" is "đúng" there, and "dừng" is seldom typed so
LEANS = ("affirm", "deny")
KNOWN = "known"  # a medicine that says what it is for
DESCRIBED = ("medicine", "allergy", "areas")  # kinds of questions that are often answered by naming the thing


def comes_too_early(turn: Turn) -> bool:
    """Whether the open question has to be read first, and the message was sent before it was shown."""
    asked = str(turn.slot("requested_slot") or "")
    binding = asked in READ_FIRST or asked.startswith("screening_") or bool(turn.slot("health_pending"))
    return turn.is_early and binding


def is_description(turn: Turn) -> bool:
    """Whether the words may name a medicine, an allergy or a place on the body."""
    return bool(turn.typed) and not turn.is_request and not turn.wanted.about_booking


def read_answer(turn: Turn, question: Question) -> dict[str, str]:
    """What the message answers, by question and condition; empty where it is no answer."""
    mentions = turn.services.health.read(turn.typed, turn.local_now.year)
    told = {m.condition: YES for m in mentions if m.status == "present"}
    chosen = turn.entity("answer")
    if question.list and chosen in question.covers:
        return {chosen: YES, **({question.id: YES} if question.id == "red_flag_list" else {})}
    if question.id == "medicine_names":
        return _medicines(turn, told)
    told = {condition: answer for condition, answer in told.items() if condition in question.covers}
    if question.id == "skin_wound_place" and chosen in ("elsewhere", "back"):
        return {question.id: chosen}
    denied = bool(mentions) and all(m.status == "absent" and m.condition in question.covers for m in mentions)
    said = _about_health(turn, question) or (NO if denied and not turn.slot("several") else None)
    if said is None and question.kind in DESCRIBED and is_description(turn):
        return {question.id: YES, **({"medicine_names": YES} if question.id == "medicines" else {})}
    if said is None and not told or question.list and said == YES:  # yes to a list: which one is still to be said
        return told
    return {**told, question.id: said or YES}


def _about_health(turn: Turn, question: Question) -> str | None:
    """The answer to a question on health. A no has to be one and nothing else; what only leans to yes counts as yes.

    Where yes is the good answer (is it under control?) it has to be one and nothing else as well.
    """
    said = short_answer(turn, leaning=question.when is None)
    if said == NO and turn.slot("several") and turn.services.answers.speaks_of_oneself(turn.typed):
        return None  # "not me" says nothing of the companion
    return said


def _medicines(turn: Turn, told: dict[str, str]) -> dict[str, str]:
    """A medicine that is known says what it is for; any other name is for a person to look at."""
    said = short_answer(turn)
    if told:
        return {**told, "medicine_names": KNOWN}
    if said is None and turn.is_request:
        return {}
    return {"medicine_names": said if said in (NO, UNSURE) else YES}


def short_answer(turn: Turn, leaning: bool = True) -> str | None:
    """Yes, no, unsure or refused: by button or by words; with `leaning` a longer message that was understood as yes too.

    A changed mind is no answer, and no long message is a no: too much else may stand in it.
    """
    chosen = turn.entity("answer")
    if chosen in (YES, NO, UNSURE):
        return str(chosen)
    if turn.wanted.about_booking or comes_too_early(turn):
        return None
    asked = str(turn.slot("requested_slot") or "")
    said = turn.services.answers.read(turn.typed)
    if said == "unclear" and asked in READ_BACK:
        said = YES
    if said == "no_more":
        said = NO if asked == "screening_conditions" or not asked.startswith("screening_") else None
    if said == "yes_fact":
        said = YES if asked.startswith("screening_") else None
    if said is None and leaning and turn.intent in LEANS:
        said = turn.services.answers.lean(turn.typed) or (YES if turn.intent == "affirm" else None)
        if said is None and not asked.startswith("screening_"):
            said = NO
    return None if said in ("unclear", "stop") else said
