"""What no text for people may say, whoever writes it; the rules themselves stand in knowledge/claims.yml."""

import re
import unicodedata
from functools import cache

from spa.knowledge.files import KNOWLEDGE, parse

_SPACES = re.compile(r"\s+")


def claim_in(text: str) -> str | None:
    """The first claim to treat, cure, heal, detoxify or prevent, or that somebody is safe; None where there is none."""
    plain = _SPACES.sub(" ", unicodedata.normalize("NFC", text))
    return _first("claims", _pattern("innocent").sub(" ", plain))


def fact_in(text: str) -> str | None:
    """The first price, hour or telephone number; None where there is none."""
    return _first("facts", text)


def _first(rule: str, text: str) -> str | None:
    found = _pattern(rule).search(text)
    return found.group() if found else None


@cache
def _pattern(rule: str) -> re.Pattern[str]:
    rules = parse((KNOWLEDGE / "claims.yml").read_text(encoding="utf-8"), "claims.yml")
    return re.compile("|".join(f"(?:{one})" for one in rules[rule]), re.IGNORECASE)
