"""The consent and the questions about health as the chat has them, to be read out to one guest after the other."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from spa.screening import Question

RESPONSES = Path(__file__).parents[2] / "responses" / "screening.yml"
CONSENT = "utter_ask_consent"
LISTS = {"conditions": "utter_ask_conditions", "red_flag_list": "utter_ask_red_flag_list"}


class Spoken:
    """`question(question, "vi")` as it is put to one guest."""

    def __init__(self, path: Path = RESPONSES) -> None:
        self._responses: Mapping[str, list[dict[str, Any]]] = yaml.safe_load(path.read_text("utf-8"))["responses"]

    def consent(self, language: str, party: int, facts: Mapping[str, str]) -> str:
        return self._text(CONSENT, language, party).format_map(facts)

    def question(self, question: Question, language: str) -> str:
        return self._text(LISTS.get(question.id, f"utter_ask_screening_{question.id}"), language, 1)

    def _text(self, name: str, language: str, party: int) -> str:
        """The variation whose conditions all hold, as the assistant would choose it."""
        known = {"language": language, "party": party}
        for variation in self._responses[name]:
            conditions = variation.get("condition", [])
            if conditions and all(known.get(one["name"]) == one["value"] for one in conditions):
                return str(variation["text"]).strip()
        return str(next(one["text"] for one in self._responses[name] if "condition" not in one)).strip()


@cache
def spoken() -> Spoken:
    """Read once, when somebody is asked."""
    return Spoken()
