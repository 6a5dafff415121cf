"""Fills the templates: markup in what somebody wrote stays text, and a name that is missing is a fault."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from desk.moments import moment
from desk.texts import Texts

HERE = Path(__file__).parent


class Look:
    def __init__(self) -> None:
        self.texts = Texts(HERE / "texts")
        self._environment = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._environment.filters["moment"] = moment

    def warm(self) -> None:
        """Read every template before anybody waits for it."""
        for name in self._environment.list_templates():
            self._environment.get_template(name)

    def fill(self, template: str, values: Mapping[str, Any]) -> str:
        return self._environment.get_template(template).render(values)
