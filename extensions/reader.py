"""Reads every message for its language, for health, and for phrases of one meaning; all of it without learning."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from extensions.classifier import selection
from extensions.phrases import Phrases
from spa.health import Mention, Reader
from spa.language import Languages
from spa.screening.answers import ShortAnswers

KNOWLEDGE = Path("knowledge")


@cache
def health_reader() -> Reader:
    """The one reader of this process."""
    return Reader.load(KNOWLEDGE / "health")


@cache
def short_answers() -> ShortAnswers:
    """The word lists of this process."""
    return ShortAnswers.load(KNOWLEDGE / "answers.yml")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class SpaReader(GraphComponent, EntityExtractorMixin):
    """Adds the entities `language` (`unread` where it is neither of ours) and `health`, with status and whose it is.

    Where the whole message is a known phrase, that is its intent, before what the classifier found.
    """

    def __init__(self, health: Reader, languages: Languages, phrases: Phrases) -> None:
        self._health, self._languages, self._phrases = health, languages, phrases

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "SpaReader":
        return cls(
            health_reader(),
            Languages.load(KNOWLEDGE / "language.yml"),
            Phrases.load(KNOWLEDGE / "phrases.yml"),
        )

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            found = self._entities(message.get(TEXT) or "")
            message.set(ENTITIES, message.get(ENTITIES, []) + found, add_to_output=True)
            label = self._phrases.label(message.get(TEXT) or "")
            if label:
                _mean(message, label)
        return messages

    def _entities(self, text: str) -> list[dict[str, Any]]:
        spoken = self._languages.detect(text)
        kind = "unread" if spoken == "other" else "language"
        named = [{"entity": kind, "value": spoken, "start": 0, "end": len(text)}] if spoken else []
        return named + [_entity(mention) for mention in self._mentions(text)]

    def _mentions(self, text: str) -> list[Mention]:
        """Of lines typed in one go what each says alone, and what they say only together: "my chest", "hurts a lot"."""
        year, lines = date.today().year, text.splitlines()
        alone = self._health.read(text, year)
        if len(lines) < 2:
            return alone
        apart = [mention for line in lines for mention in self._health.read(line, year)]
        together = self._health.read(" ".join(line.rstrip(".") for line in lines), year)
        known = {mention.condition for mention in alone}  # also what is denied on its own line
        more = {one.condition: one for one in [*together, *apart] if one.status != "absent"}
        return alone + [one for condition, one in more.items() if condition not in known]


def _mean(message: Message, label: str) -> None:
    intent = label.split("/")[0]
    message.set(INTENT, {"name": intent, "confidence": 1.0}, True)
    if intent != label:
        message.set("response_selector", {intent: selection(label)}, True)


def _entity(mention: Mention) -> dict[str, Any]:
    return {
        "entity": "health",
        "value": mention.condition,
        "status": mention.status,
        "whose": mention.whose,
        "said_of": mention.said_of,
        "start": mention.start,
        "end": mention.end,
    }
