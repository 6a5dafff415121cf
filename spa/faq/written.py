"""The questions and answers of data/faq/, as the trained assistant has them: for whoever looks one up without it."""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from spa.knowledge import Bilingual

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # several times faster
INTENT, RESPONSE = "faq/", "utter_faq/"


@dataclass(frozen=True)
class Written:
    key: str  # behind faq/
    examples: tuple[str, ...]  # none where the answer belongs to another key's questions, see `answers` of a venue
    answer: Bilingual  # with facts in braces
    source: str  # name of the file


def read(folder: Path) -> list[Written]:
    """Every answer of the folder, in the order of the files."""
    return [one for file in sorted(folder.glob("*.yml")) for one in _of_file(file)]


def examples(folder: Path) -> list[str]:
    return [example for one in read(folder) for example in one.examples]


def main_topic(key: str, topics: Container[str]) -> str | None:
    """The topic with a name to which a finer key belongs."""
    while key and key not in topics:
        key = key.rpartition("_")[0]
    return key or None


def _of_file(file: Path) -> Iterator[Written]:
    content: dict[str, Any] = yaml.load(file.read_text(encoding="utf-8"), LOADER) or {}
    asked = {block["intent"].removeprefix(INTENT): lines(block["examples"]) for block in content.get("nlu") or []}
    for name, variations in (content.get("responses") or {}).items():
        key = name.removeprefix(RESPONSE)
        yield Written(key, asked.get(key, ()), dict(map(_said, variations)), file.name)


def lines(listed: str) -> tuple[str, ...]:
    return tuple(line.removeprefix("- ") for line in listed.splitlines() if line.strip())


def _said(variation: dict[str, Any]) -> tuple[str, str]:
    """Language and text; English has no condition."""
    conditions = variation.get("condition") or [{"value": "en"}]
    return conditions[0]["value"], str(variation["text"]).strip()
