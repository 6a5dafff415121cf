"""Three places in which Rasa 3.6.21 does needless work for every action; here it is done once or not at all.

Measured in docs/decisions/0006-speed.md: together they are most of what a turn would cost.
"""

from functools import lru_cache
from typing import Any

from jsonschema import Draft202012Validator
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event

_answers = Draft202012Validator(RemoteAction.action_response_format_spec())
_class_of_event = Event.resolve_by_type


def apply() -> None:
    """Put them in place of Rasa's own."""
    RemoteAction._validate_action_result = lambda _action, result: validated(result)
    Event.resolve_by_type = staticmethod(resolve)
    # Rasa sends the whole domain, 140 KB, with each validation of a form; no action of ours reads it.
    Domain.does_custom_action_explicitly_need_domain = lambda _domain, _action: False


def validated(result: dict[str, Any]) -> bool:
    """Check an action's answer. Rasa's own checks its schema, which never changes, before each answer."""
    _answers.validate(result)
    return True


@lru_cache
def resolve(type_name: str, default: type[Event] | None = None) -> type[Event] | None:
    """The class of an event. Rasa's own looks through all classes for each event."""
    found: type[Event] | None = _class_of_event(type_name, default)
    return found
