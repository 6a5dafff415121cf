"""Whether an answer helped: asked once, at the end of a conversation that was about a question."""

from datetime import timedelta

from rasa_sdk.events import EventType, SlotSet

from actions import outcome
from actions.base import YES, SpaAction, Turn
from spa.faq import ratings
from spa.faq.lookup import TAUGHT
from spa.screening import records
from spa.store.database import reading, writing

FAQ_ACTION = "action_answer_faq"
DONE = "done"
SITTING = timedelta(hours=24)  # what was said of health so long ago still counts


class ActionAskHelped(SpaAction):
    """Asks with two buttons after a goodbye, or after thanks for an answer; never where health was spoken of."""

    def name(self) -> str:
        return "action_ask_helped"

    def perform(self, turn: Turn) -> list[EventType]:
        answered = turn.slot("answered")
        ends = turn.intent == "goodbye" or _answered_just_now(turn)
        if not answered or turn.slot("rating") or turn.form or not ends or _is_about_health(turn, str(answered)):
            return []
        turn.say("utter_ask_helped")
        return [SlotSet("rating", answered)]


class ActionRateAnswer(SpaAction):
    """Counts what was pressed, once."""

    def name(self) -> str:
        return "action_rate_answer"

    def perform(self, turn: Turn) -> list[EventType]:
        helped, rated = turn.entity("answer") == YES, turn.slot("rating")
        if rated and rated != DONE:
            rating = ratings.Rating(str(rated), turn.venue.id, turn.channel, turn.language, helped)
            with writing(turn.services.engine) as connection:
                ratings.rate(connection, rating, turn.now)
        turn.say("utter_helped" if helped else "utter_helped_not")
        return [SlotSet("rating", DONE)]


def _answered_just_now(turn: Turn) -> bool:
    """Whether the message before this one got an answer to a question."""
    return FAQ_ACTION in turn.actions_before


def _is_about_health(turn: Turn, answered: str) -> bool:
    if turn.slot("screening_outcome") or turn.slot("health_pending") or outcome.is_care_first(turn):
        return True
    if not answered.startswith(TAUGHT) and turn.services.faq.is_health(answered):
        return True
    with reading(turn.services.engine) as connection:
        return records.is_begun(connection, turn.conversation, turn.now - SITTING)
