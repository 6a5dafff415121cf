"""The few texts that the gateway says by itself, read from responses/gateway.yml at the start."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from gateway.messages import LANGUAGES


class Texts:
    """`say("utter_assistant_away", "vi", facts)`; a text that is missing in a language is refused at once."""

    def __init__(self, path: Path) -> None:
        responses = yaml.safe_load(path.read_text(encoding="utf-8"))["responses"]
        self._texts = {
            (name, language): _text(name, variations, language)
            for name, variations in responses.items()
            for language in LANGUAGES
        }

    def say(self, name: str, language: str, facts: Mapping[str, str]) -> str:
        return self._texts[name, language].format_map(facts)


def _text(name: str, variations: list[dict[str, Any]], language: str) -> str:
    for variation in variations:
        if _language(variation) == language:
            return str(variation["text"]).strip()
    raise ValueError(f"responses/gateway.yml: {name} has no text in {language}")


def _language(variation: dict[str, Any]) -> str:
    condition = variation.get("condition")
    return str(condition[0]["value"]) if condition else LANGUAGES[0]
