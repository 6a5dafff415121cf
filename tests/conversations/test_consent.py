"""A consent can be proved: who gave it, when, to which text, in which language, by which channel and in which words."""

import pytest
from sqlalchemy import select

from actions.services import current
from spa.store import sealed
from spa.store.database import reading
from spa.store.schema import consent
from tests.assistant import Assistant
from tests.conftest import Wait

CASES = [
    ("en", "lee_spa", "back massage tomorrow at 3pm for one", "yes, I agree to that"),
    ("vi", "danang_reviews", "đặt massage lưng 3h chiều mai cho 1 người", "dạ em đồng ý ạ"),
    ("vi", "lee_spa", "dat massage lung 3h chieu mai cho 1 nguoi", "da em dong y a"),
]


@pytest.mark.parametrize(("language", "venue", "wish", "words"), CASES)
def test_what_a_consent_records(
    assistant: Assistant, wait_for: Wait, language: str, venue: str, wish: str, words: str
) -> None:
    wait_for(assistant.start(venue))
    wait_for(assistant.say(wish))
    with reading(assistant.engine) as connection:
        assert connection.execute(select(consent)).all() == []
    assistant.wait(minutes=1)
    wait_for(assistant.say(words))
    with reading(assistant.engine) as connection:
        [row] = connection.execute(select(consent)).all()
        assert sealed.opened(connection, row.conversation, row.sealed) == words
    assert (row.conversation, row.venue_id, row.given_at) == (assistant.conversation, venue, assistant.now)
    assert (row.text_version, row.language, row.channel) == (current().rules.version, language, "web")
    assert (row.guests, row.withdrawn_at) == (1, None)
