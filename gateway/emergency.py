"""Words that are an emergency are heard, and answered, whoever has the conversation."""

from dataclasses import dataclass

from spa.health import Reader
from spa.screening import Rules

_ANSWERS = ("utter_despair", "utter_emergency")


def is_emergency_message(response: str | None) -> bool:
    return response in _ANSWERS


@dataclass(frozen=True)
class Emergencies:
    reader: Reader
    rules: Rules

    def in_text(self, text: str) -> bool:
        """Whether the words may tell of an emergency, whoever's it is."""
        told = (mention.condition for mention in self.reader.read(text) if mention.status != "absent")
        return any(self.rules.conditions[one].tier == "emergency" for one in told if one in self.rules.conditions)
