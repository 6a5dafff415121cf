"""What is done faster gives the same result as Rasa's own."""

import importlib.util
import json
from functools import partial
from typing import Any

import pytest
from jsonschema import ValidationError, validate
from rasa.core.actions.action import ActionExtractSlots, RemoteAction
from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.exceptions import GraphComponentException
from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SlotSet, UserUttered
from rasa.shared.core.slots import AnySlot, BooleanSlot, FloatSlot, ListSlot, Slot, TextSlot
from rasa.shared.core.trackers import DialogueStateTracker

from extensions import faster

SET = {"event": "slot", "name": "party", "value": 2, "timestamp": None}
RIGHT = [
    {"events": [SET], "responses": [{"text": "hello"}]},
    {"events": [{"event": "action", "name": "action_listen"}], "responses": []},
    {"events": [], "responses": []},
]
WRONG: list[Any] = [
    {"events": [{"name": "party"}], "responses": []},
    {"events": {}, "responses": []},
    {"events": [], "responses": ["hello"]},
    [],
]


@pytest.mark.parametrize("result", RIGHT)
def test_a_right_answer_is_taken(result: Any) -> None:
    validate(result, RemoteAction.action_response_format_spec())
    faster.validated(result)


@pytest.mark.parametrize("result", WRONG)
def test_a_wrong_answer_is_refused(result: Any) -> None:
    with pytest.raises(ValidationError):
        validate(result, RemoteAction.action_response_format_spec())
    with pytest.raises(ValidationError):
        faster.validated(result)


@pytest.mark.parametrize("wrong", [{"name": 3}, {"timestamp": "now"}, {"event": "slots"}, {"metadata": []}])
def test_an_event_like_a_right_one_with_a_wrong_part_is_refused(wrong: dict[str, Any]) -> None:
    faster.validated({"events": [SET], "responses": []})
    result = {"events": [SET, {**SET, **wrong}], "responses": []}
    for check in (faster.validated, lambda told: validate(told, RemoteAction.action_response_format_spec())):
        with pytest.raises(ValidationError):
            check(result)


@pytest.mark.parametrize("kind", [SlotSet, UserUttered, BotUttered])
def test_an_event_is_found_by_its_name(kind: type[Event]) -> None:
    assert faster.resolve(kind.type_name) is kind


def test_an_unknown_event_is_still_an_error() -> None:
    with pytest.raises(ValueError, match="no-such-event"):
        faster.resolve("no-such-event")


def test_no_action_is_sent_the_domain() -> None:
    faster.apply()
    domain = Domain.from_dict({"actions": [{"validate_booking_form": {"send_domain": True}}]})
    assert not domain.does_custom_action_explicitly_need_domain("validate_booking_form")


class Nodes:
    """A small graph with numbers: `b` and `c` need `a`, and `d` needs both."""

    needs = {"a": ["number"], "b": ["a"], "c": ["a"], "d": ["b", "c"], "alone": []}

    def __init__(self, kind: type[DaskGraphRunner]) -> None:
        self.runs: list[str] = []
        self.runner = object.__new__(kind)
        self.runner._graph_schema = GraphSchema({name: self._step(name) for name in self.needs})
        self.runner._instantiated_nodes = {name: self._node(name) for name in self.needs}
        self.runner._execution_context = None

    def _step(self, name: str) -> SchemaNode:
        needs = {f"of_{need}": need for need in self.needs[name]}
        return SchemaNode(needs, GraphComponent, "load", "run", {}, is_target=name == "d")

    def _node(self, name: str) -> Any:
        def node(*inputs: tuple[str, int]) -> tuple[str, int]:
            self.runs.append(name)
            if inputs and inputs[0][1] < 0:
                raise GraphComponentException("too small")
            return name, sum(value for _, value in inputs) + 1

        return node


@pytest.fixture
def planned() -> Nodes:
    """Rasa's own, untouched by what other tests have replaced."""
    spec = importlib.util.find_spec("rasa.engine.runner.dask")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return Nodes(module.DaskGraphRunner)


