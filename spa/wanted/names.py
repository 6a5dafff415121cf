"""The name and the phone number in a message, also where one that was taken down is corrected."""

import re

import phonenumbers

from spa.text import fold
from spa.wanted.words import Words

_NAME = re.compile(r"[^\W\d_][\w'’.-]*(?: [^\W\d_][\w'’.-]*){0,5}")
SHORTEST_CORRECTION = 3  # words: "the name" is enough where it was asked what is wrong


def read_phone(text: str) -> tuple[str | None, str]:
    """The first number that can be dialled, in E.164, and the text without it."""
    for match in phonenumbers.PhoneNumberMatcher(text, "VN"):
        spoken = phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
        return spoken, f"{text[: match.start]} {text[match.end :]}".strip()
    return None, text


def read_name(text: str, words: Words, asked: str | None, with_phone: bool) -> str | None:
    """A name that was asked for, that is said to be one ("my name is"), or that stands last before a phone number."""
    lead = words.names.search(fold(text))
    if asked == "name":
        if not lead and any(letter.isdigit() for letter in text):
            return None
        return _first_name(text[lead.end() :] if lead and lead.start() <= 3 else text)
    if lead and (with_phone or words.clear_names.search(fold(text))):
        return _first_name(text[lead.end() :])
    parts = [part for part in text.split(",") if part.strip() and not words.phones.search(fold(part))]
    if with_phone and "," in text and parts:
        return _first_name(parts[-1])
    return None


def corrected(folded: str, words: Words, asked: str | None) -> frozenset[str]:
    """Which details are said to be wrong; where it was asked what to change, their bare name says it."""
    bare = asked == "confirm" and len(folded.split()) <= SHORTEST_CORRECTION
    patterns = words.details if bare else words.corrections
    return frozenset(detail for detail, pattern in patterns.items() if pattern.search(folded))


def right_name(text: str, words: Words) -> str | None:
    """The name that a correction gives, behind the last word that leads to one; what is denied after it is left out."""
    leads = list(words.right_names.finditer(fold(text)))
    behind = text[leads[-1].end() :] if leads else ""
    end = words.name_ends.search(fold(behind))
    name = _first_name(behind[: end.start()] if end else behind)
    return None if name is None or words.wrong.search(fold(name)) else name


def _first_name(text: str) -> str | None:
    found = _NAME.search(text)
    return found.group(0).strip(" .,") if found else None
