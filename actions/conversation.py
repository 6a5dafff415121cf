"""The conversation itself: its beginning, its language, starting over, going back, and what was not understood."""

from rasa_sdk.events import ActionExecuted, ActiveLoop, EventType, FollowupAction, SessionStarted, SlotSet

from actions import draft, outcome
from actions.base import SpaAction, Turn, button, reset
from spa.screening import records
from spa.store.database import writing

FALLBACK = "nlu_fallback"
ORDER = {
    "booking_form": ["service", "party", "start"],
    "contact_form": ["name", "phone", "confirm"],
}


class ActionSessionStart(SpaAction):
    """Begins with venue and language alone: no answer of an earlier sitting is carried over."""

    def name(self) -> str:
        return "action_session_start"

    def perform(self, turn: Turn) -> list[EventType]:
        metadata = turn.slot("session_started_metadata") or turn.message.get("metadata") or {}
        venue = turn.services.venues[metadata.get("venue") or turn.services.settings.venue]
        return [
            SessionStarted(),
            SlotSet("venue", venue.id),
            SlotSet("venue_name", venue.name),
            SlotSet("venue_phone", venue.phone),
            SlotSet("language", turn.slot("language") or metadata.get("language_hint")),
            ActionExecuted("action_listen"),
        ]


class ActionChangeLanguage(SpaAction):
    """Goes on in the other language, or in the one that is named."""

    def name(self) -> str:
        return "action_change_language"

    def perform(self, turn: Turn) -> list[EventType]:
        language = turn.entity("language") or ("en" if turn.language == "vi" else "vi")
        turn.tracker.slots["language"] = language
        turn.say("utter_language_changed")
        return [SlotSet("language", language)]


class ActionStartOver(SpaAction):
    """Forgets the booking that is being made. What was reported about health is not undone by it."""

    def name(self) -> str:
        return "action_start_over"

    def perform(self, turn: Turn) -> list[EventType]:
        turn.say("utter_start_over")
        return [*leave(turn), FollowupAction("booking_form")]


class ActionStop(SpaAction):
    """Leaves whatever was going on, gives the held time back, and says how to go on."""

    def name(self) -> str:
        return "action_stop"

    def perform(self, turn: Turn) -> list[EventType]:
        turn.say("utter_stopped")
        return [*leave(turn), FollowupAction("action_listen")]


class ActionGoBack(SpaAction):
    """Asks the question before the present one again. An answer on health that was not a no stays."""

    def name(self) -> str:
        return "action_go_back"

    def perform(self, turn: Turn) -> list[EventType]:
        form, asked = turn.form, turn.slot("requested_slot")
        if form == "screening_form":
            with writing(turn.services.engine) as connection:
                records.ask_again(connection, turn.conversation, turn.now)
            questions = turn.services.rules.questions
            return reset("read_back", *(f"screening_{q.id}" for q in questions))
        if form in ORDER and asked in ORDER[form]:
            return reset(ORDER[form][max(0, ORDER[form].index(asked) - 1)])
        turn.say("utter_what_next")
        return []


class ActionNotUnderstood(SpaAction):
    """Says so shortly with the nearest topics; the second time in a row a person is offered."""

    def name(self) -> str:
        return "action_not_understood"

    def perform(self, turn: Turn) -> list[EventType]:
        wanted = draft.hear(turn) if turn.intent == FALLBACK and not turn.form else {}
        if wanted.get("service") or wanted.get("window"):  # not understood, but it names what is booked, or a time
            return [*draft.slots(wanted), FollowupAction("booking_form")]
        attempts = int(turn.slot("attempts") or 0) + 1
        form = turn.form
        if attempts >= 2:
            draft.note_for_staff(turn, "not_understood")
            turn.say("utter_not_understood_again")
        elif form:
            turn.say("utter_not_understood_in_form")
        else:
            turn.say("utter_not_understood", buttons=nearest_topics(turn))
        # As the policy's own fallback this action belongs to no rule: what comes next has to be said here.
        return [SlotSet("attempts", attempts), FollowupAction(form or "action_listen")]


class ActionStaleButton(SpaAction):
    """A button of an earlier question answers nothing; the question that is open comes again."""

    def name(self) -> str:
        return "action_stale_button"

    def perform(self, turn: Turn) -> list[EventType]:
        turn.say("utter_stale_button" if turn.form else "utter_stale_button_menu")
        return []


def leave(turn: Turn) -> list[EventType]:
    """Give the held time back and forget what was said for it."""
    draft.give_up(turn)
    forgotten = (
        *draft.FLOW,
        "health_pending",
        "chosen",
        "sure",
        "code",
        "requested_slot",
        *outcome.screening_slots(turn),
    )
    return [*reset(*forgotten), ActiveLoop(None)]


def nearest_topics(turn: Turn) -> list[dict[str, str]]:
    """The two questions that the message comes nearest to, as buttons."""
    ranking = (turn.message.get("response_selector") or {}).get("faq", {}).get("ranking", [])
    keys = [str(entry["intent_response_key"]) for entry in ranking[:2]]
    titles = turn.services.topics
    return [button(titles[_main(key)][turn.language], intent=key) for key in keys if _main(key) in titles]


def _main(key: str) -> str:
    return key.removeprefix("faq/")
