"""What a message answers to the question that is open."""

from rasa_sdk.events import EventType, SlotSet

from actions.base import NO, STATEMENTS, UNSURE, YES, Turn
from spa.screening import Question
from spa.screening.party import BOTH, COMPANION, SOMEONE, Party, open_to, reported_of, spread
from spa.text import fold

# Not to be answered before they are read; what may be typed ahead (a time, a name) is not among them.
READ_FIRST = ("consent", "whose", "read_back", "confirm", "sure")
READ_BACK = ("read_back", "confirm")  # "is that right?": a bare "dung" is "đúng" there, and "dừng" is seldom typed so
LEANS = ("affirm", "deny")
# Commands that hold a no: "no, I don't want to book any more".
COMMANDS = (
    "stop_conversation",
    "start_over",
    "go_back",
    "change_language",
    "talk_to_human",
    "complaint",
    "withdraw_consent",
    "show_my_data",
    "delete_my_data",
    "cancel_booking",
)
UNREAD = "not_understood"  # the condition that stands for what could not be read
KNOWN = "known"  # a medicine that says what it is for
DESCRIBED = ("medicine", "allergy", "areas")  # kinds of questions that are often answered by naming the thing
FEW_DIGITS = 5  # fewer are no try at a phone number
LONGEST_SHOWN = 60  # letters of what was typed that are read back
PLACES = ("elsewhere", "back")


def comes_too_early(turn: Turn) -> bool:
    """Whether the open question has to be read first, and the message was sent before it was shown."""
    asked = str(turn.slot("requested_slot") or "")
    binding = asked in READ_FIRST or asked.startswith("screening_") or bool(turn.slot("health_pending"))
    return turn.is_early and binding


def is_description(turn: Turn, kind: str) -> bool:
    """Whether the words may name a medicine, an allergy or a place on the body.

    What is said of a place without asking is often taken for a question on that place.
    """
    asks = turn.is_question if kind == "areas" and turn.intent == "faq" else turn.is_request
    return bool(turn.typed) and not asks and not turn.wanted.about_booking and not _is_contact(turn)


def _is_contact(turn: Turn) -> bool:
    """Whether it is somebody's name, number or address, which is sometimes sent before it is asked for."""
    said, name = turn.wanted, str(turn.slot("name") or "")
    digits = sum(letter.isdigit() for letter in turn.typed)
    own = bool(name) and fold(turn.typed) == fold(name)
    return bool(said.phone or said.email or said.name) or digits >= FEW_DIGITS or own


def describe(turn: Turn, question: Question) -> list[EventType]:
    """Keep the words in which something was described until they are read back, and no longer.

    The slot is {"allergies": "latex"}, by question.
    """
    answers = turn.services.answers
    names = answers.read(turn.typed) is None and answers.who(turn.typed) is None  # and not only yes, or whose it is
    if question.kind not in DESCRIBED or turn.pressed or not names or len(turn.typed) > LONGEST_SHOWN:
        return []
    return [SlotSet("described", {**(turn.slot("described") or {}), question.id: turn.typed})]


def read_answer(turn: Turn, question: Question, party: Party) -> dict[int, dict[str, str]]:
    """What the message answers of each guest, by question and condition; empty where it is no answer."""
    chosen = turn.entities("answer")
    named = [answer for answer in chosen if answer in question.covers]
    if question.list and named:  # a "none of them" beside one is no no
        tapped = _tapped(question, named, party)
        return _with_rest(question, tapped, party, UNSURE if UNSURE in chosen else NO) if turn.ticked else tapped
    said = _said(turn, question, len(party))
    if said is None and question.kind in DESCRIBED and is_description(turn, question.kind):
        return _described(turn, question, party)
    if said is None or question.list and said in (YES, COMPANION, BOTH, SOMEONE):  # which one is still to be said
        return {}
    return spread(question, said, party)


def _said(turn: Turn, question: Question, guests: int) -> str | None:
    """The answer to a question on health. A no has to be one and nothing else; what only leans to yes counts as yes.

    Where yes is the good answer (is it under control?) it has to be one and nothing else as well.
    """
    if question.id == "medicine_names":
        return _medicines(turn)
    if question.id == "skin_wound_place" and turn.entity("answer") in PLACES:
        return str(turn.entity("answer"))
    if question.when is not None:
        return short_answer(turn, leaning=False)
    if question.id == "pregnancy" and guests == 1 and turn.services.answers.is_man(turn.typed):
        return NO
    said = (short_answer(turn) if guests == 1 else answer_of_party(turn)) or _in_own_words(turn, question, guests)
    return BOTH if said == SOMEONE and question.id == "red_flags" else said  # whoever it is, care comes first


