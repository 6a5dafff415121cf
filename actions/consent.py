"""The consent to the questions on health: each of a party gives it, nobody gives it for another."""

from rasa_sdk.events import EventType, SlotSet

from actions import draft, our_page, outcome, party
from actions.answers import short_answer
from actions.base import NO, YES, Turn, reset
from actions.progress import ANSWERED, go_on
from spa.screening import consents
from spa.screening.consents import Consent
from spa.store.database import writing
from spa.text import fold

ONLY_ME = "only_me"  # the one who writes agrees, the companion does not or was not asked
ASKED_OF_ALL = "asked_of_all"  # one of several has agreed, and is asked whether the others do as well


def hear(turn: Turn) -> list[EventType]:
    """What the message answers to the question for consent."""
    if turn.slot("consent_told") == our_page.ASKED:
        return _on_page(turn)
    if turn.entity("answer") == our_page.ASKED:
        return our_page.offer(turn)
    if party.size(turn, draft.held(turn)) > 1 and turn.typed:
        for_all = _of_party(turn)
        if for_all is not None:
            return for_all
    if turn.entity("answer") == ONLY_ME:
        return _agree_alone(turn)
    agreed = turn.intent == "give_consent" or turn.services.answers.read_of_all(turn.typed) == YES
    calls = turn.services.words.calls_back.search(fold(turn.typed))  # the words of the button "No, call me"
    said = NO if calls else YES if agreed else short_answer(turn)
    if said == YES:
        return _agree(turn)
    return _refuse(turn) if said else []


def _on_page(turn: Turn) -> list[EventType]:
    """What was answered there counts, whatever is said here; until then nothing said here is a consent."""
    if our_page.is_answered(turn):  # and was read by whoever sent it
        return [SlotSet("consent", ANSWERED), SlotSet("read_back", ANSWERED), *go_on(turn)]
    if turn.entity("answer") == our_page.HERE:
        return reset("consent_told")
    if short_answer(turn) == NO:
        return _refuse(turn)
    if turn.entity("answer") == our_page.DONE or short_answer(turn):
        turn.say("utter_our_page_waits")
        return [SlotSet("consent_told", our_page.ASKED)]
    return []


def _of_party(turn: Turn) -> list[EventType] | None:
    """What is said of one of several guests: for one alone nobody else agrees. None: it is said of all, or of nobody."""
    answers, told, is_asked = turn.services.answers, turn.typed, turn.slot("consent_told") == ASKED_OF_ALL
    if answers.speaks_alone(told) or is_asked and answers.companion_refuses(told):
        return _agree_alone(turn)
    if "companion" in answers.speaks_of(told):  # who may be said not to agree
        return _agree(turn) if is_asked and answers.companion_agrees(told) else []
    if answers.agrees_for_one(told):
        return [SlotSet("consent", None), SlotSet("consent_told", ASKED_OF_ALL)]
    return None


def _agree(turn: Turn) -> list[EventType]:
    """Keep the consent of all who come, and begin with what was already told."""
    guests = party.size(turn, draft.held(turn))
    _keep(turn, guests)
    party.record(turn, {guest: {} for guest in range(1, guests + 1)})
    return [SlotSet("consent", ANSWERED), *go_on(turn)]


def _agree_alone(turn: Turn) -> list[EventType]:
    """Nobody is asked about a companion who has not agreed: a person speaks with them."""
    _keep(turn, guests=1)
    turn.say("utter_companion_has_to_agree")
    return outcome.stop(turn, "consult")


def _keep(turn: Turn, guests: int) -> None:
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
        consents.give(connection, given, turn.now)


def _refuse(turn: Turn) -> list[EventType]:
    """No question about health by chat: a person asks on the phone or on paper, and what was volunteered goes."""
    turn.say("utter_consent_refused")
    events = outcome.stop(turn, "consult")
    outcome.forget_answers(turn)
    return events
