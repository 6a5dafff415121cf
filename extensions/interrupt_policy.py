"""What is said about health interrupts anything in the same turn, also where a form would take the answer and ask on."""

from typing import Any

from rasa.core.policies.policy import Policy, PolicyPrediction
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.generator import TrackerWithCachedStates
from rasa.shared.core.trackers import DialogueStateTracker

from extensions.reader import health_reader, short_answers
from spa.screening.assess import CARE_FIRST, STOPS

ALONE = ("consult", "not_today")  # after these one of the party may come without the other
IN_PASSING = ("greet", "thank", "goodbye", "chitchat", "report_health")  # the last: "I am scared", no illness was named
TAKEN_FOR = ("faq", "chitchat", "out_of_scope", "nlu_fallback")  # a no in other words: "không có chỗ nào"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class InterruptPolicy(Policy):
    """Predicts one action for a message with something on health or in a language that is not read; else nothing.

    It has to be marked as no user prediction: those of RulePolicy for an open form are, and would win over it.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"priority": 7, "max_history": None}  # RulePolicy has 6

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "InterruptPolicy":
        return cls(config, model_storage, resource, execution_context)

    def train(self, training_trackers: list[TrackerWithCachedStates], domain: Domain, **kwargs: Any) -> Resource:
        return self._resource  # nothing to learn

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        probabilities = self._default_predictions(domain)
        action = interruption(tracker)
        if action:
            probabilities[domain.index_for_action(action)] = 1.0
        return self._prediction(probabilities, is_no_user_prediction=action is not None)


def interruption(tracker: DialogueStateTracker) -> str | None:
    """The action that has to come before everything else, right after a message."""
    message = tracker.latest_message
    if tracker.latest_action_name != ACTION_LISTEN_NAME or message is None:
        return None
    party = tracker.get_slot("party") or 1
    kinds = {entity["entity"] for entity in message.entities if _matters(entity, party)}
    if "health" in kinds or tracker.get_slot("health_pending") or _said_in_two(tracker):
        return "action_hear_health"
    if message.metadata.get("cut"):
        return "action_ask_shorter"
    if "unread" in kinds:
        return "action_hear_other_language"
    in_passing = message.intent.get("name") in IN_PASSING
    if in_passing and tracker.get_slot("screening_outcome") in CARE_FIRST:
        return "action_care_kindly"
    return None if message.parse_data.get("pressed") else _by_words(tracker, message)


def _by_words(tracker: DialogueStateTracker, message: UserUttered) -> str | None:
    """Short words that mean something only here, whatever they were taken for: "not anymore" cancels nothing."""
    text, loop, asked = message.text or "", tracker.active_loop, str(tracker.get_slot("requested_slot"))
    if (loop is None or loop.name in ("screening_form", "contact_form")) and short_answers().replaces(text):
        return "action_another_guest"
    if loop is None:
        return _after_outcome(str(tracker.get_slot("screening_outcome")), text)
    if loop.name != "screening_form" or loop.rejected or not asked.startswith("screening_"):
        return None
    answers = short_answers()
    said = answers.read(text)
    if said in ("fine", "unclear"):
        return "action_not_understood"
    if said is None:
        is_man = asked == "screening_pregnancy" and answers.is_man(text)
        denies = message.intent.get("name") in TAKEN_FOR and answers.denies(text) == "no"
        return "screening_form" if is_man or denies else None
    return None if said == "stop" else "screening_form"


def _after_outcome(outcome: str, text: str) -> str | None:
    if outcome in CARE_FIRST and short_answers().takes_back(text):
        return "action_care_kindly"
    if outcome in ALONE and (short_answers().comes_alone(text) or short_answers().companion_comes_alone(text)):
        return "booking_form"
    return "action_say_why" if outcome in STOPS and short_answers().asks_why(text) else None


def _said_in_two(tracker: DialogueStateTracker) -> bool:
    """Whether the last two typed messages say something on health only together."""
    typed = [event for event in tracker.applied_events() if isinstance(event, UserUttered)][-2:]
    if len(typed) < 2 or any((event.parse_data or {}).get("pressed") for event in typed):
        return False
    return bool(health_reader().across(typed[0].text or "", typed[1].text or ""))


def _matters(entity: dict[str, Any], party: int) -> bool:
    """In a party somebody else's illness is a companion's, though it is not that of the one who writes."""
    return entity.get("status") != "absent" or (party > 1 and entity.get("said_of") == "another")
