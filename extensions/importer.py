"""Merges responses/ into the domain, so that texts stand by topic and editing one trains nothing."""

from pathlib import Path

from rasa.shared.core.domain import Domain
from rasa.shared.importers.rasa import RasaFileImporter

RESPONSES = Path("responses")


class ResponsesFolderImporter(RasaFileImporter):
    """The ordinary importer, with every file of responses/ as a further part of the domain."""

    def get_domain(self) -> Domain:
        return super().get_domain().merge(Domain.from_directory(str(RESPONSES)))
