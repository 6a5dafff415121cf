"""Reads every message, in every state, for its language and for what it says about health; both are deterministic."""

from datetime import date
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from spa.health import Mention, Reader
from spa.language import Languages

KNOWLEDGE = Path("knowledge")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class SpaReader(GraphComponent, EntityExtractorMixin):
    """Adds the entities `language` (`unread` where it is neither of ours) and `health`, with status and whose it is."""

    def __init__(self, health: Reader, languages: Languages) -> None:
        self._health, self._languages = health, languages

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "SpaReader":
        return cls(Reader.load(KNOWLEDGE / "health"), Languages.load(KNOWLEDGE / "language.yml"))

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            found = self._entities(message.get(TEXT) or "")
            message.set(ENTITIES, message.get(ENTITIES, []) + found, add_to_output=True)
        return messages

    def _entities(self, text: str) -> list[dict[str, Any]]:
        spoken = self._languages.detect(text)
        kind = "unread" if spoken == "other" else "language"
        named = [{"entity": kind, "value": spoken, "start": 0, "end": len(text)}] if spoken else []
        return named + [_entity(mention) for mention in self._health.read(text, date.today().year)]


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
