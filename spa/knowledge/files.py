"""Reads knowledge files strictly: a key written twice, a wrong shape or a missing language is refused by name."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import yaml

from spa.errors import KnowledgeError

KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge"


class _Loader(yaml.SafeLoader):
    """Days stay text, and a key written twice is a mistake instead of a silent loss."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(None, None, f"{key.value} is written twice", key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


_Loader.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def parse(text: str, name: str) -> dict[str, Any]:
    try:
        content = yaml.load(text, _Loader)
    except yaml.YAMLError as error:
        raise KnowledgeError(f"{name}: not readable: {error}") from error
    if not isinstance(content, dict):
        raise KnowledgeError(f"{name}: must be a mapping of keys to values")
    return content


def check_shape(content: Mapping[str, Any], name: str) -> None:
    """Raises KnowledgeError for the most telling difference from the schema."""
    mistake = jsonschema.exceptions.best_match(_validator().iter_errors(content))
    if mistake is not None:
        key = ".".join(str(part) for part in mistake.absolute_path) or "the file"
        raise KnowledgeError(f"{name}: {key}: {mistake.message}")


@cache
def _validator() -> jsonschema.Draft7Validator:
    schema = parse((KNOWLEDGE / "venue.schema.yml").read_text(encoding="utf-8"), "venue.schema.yml")
    return jsonschema.Draft7Validator(schema, format_checker=jsonschema.FormatChecker())
