"""Merges responses/ into the domain, so that texts stand by topic and editing one trains nothing."""

from pathlib import Path
from typing import Any

import yaml
from rasa.shared.core.domain import Domain
from rasa.shared.importers.rasa import RasaFileImporter

RESPONSES, DATA = Path("responses"), Path("data")


class ResponsesFolderImporter(RasaFileImporter):
    """The ordinary importer, with every file of responses/ as a further part of the domain."""

    def get_domain(self) -> Domain:
        return super().get_domain().merge(Domain.from_directory(str(RESPONSES)))


def current_responses() -> dict[str, list[dict[str, Any]]]:
    """Every response by its name, as the files have it now: those inside of a model may be older."""
    found: dict[str, list[dict[str, Any]]] = {}
    for file in (*sorted(RESPONSES.rglob("*.yml")), *sorted(DATA.rglob("*.yml"))):
        text = file.read_text(encoding="utf-8")
        if "\nresponses:" in text:
            found |= yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))["responses"]
    return found
