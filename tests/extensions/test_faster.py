"""What is done faster gives the same result as Rasa's own."""

from typing import Any

import pytest
from jsonschema import ValidationError, validate
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, Event, SlotSet, UserUttered

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
