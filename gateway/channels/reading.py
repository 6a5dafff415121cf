"""Looks into JSON that others wrote: what is not of the shape that is looked for is as good as not there."""

import re
from collections.abc import Mapping
from typing import Any

_ID = re.compile(r"[0-9A-Za-z_-]{1,64}", re.ASCII)  # both platforms: strings of digits, too long for a number
LONGEST_NAME = 1000


def record(value: Any, *path: str) -> Mapping[str, Any]:
    """The object at the end of the path; an empty one where there is none."""
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value if isinstance(value, Mapping) else {}


def items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def string(value: Any) -> str:
    return value if isinstance(value, str) else ""


def identifier(value: Any) -> str | None:
    return value if isinstance(value, str) and _ID.fullmatch(value) else None


def name(value: Any) -> str:
    """A message's name at the platform; empty where it has none that can be used."""
    return value if isinstance(value, str) and 0 < len(value) <= LONGEST_NAME else ""


def shape(value: Any) -> Any:
    """The names of the fields and the kinds of what stands in them: what it is, and not what it says."""
    if isinstance(value, Mapping):
        return {name: shape(one) for name, one in value.items()}
    return [shape(one) for one in value[:1]] if isinstance(value, list) else type(value).__name__
