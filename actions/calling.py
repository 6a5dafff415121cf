"""The number on which the team may call: asked where a note was left for them, and kept with that note."""

from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet

from actions import draft
from actions.base import Turn, reset
from spa.booking import next_opening


def say_when(turn: Turn) -> None:
    """Outside of the opening hours: from when on a person answers."""
    opens = next_opening(turn.venue, turn.now)
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
    asked = turn.slot("number_asked") and bool(heard.get("phone") or heard.get("name"))
    cold = heard.get("phone") and not turn.slot("service") and not turn.slot("requested_slot")
    return bool(asked or cold) and not turn.wanted.about_booking


def take_number(turn: Turn, heard: dict[str, str]) -> list[EventType]:
    """Leave the number for the team; after a name alone ask for the number once more. An open form goes on."""
    name, phone = heard.get("name") or turn.slot("name"), heard.get("phone")
    known = [SlotSet("name", name), SlotSet("phone", phone)]
    if phone:
        draft.note_for_staff(turn, "call_back", phone=phone, **({"name": name} if name else {}))
        turn.say("utter_call_back", number=phone)
        known += reset("number_asked")
    else:
        turn.say("utter_ask_number")
    if turn.slot("requested_slot"):
        return known
    return [*known, SlotSet("requested_slot", None), ActiveLoop(None), FollowupAction("action_listen")]
