"""Whoever asks for rooms or steps sees those of the venue that is asked."""

import pytest

from tests.assistant import Assistant
from tests.conftest import Wait


@pytest.mark.parametrize("venue", ["lee_spa", "danang_reviews"])
@pytest.mark.parametrize(
    ("question", "shows"),
    [
        ("what kinds of rooms do you have?", "rooms"),
        ("bên mình có những loại phòng nào", "rooms"),
        ("what are the six steps?", "steps"),
        ("quy trình sáu bước gồm những gì ạ", "steps"),
    ],
)
def test_the_picture_is_that_of_the_venue(
    assistant: Assistant, wait_for: Wait, venue: str, question: str, shows: str
) -> None:
    wait_for(assistant.start(venue))
    [reply] = wait_for(assistant.say(question))
    assert reply["image"] == f"pictures/{shows}_{venue}.svg"
