"""Whole conversations, each said and answered as its file has it."""

from typing import Any

import pytest

from tests.assistant import Assistant
from tests.conftest import Wait
from tests.conversations.customer import Play, written

ALL = written()


@pytest.mark.parametrize("one", [one for _, one in ALL], ids=[f"{topic}: {one['name']}" for topic, one in ALL])
def test_conversation(assistant: Assistant, wait_for: Wait, one: dict[str, Any]) -> None:
    wait_for(Play(assistant, one).run())
