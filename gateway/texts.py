"""The texts that are said without Rasa, read from a file of responses/ at the start."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from gateway.messages import LANGUAGES


class Texts:
    """`say("utter_assistant_away", "vi", facts)`; a text that is missing in a language is refused at once."""

    def __init__(self, path: Path) -> None:
        responses = yaml.safe_load(path.read_text(encoding="utf-8"))["responses"]
        self._variations = {
            (name, language): _variation(name, variations, language)
            for name, variations in responses.items()
            for language in LANGUAGES
        }

    def has(self, name: str) -> bool:
        return (name, LANGUAGES[0]) in self._variations

    def say(self, name: str, language: str, facts: Mapping[str, str]) -> str:
        return str(self._variations[name, language]["text"]).strip().format_map(facts)

    def buttons(self, name: str, language: str, facts: Mapping[str, str]) -> list[dict[str, str]]:
        """The choices under the text, each with its payload."""
        choices = self._variations[name, language].get("buttons", [])
        return [{"title": one["title"], "payload": one["payload"].format_map(facts)} for one in choices]


def _variation(name: str, variations: list[dict[str, Any]], language: str) -> dict[str, Any]:
    """What is said in this language to one guest; the last of those that fit is the most exact."""
    said = {"language": language, "party": 1}
    fitting = [one for one in variations if all(said.get(when["name"]) == when["value"] for when in _when(one))]
    if not fitting or (language != LANGUAGES[0] and not _when(fitting[-1])):
        raise ValueError(f"{name} has no text in {language}")
    return fitting[-1]


def _when(variation: dict[str, Any]) -> list[dict[str, Any]]:
    return variation.get("condition") or []
