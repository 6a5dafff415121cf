"""Every text that people read, wherever it stands, for the tests that read them too."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
LANGUAGES = ("en", "vi")
TOLD_KNOWLEDGE = ("*.yml", "venues/*.yml")  # knowledge/health/ holds what guests say
PAGE_FILES = (".html", ".js", ".svg", ".css")


def responses(*folders: str) -> dict[str, list[dict[str, Any]]]:
    """The responses of these folders by name; what customers say, the examples, is not among them."""
    found: dict[str, list[dict[str, Any]]] = {}
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.yml")):
            found |= (_read(path) or {}).get("responses") or {}
    return found


def answer(name: str, language: str, among: dict[str, list[dict[str, Any]]]) -> str:
    """The text of a response in a language; English has no condition."""
    for variation in among[name]:
        conditions = variation.get("condition") or [{"value": "en"}]
        if conditions[0]["value"] == language:
            return str(variation.get("text", ""))
    raise KeyError(f"{name} has no text in {language}")


def all_texts() -> Iterator[tuple[str, str]]:
    """Where a text stands, and the text."""
    for name, variations in responses("responses", "data").items():
        yield from ((name, text) for text in _strings(variations))
    for path in chain.from_iterable(sorted((ROOT / "knowledge").glob(told)) for told in TOLD_KNOWLEDGE):
        yield from ((path.name, text) for text in _bilingual(_read(path)))
    for path in (ROOT / "knowledge" / "consult.yml", ROOT / "desk" / "ready.yml"):  # said by people
        yield from ((path.name, text) for text in _strings(_read(path)))
    for path in sorted((ROOT / "widget").rglob("*")):
        if path.suffix in PAGE_FILES:
            yield path.name, path.read_text(encoding="utf-8")


def _read(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def _strings(content: Any) -> Iterator[str]:
    if isinstance(content, str):
        yield content
    elif isinstance(content, (dict, list)):
        for part in content.values() if isinstance(content, dict) else content:
            yield from _strings(part)


def _bilingual(content: Any) -> Iterator[str]:
    """In knowledge a text for people is what stands under `en` or `vi`; lists there are words to recognise."""
    if isinstance(content, dict):
        for key, value in content.items():
            if key in LANGUAGES and isinstance(value, str):
                yield value
            else:
                yield from _bilingual(value)
    elif isinstance(content, list):
        for part in content:
            yield from _bilingual(part)
