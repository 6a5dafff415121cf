"""The conversation itself: its beginning, its language, starting over, going back, and what was not understood."""

from datetime import timedelta

from rasa_sdk.events import ActionExecuted, ActiveLoop, EventType, FollowupAction, SessionStarted, SlotSet

from actions import calling, draft, faq, moving, outcome, party
from actions.answers import comes_too_early, short_answer
from actions.base import NOT_UNDERSTOOD, YES, SpaAction, Turn, button, reset
from actions.booking import is_not_right
from actions.proposed import is_proposed
from actions.waiting import is_offered
from spa.faq.written import main_topic
from spa.privacy import forget_old
from spa.screening import records
from spa.store.database import writing
from spa.text import fold

FALLBACK = "nlu_fallback"
GIVES_UP = 3  # failures to one question; where nothing is asked a person comes one earlier
CHANGED_LATER = ("screening_form", "contact_form")
OFTEN_ASKED = ("price", "services")
ORDER = {
    "booking_form": ["service", "party", "start"],
    "contact_form": ["name", "phone", "confirm"],
    "look_up_form": ["code", "phone_of_booking"],
}
# Before the first question of a form comes the last one of the form before it.
BEFORE = {"consent": ("booking_form", "start"), "name": ("screening_form", "read_back")}


class ActionSessionStart(SpaAction):
    """Begins with venue and language alone: no answer of an earlier sitting is carried over."""

    def name(self) -> str:
        return "action_session_start"

    def perform(self, turn: Turn) -> list[EventType]:
        metadata = turn.slot("session_started_metadata") or turn.message.get("metadata") or {}
        venue = turn.services.venues[metadata.get("venue") or turn.services.settings.venue]
        with writing(turn.services.engine) as connection:
            forget_old(connection, turn.now, timedelta(hours=turn.services.settings.health_hours))
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
        if outcome.is_care_first(turn):
            return [*outcome.say_care_first(turn), *leave(turn)]
        turn.say("utter_start_over")
        return [*leave(turn), FollowupAction("booking_form")]


class ActionWhatNext(SpaAction):
    """A yes to nothing: what can be done, unless care came first."""

    def name(self) -> str:
        return "action_what_next"

    def perform(self, turn: Turn) -> list[EventType]:
        care_first = outcome.is_care_first(turn)
        if not care_first and (is_offered(turn) or is_proposed(turn)):
            return [FollowupAction("action_accept_offer")]
        if care_first:
            return outcome.say_care_first(turn)
        if moving.moves_booked(turn):  # "ko den dc" looks like a yes
            return [FollowupAction("action_reschedule_booking")]
        turn.say("utter_what_next")
        return []


class ActionCareKindly(SpaAction):
    """Small talk where care comes first: a kind word and the advice once more."""

    def name(self) -> str:
        return "action_care_kindly"

    def perform(self, turn: Turn) -> list[EventType]:
        return [*outcome.say_care_first(turn, outcome.CARE_KINDLY_SAID), FollowupAction(turn.form or "action_listen")]


class ActionStop(SpaAction):
    """Leaves whatever was going on, gives the held time back, and says what still waits for a person."""

    def name(self) -> str:
        return "action_stop"

    def perform(self, turn: Turn) -> list[EventType]:
        turn.say("utter_stopped")
        outcome.say_what_waits(turn, draft.awaiting(turn))
        return [*leave(turn), FollowupAction("action_listen")]


class ActionGoBack(SpaAction):
    """Asks the question before the present one again. An answer on health that was not a no stays."""

    def name(self) -> str:
        return "action_go_back"

    def perform(self, turn: Turn) -> list[EventType]:
        form, asked = turn.form, turn.slot("requested_slot")
        if asked in BEFORE:
            before, question = BEFORE[asked]
            return [*reset(question), ActiveLoop(None), FollowupAction(before)]
        if form == "screening_form":
            return _question_before(turn, str(asked))
        asked = "confirm" if asked == "companion" else asked
        if form in ORDER and asked in ORDER[form]:
            return reset(ORDER[form][max(0, ORDER[form].index(asked) - 1)])
        turn.say("utter_what_next")
        return []