def _in_own_words(turn: Turn, question: Question, guests: int) -> str | None:
    """A no in other words. With more beside it than a no it counts as unsure, or as a yes of those whom it names.

    What could not be read, but is about health, counts as unsure as well.
    """
    if not turn.typed or comes_too_early(turn) or wants_other_booking(turn):
        return None
    if turn.is_request and turn.intent in COMMANDS:
        return None
    mentions = turn.services.health.read(turn.typed, turn.local_now.year)
    if any(m.status != "absent" for m in mentions):  # that was heard before
        return None
    answers = turn.services.answers
    names = [name for c in question.covers for name in turn.services.rules.conditions[c].name.values()]
    said = answers.denies(turn.typed, [m.words for m in mentions], names, guests > 1)
    if turn.is_question and said != NO:  # "không có bệnh gì" ends as a question does
        return None
    if said == NO:
        asked = all(m.condition in question.covers for m in mentions)
        named = answers.speaks_of(turn.typed)
        of_all = guests == 1 or bool(named & {"nobody", "we"}) or not (named or mentions)
        return NO if asked and of_all else None
    if said is None and guests > 1 and not turn.is_request:
        return answers.points_at(turn.typed) or (UNSURE if turn.intent == "report_health" else None)
    if said == UNSURE and question.kind in DESCRIBED and is_description(turn, question.kind):
        return None
    return _of_named(turn, guests) if said or turn.intent == "report_health" else None


def _of_named(turn: Turn, guests: int) -> str:
    named = turn.services.answers.speaks_of(turn.typed) & {"me", "companion", "both"}
    one = named.pop() if guests > 1 and len(named) == 1 else None
    return {"companion": COMPANION, "me": YES}.get(str(one), UNSURE)


def wants_other_booking(turn: Turn) -> bool:
    """Whether the message is about what, when or for how many; a time that is past is that of an illness."""
    past = bool(turn.wanted.times) and turn.wanted.times[0].start < turn.local_now
    return turn.wanted.about_booking and not past


def leaves_unread(turn: Turn) -> bool:
    """Whether more stands in what was typed to "is that right?" than a yes, a no or a wish for another booking."""
    if not turn.typed or turn.is_question or comes_too_early(turn) or wants_other_booking(turn):
        return False
    more = turn.services.answers.agrees_with_more(turn.typed)
    return more or turn.intent in ("affirm", *STATEMENTS) and len(turn.typed.split()) > 1


def answer_of_party(turn: Turn, leaning: bool = True) -> str | None:
    """Whom of a party it is about: yes (who writes), companion, both, no, unsure, or someone where it is not said who."""
    chosen = turn.entity("answer")
    if chosen in (YES, NO, UNSURE, COMPANION, BOTH):
        return str(chosen)
    if comes_too_early(turn):
        return None
    said = turn.services.answers.who(turn.typed) or short_answer(turn, leaning)
    if said == YES and turn.services.answers.who(turn.typed) != YES:
        return SOMEONE
    if said == NO and turn.services.answers.speaks_of_oneself(turn.typed):
        named = turn.services.answers.speaks_of(turn.typed)
        return NO if "nobody" in named else None  # "not me" says nothing of the companion
    return said


def _tapped(question: Question, conditions: list[str], party: Party) -> dict[int, dict[str, str]]:
    """A sign of an emergency is of those who have one; of any other condition it is still to be said whose it is."""
    if question.when is not None:
        return {guest: {**dict.fromkeys(conditions, YES), question.id: YES} for guest in open_to(question, party)}
    return reported_of(conditions, YES if len(party) == 1 else SOMEONE, party)


def _with_rest(question: Question, tapped: Party, party: Party, rest: str) -> dict[int, dict[str, str]]:
    """A list that was ticked and sent is complete: it is not asked on. `rest`: no, or unsure, of what was not ticked."""
    ended = spread(question, rest, party)
    return {guest: {**ended.get(guest, {}), **tapped.get(guest, {})} for guest in party}


def _described(turn: Turn, question: Question, party: Party) -> dict[int, dict[str, str]]:
    named = turn.services.answers.speaks_of(turn.typed) & {"me", "companion", "both"}
    said = {frozenset({"companion"}): COMPANION, frozenset({"both"}): BOTH}.get(frozenset(named), SOMEONE)
    told = spread(question, YES if len(party) == 1 else said, party)
    if question.id == "medicines":  # the name is said already, and no known one
        return {
            guest: {**own, "medicine_names": YES} if own.get(question.id) != NO else own for guest, own in told.items()
        }
    return told


def _medicines(turn: Turn) -> str | None:
    """A medicine that is known was read as what it is for; any other name is for a person to look at."""
    said = short_answer(turn)
    if said is None and (turn.is_request or _is_contact(turn)):
        return None
    return said if said in (NO, UNSURE) else YES


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
    said = _as_asked(turn.services.answers.read(turn.typed), asked, leaning)
    if said is None and leaning and turn.intent in LEANS:
        said = turn.services.answers.lean(turn.typed) or (YES if _leans_to_yes(turn, asked) else None)
        if said is None and turn.intent == "deny" and not asked.startswith("screening_"):
            said = NO
    return None if said in ("unclear", "stop") else said


def _as_asked(said: str | None, asked: str, leaning: bool) -> str | None:
    """What a short answer means to this question; "unclear" where nothing may be concluded from it."""
    about_health = asked.startswith("screening_")
    if said == "unclear" and asked in READ_BACK:
        return YES
    if said == "no_more":
        return NO if asked == "screening_conditions" or not about_health else None
    if said == "yes_fact":
        return YES if about_health else None
    if said == "yes_perhaps":
        return (YES if leaning else UNSURE) if about_health else None
    if said == "fine":  # how one feels answers no list of signs
        return "unclear" if about_health else None
    return said


def _leans_to_yes(turn: Turn, asked: str) -> bool:
    """Where a yes binds, it has to be one and nothing else."""
    return turn.intent == "affirm" and (asked not in READ_FIRST or turn.services.answers.only_agrees(turn.typed))
