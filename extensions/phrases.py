"""Whole messages that always mean the same, so that no example of another label can outweigh them."""

import re
from pathlib import Path

import yaml

from spa.text import fold, normalise

_APART = re.compile(r"\W+")


class Phrases:
    """The expressions of knowledge/phrases.yml by label: an intent, or the full key of a retrieval intent."""

    def __init__(self, raw: dict[str, list[str]]) -> None:
        self._patterns = [(label, re.compile("|".join(f"(?:{one})" for one in some))) for label, some in raw.items()]

    @classmethod
    def load(cls, path: Path) -> "Phrases":
        return cls(yaml.safe_load(path.read_text(encoding="utf-8")))

    def label(self, text: str) -> str | None:
        """What the whole message means, if it is one of them."""
        said = _APART.sub(" ", fold(normalise(text)[:200])).strip()
        return next((label for label, pattern in self._patterns if pattern.fullmatch(said)), None)
