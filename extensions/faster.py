"""Places in which Rasa 3.6.21 does needless work for every message or action; here it is done once or not at all.

Measured in docs/decisions/0006-speed.md: together they are most of what a turn would cost.
"""

import json
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from jsonschema import Draft202012Validator
from rasa.core import processor
from rasa.core.actions import forms
from rasa.core.actions.action import ActionExtractSlots, RemoteAction
from rasa.core.channels.channel import OutputChannel
from rasa.core.policies import rule_policy
from rasa.core.policies.rule_policy import RULES, RulePolicy
from rasa.core.processor import MessageProcessor
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.constants import USER
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import TEXT

_answers = Draft202012Validator(RemoteAction.action_response_format_spec())
_class_of_event = Event.resolve_by_type
_extract = ActionExtractSlots.run
_find_action = RulePolicy._find_action_from_rules
# Of these events the schema says only of what type their values are.
_FLAT = frozenset({"slot", "action", "active_loop", "followup", "pause", "resume"})
ONLY_ACTIONS = {"type": "custom"}  # the mapping of a slot that no message fills
_right_shapes: set[Any] = set()


def apply() -> None:
    """Put them in place of Rasa's own."""
    RemoteAction._validate_action_result = lambda _action, result: validated(result)
    Event.resolve_by_type = staticmethod(resolve)
    # Rasa sends the whole domain, 140 KB, with each validation of a form; no action of ours reads it.
    Domain.does_custom_action_explicitly_need_domain = lambda _domain, _action: False
    DaskGraphRunner.run = run
    Slot.__copy__ = copied
    RulePolicy._find_action_from_rules = find_action
    ActionExtractSlots.run = extract
    # It builds an empty domain for each message, to warn developers of names that the domain does not have.
    MessageProcessor._check_for_unseen_features = lambda _processor, _parsed: None
    for module in (processor, forms, rule_policy):  # they copy only what they log, also where nothing is logged
        module.copy = SimpleNamespace(deepcopy=lambda logged: logged)


def validated(result: dict[str, Any]) -> bool:
    """Check an action's answer. Rasa's own checks its schema, which never changes, before each answer.

    An event that has names and types as one that was right before is right as well.
    """
    shapes = _shapes(result)
    if shapes is None or not shapes <= _right_shapes:
        _answers.validate(result)
        _right_shapes.update(shapes or ())
    return True


def _shapes(result: Any) -> set[Any] | None:
    """What the schema looks at in each event; None where that is more than its own names and types."""
    if (
        not isinstance(result, dict)
        or not _are_objects(result.get("events"))
        or not _are_objects(result.get("responses"))
    ):
        return None
    events = result["events"]
    if not all(event.get("event") in _FLAT for event in events):
        return None
    return {(event["event"], frozenset((name, type(value)) for name, value in event.items())) for event in events}


def _are_objects(values: Any) -> bool:
    return isinstance(values, list) and all(isinstance(value, dict) for value in values)


@lru_cache
def resolve(type_name: str, default: type[Event] | None = None) -> type[Event] | None:
    """The class of an event. Rasa's own looks through all classes for each event."""
    found: type[Event] | None = _class_of_event(type_name, default)
    return found


def run(
    runner: DaskGraphRunner, inputs: dict[str, Any] | None = None, targets: list[str] | None = None
) -> dict[str, Any]:
    """Run the nodes that the targets need, each once. Rasa's own has Dask plan these few steps anew for each message."""
    done = dict(inputs or {})
    names = targets or runner._graph_schema.target_names
    return {name: _output(runner, name, done) for name in names}


def _output(runner: DaskGraphRunner, name: str, done: dict[str, Any]) -> Any:
    if name not in done:
        needed = runner._graph_schema.nodes[name].needs.values()
        _, done[name] = runner._instantiated_nodes[name](*[(need, _output(runner, need, done)) for need in needed])
    return done[name]


def copied(slot: Slot) -> Slot:
    """A copy of a slot, for a copy of a conversation. Python's own goes the way of pickling, for each of forty slots."""
    twin: Slot = object.__new__(type(slot))
    twin.__dict__.update(slot.__dict__)
    return twin


class _Filling:
    """A domain as it looks when slots that only actions set are left out."""

    def __init__(self, domain: Domain) -> None:
        self._domain = domain
        self.slots = [slot for slot in domain.slots if any(mapping != ONLY_ACTIONS for mapping in slot.mappings)]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._domain, name)


async def extract(
    action: ActionExtractSlots, channel: OutputChannel, nlg: Any, tracker: DialogueStateTracker, domain: Domain
) -> list[Event]:
    """The slots that a message fills by itself. Rasa's own also goes through those that only actions set, which is most."""
    found: list[Event] = await _extract(action, channel, nlg, tracker, _Filling(domain))
    return found


def find_action(
    policy: RulePolicy, tracker: DialogueStateTracker, domain: Domain, use_text_for_last_user_input: bool
) -> tuple[str | None, str | None, bool]:
    """What the rules say. Rasa's own also looks, after each message, for rules that quote its words; we have none."""
    if use_text_for_last_user_input and not _quotes(policy):
        return None, None, False
    found: tuple[str | None, str | None, bool] = _find_action(policy, tracker, domain, use_text_for_last_user_input)
    return found


@lru_cache
def _quotes(policy: RulePolicy) -> bool:
    """Whether any rule goes by the words of a message instead of its intent."""
    rules = [json.loads(key) for key in policy.lookup[RULES]]
    return any(TEXT in state.get(USER, {}) for rule in rules for state in rule)
