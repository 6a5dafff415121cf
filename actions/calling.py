"""The number on which the team may call: asked where a note was left for them, and kept with that note."""

from contextlib import suppress

from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet

from actions import draft, spoken
from actions.base import Turn, reset
from spa import booking
from spa.errors import NameNotValid
from spa.text import fold

WHOM = "whom"  # the number is known, and for whom to ask is not
LONGEST_NAME = 4  # words


def say_when(turn: Turn) -> None:
    """Outside of the opening hours: from when on a person answers."""
    opens = booking.next_opening(turn.venue, turn.now)
    if opens:
        turn.say("utter_person_from", when=turn.say_time(opens))


def ask_number(turn: Turn) -> list[EventType]:
    """Ask for the number, unless one is known."""
    if turn.slot("phone"):
        return []
    turn.say("utter_ask_number")
    return [SlotSet("number_asked", True)]


def answers_it(turn: Turn, heard: dict[str, str]) -> bool:
    """Whether the message says how to call back, and nothing to book."""
    asked = turn.slot("number_asked") and bool(heard.get("phone") or heard.get("name") or _mere_name(turn))
    cold = heard.get("phone") and not turn.slot("service") and not turn.slot("requested_slot")
    return bool(asked or cold) and not turn.wanted.about_booking


def is_wanted(turn: Turn) -> bool:
    """Whether the message asks to be called back."""
    return bool(turn.services.words.calls_back.search(fold(turn.typed))) and not turn.wanted.name


def take_number(turn: Turn, heard: dict[str, str]) -> list[EventType]:
    """Leave number and name for the team; without a number ask for it once more. An open form goes on."""
    name = heard.get("name") or _mere_name(turn) or turn.slot("name")
    phone = heard.get("phone") or turn.slot("phone")
    known = [SlotSet("name", name), SlotSet("phone", phone), *spoken.as_before(turn, name or "")]
    if not phone:
        turn.say("utter_ask_number")
    elif heard.get("phone"):
        turn.say("utter_call_back", number=phone)
        known.append(SlotSet("number_asked", None if name else WHOM))
    else:
        turn.say("utter_call_back_name", name=name)
        known += reset("number_asked")
    if phone:
        draft.note_for_staff(turn, "call_back", phone=phone, **({"name": name} if name else {}))
    if turn.slot("requested_slot"):
        return known
    return [*known, SlotSet("requested_slot", None), ActiveLoop(None), FollowupAction("action_listen")]


def promise(turn: Turn) -> list[EventType]:
    """In the midst of the questions on health: say that they call, and ask for the number before the question comes again."""
    heard = draft.hear(turn)
    if heard.get("phone") or turn.slot("phone"):
        return take_number(turn, {"phone": turn.slot("phone"), **heard})
    draft.note_for_staff(turn, "talk_to_human")
    turn.say("utter_call_gladly")
    return [SlotSet("number_asked", True), SlotSet("requested_slot", "phone")]


def _mere_name(turn: Turn) -> str | None:
    """A name and nothing else, where it was asked whom to call; where the number was asked as well, written as a name."""
    asked = turn.slot("number_asked") == WHOM or turn.slot("number_asked") and turn.typed.strip(" .!").istitle()
    if turn.pressed or turn.is_request or len(turn.typed.split()) > LONGEST_NAME or not asked:
        return None
    with suppress(NameNotValid):
        return booking.checked_name(turn.typed)
    return None