@pytest.mark.parametrize("targets", [["d"], ["b"], ["c", "d"], ["alone"], None])
def test_nodes_in_order_give_what_planned_ones_give(planned: Nodes, targets: list[str] | None) -> None:
    ours = Nodes(DaskGraphRunner)
    assert faster.run(ours.runner, {"number": 1}, targets) == planned.runner.run({"number": 1}, targets)
    assert sorted(ours.runs) == sorted(planned.runs)


def test_an_error_in_a_node_is_the_same_error(planned: Nodes) -> None:
    for run in (partial(faster.run, Nodes(DaskGraphRunner).runner), planned.runner.run):
        with pytest.raises(GraphComponentException, match="too small"):
            run({"number": -1}, ["d"])


@pytest.mark.parametrize("kind", [AnySlot, TextSlot, BooleanSlot, ListSlot, FloatSlot])
def test_a_copied_slot_is_the_same_and_its_own(kind: type[Slot]) -> None:
    slot = kind("party", mappings=[{"type": "custom"}])
    slot.value = [2]
    twin = faster.copied(slot)
    assert type(twin) is kind and vars(twin) == vars(slot)
    twin.value = None
    assert slot.value == [2]


TALK = Domain.from_dict({"intents": ["greet"], "actions": ["action_hello"]})
BY_INTENT, BY_WORDS = {"intent": "greet"}, {"text": "hello"}


def policy(user: dict[str, str]) -> RulePolicy:
    nothing: Any = None
    context = ExecutionContext(GraphSchema({}))
    rule = json.dumps([{"prev_action": {"action_name": "action_listen"}, "user": user}])
    lookup = {"rules": {rule: "action_hello"}, "rules_for_loop_unhappy_path": {}}
    return RulePolicy(RulePolicy.get_default_config(), nothing, nothing, context, lookup=lookup)


@pytest.mark.parametrize("user", [BY_INTENT, BY_WORDS])
@pytest.mark.parametrize("by_words", [True, False])
def test_rules_say_the_same(user: dict[str, str], by_words: bool) -> None:
    said = [ActionExecuted("action_listen"), UserUttered("hello", {"name": "greet"})]
    tracker = DialogueStateTracker.from_events("web:1", said, TALK.slots, domain=TALK)
    ours = faster.find_action(policy(user), tracker, TALK, by_words)
    theirs = faster._find_action(policy(user), tracker, TALK, by_words)
    assert ours[0] == theirs[0] == ("action_hello" if by_words == (user is BY_WORDS) else None)
    assert ours == theirs or ours[0] is None


FORM = Domain.from_yaml(
    """
    version: "3.1"
    intents: [inform]
    entities: [language, party]
    slots:
      language: {type: text, influence_conversation: false, mappings: [{type: from_entity, entity: language}]}
      words: {type: text, influence_conversation: false, mappings: [{type: from_text}]}
      party: {type: any, influence_conversation: false, mappings: [{type: custom}]}
      both: {type: any, influence_conversation: false, mappings: [{type: custom}, {type: from_entity, entity: party}]}
      asked: {type: any, influence_conversation: false, mappings: [{type: custom, action: action_none}]}
    """
)


@pytest.mark.parametrize("entities", [[], ["language"], ["party"], ["language", "party"]])
async def test_a_message_fills_the_same_slots(entities: list[str]) -> None:
    parsed = [{"entity": name, "value": f"{name}'s value", "start": 0, "end": 2} for name in entities]
    said = [ActionExecuted("action_listen"), UserUttered("vi", {"name": "inform"}, parsed)]
    tracker = DialogueStateTracker.from_events("web:1", said, FORM.slots, domain=FORM)
    nothing: Any = None
    asked = (ActionExtractSlots(nothing), nothing, nothing, tracker, FORM)
    ours, theirs = await faster.extract(*asked), await faster._extract(*asked)
    assert ours == theirs and len(ours) == len(entities) + 1