class ActionNotUnderstood(SpaAction):
    """Says so shortly with the nearest topics; the second time in a row a person is offered."""

    def name(self) -> str:
        return NOT_UNDERSTOOD

    def perform(self, turn: Turn) -> list[EventType]:
        """As the policy's own fallback this action belongs to no rule: what comes next has to be said here."""
        meant = _meant(turn)
        if meant:
            return [*reset("attempts"), *meant]
        if comes_too_early(turn):
            turn.say("utter_asked_since")
            return [FollowupAction(turn.form or "action_listen")]
        if outcome.is_care_first(turn) and not turn.form:
            return [FollowupAction("action_care_kindly")]
        if faq.nearest_taught(turn, "near"):
            return [FollowupAction("action_answer_faq")]
        faq.keep_unanswered(turn)
        failures = turn.failures_before + 1
        if failures == (GIVES_UP if turn.form else GIVES_UP - 1):
            draft.note_for_staff(turn, "not_understood")
        if turn.form == "screening_form" and failures >= GIVES_UP:
            return outcome.stop(turn, "consult")
        self._say(turn, failures)
        window = {key: value for key, value in (turn.slot("window") or {}).items() if key != "reason"} or None
        return [
            *(calling.ask_number(turn) if failures == GIVES_UP - 1 and not turn.form else []),
            SlotSet("attempts", failures),
            SlotSet("window", window),  # why an earlier time was refused is not said again
            FollowupAction(turn.form or "action_listen"),
        ]

    def _say(self, turn: Turn, failures: int) -> None:
        told_staff = GIVES_UP if turn.form else GIVES_UP - 1
        if failures > told_staff:
            turn.say("utter_not_understood_still")
        elif failures == told_staff:
            turn.say("utter_not_understood_again")
        elif not turn.form:
            turn.say("utter_not_understood", buttons=nearest_topics(turn))
        else:
            turn.say("utter_not_understood_in_form" if failures == 1 else "utter_not_understood_choices")


class ActionStaleButton(SpaAction):
    """A button of an earlier question answers nothing; the question that is open comes again."""

    def name(self) -> str:
        return "action_stale_button"

    def perform(self, turn: Turn) -> list[EventType]:
        turn.say("utter_stale_button" if turn.form else "utter_stale_button_menu")
        return []


def _meant(turn: Turn) -> list[EventType]:
    """What follows from words that the classifier did not understand: a stop, a detail of a booking, another wish."""
    if turn.services.answers.read(turn.typed) == "stop":
        return [FollowupAction("action_stop")]
    if not turn.form and calling.answers_it(turn, draft.hear(turn)):
        return calling.take_number(turn, draft.hear(turn))
    wanted = draft.hear(turn) if turn.wanted.about_booking else {}
    if turn.form == "contact_form" and turn.slot("requested_slot") == "confirm" and short_answer(turn) == YES:
        # after "what shall I change?" the form is passed over
        return [SlotSet("confirm", YES), FollowupAction("contact_form")]
    if turn.form in CHANGED_LATER and (wanted or turn.wanted.corrects or is_not_right(turn)):
        return [FollowupAction("action_change_booking")]
    if not turn.form and moving.moves_booked(turn):
        return [FollowupAction("action_reschedule_booking")]
    if turn.services.words.hindered.search(fold(turn.typed)) and not turn.form and draft.upcoming(turn):
        return [FollowupAction("action_cancel_booking")]
    if turn.intent == FALLBACK and not turn.form and wanted.keys() & {"service", "window", "party"}:
        return [*draft.slots(wanted), FollowupAction("booking_form")]
    return []


def _question_before(turn: Turn, asked: str) -> list[EventType]:
    """Open the last question before this one that was asked; what was answered with no is asked again."""
    asked_before = [f"screening_{question.id}" for question in turn.services.rules.questions]
    if asked in asked_before:
        asked_before = asked_before[: asked_before.index(asked)]
    before = [slot for slot in asked_before if turn.slot(slot) == "answered"][-1:]
    with writing(turn.services.engine) as connection:
        records.ask_again(connection, turn.conversation, turn.now, [slot.removeprefix("screening_") for slot in before])
    return reset("read_back", *before)


def leave(turn: Turn) -> list[EventType]:
    """Give the held time back and forget what was said for it."""
    draft.give_up(turn)
    party.count_for_all(turn)
    forgotten = (
        *draft.FLOW,
        "health_pending",
        "chosen",
        "sure",
        "new_start",
        "code",
        "requested_slot",
        *outcome.screening_slots(turn),
    )
    return [*reset(*forgotten), ActiveLoop(None)]


def nearest_topics(turn: Turn) -> list[dict[str, str]]:
    """The two questions that the message comes nearest to, as buttons."""
    ranking = (turn.message.get("response_selector") or {}).get("faq", {}).get("ranking", [])
    keys = [str(entry["intent_response_key"]).removeprefix("faq/") for entry in ranking]
    titles = turn.services.topics
    named = dict.fromkeys(filter(None, (main_topic(key, titles) for key in [*keys, *OFTEN_ASKED])))
    return [button(titles[topic][turn.language], intent=f"faq/{topic}") for topic in list(named)[:2]]
