"""Who would rather not answer in the chat gets a link for each guest, answers there, and goes on booking here."""

import re
from typing import Any

import pytest

from actions.services import current
from spa.health import Reader
from spa.screening import Rules, links, page
from spa.store.database import reading, writing
from tests.assistant import DEFAULT_NOW, Assistant
from tests.conftest import Wait
from tests.conversations.customer import Customer, Play
from tests.gateway.parts import ROOT

RULES = Rules.load(ROOT / "knowledge" / "screening.yml")
READER = Reader.load(ROOT / "knowledge" / "health")
PLAIN = [question.id for question in RULES.questions if question.when is None]
HELD = {"en": "back massage tomorrow at 3pm for {}", "vi": "đặt massage lưng 3h chiều mai cho {} người"}


class Visitor(Play):
    """Plays as every conversation does, and answers on the page what was offered."""

    def answer(self, link: str, told: dict[str, str]) -> None:
        token, now = link.rpartition("/")[2].partition("?")[0], current().now()
        with writing(self.assistant.engine) as connection:
            found = links.follow(connection, token, now)
            links.agree(connection, found, RULES.version, "en", "yes", now)
            given = {name: [value] for name, value in {**dict.fromkeys(PLAIN, "no"), **told}.items()}
            page.take(connection, found, given, RULES, READER, now)
            links.finish(connection, found, RULES.version, "en", "yes", now)

    async def links_for(self, guests: int, language: str) -> list[str]:
        await self.assistant.start("lee_spa", DEFAULT_NOW)
        self.customers["first"] = self.me = Customer(self.assistant.conversation)
        await self.speak({"say": HELD[language].format(guests), "asks": "consent"})
        await self.speak({"press": "page", "hears": ["utter_our_page", "utter_ask_our_page"], "asks": "consent"})
        found = re.findall(r"https?://\S+", self.me.shown[-1][0]["text"])
        assert len(found) == guests
        return found


def visitor(assistant: Assistant, language: str = "en") -> Visitor:
    return Visitor(assistant, {"name": "on our page", "language": language, "talk": []})


@pytest.mark.parametrize("language", ["en", "vi"])
def test_what_was_answered_there_is_not_asked_here(assistant: Assistant, wait_for: Wait, language: str) -> None:
    async def talk() -> list[dict[str, Any]]:
        me = visitor(assistant, language)
        [link] = await me.links_for(1, language)
        await me.speak({"press": "page_done", "hears": ["utter_our_page_waits", "utter_ask_our_page"]})
        await me.speak({"say": "yes" if language == "en" else "đồng ý", "heard": ["utter_our_page_waits"]})
        me.answer(link, {})
        await me.speak({"press": "page_done", "hears": ["utter_ask_name"], "asks": "name"})
        await me.speak({"say": "Lan Nguyen", "asks": "phone"})
        await me.speak({"say": "0905123456", "asks": "confirm"})
        await me.speak({"press": "yes", "heard": ["utter_booked"]})
        return await assistant.bookings()

    assert [one["status"] for one in wait_for(talk())] == ["confirmed"]


def test_what_a_companion_answers_alone_stops_the_visit_and_is_not_told(assistant: Assistant, wait_for: Wait) -> None:
    async def talk() -> list[dict[str, Any]]:
        me = visitor(assistant)
        mine, theirs = await me.links_for(2, "en")
        me.answer(mine, {})
        await me.speak({"press": "page_done", "heard": ["utter_our_page_waits"]})
        me.answer(theirs, {"pregnancy": "yes"})
        await me.speak({"press": "page_done", "heard": ["utter_consult"], "never": ["pregnan"]})
        return await assistant.bookings()

    assert [one["status"] for one in wait_for(talk())] == ["awaiting_decision"]


def test_whoever_changes_their_mind_is_asked_here(assistant: Assistant, wait_for: Wait) -> None:
    async def talk() -> bool:
        me = visitor(assistant)
        await me.links_for(1, "en")
        await me.speak({"press": "here", "hears": ["utter_ask_consent"], "asks": "consent"})
        await me.speak({"press": "yes", "hears": ["utter_ask_screening_red_flags"]})
        with reading(assistant.engine) as connection:
            return links.is_answered(connection, assistant.conversation)

    assert wait_for(talk()) is False
