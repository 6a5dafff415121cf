"""The name and the phone number in a message, also where one that was taken down is corrected."""

import re

import phonenumbers

from spa.text import fold
from spa.wanted.words import Words

_NAME = re.compile(r"[^\W\d_][\w'’.-]*(?: [^\W\d_][\w'’.-]*)*")
MOST_WORDS = 5  # of a name
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
        return _asked_for(text, words, lead, with_phone)
    if lead and (with_phone or words.clear_names.search(fold(text))):
        return _first_name(text[lead.end() :], words)
    parts = [part for part in text.split(",") if part.strip() and not words.phones.search(fold(part))]
    if with_phone and "," in text and parts:
        return _first_name(parts[-1], words)
    return None


def _asked_for(text: str, words: Words, lead: re.Match[str] | None, with_phone: bool) -> str | None:
    """What answers the question for a name: all that is said, or what follows "my name is"; not a wish or a refusal."""
    if words.declines.search(fold(text)):
        return None
    if lead:
        return _first_name(text[lead.end() :], words)
    if with_phone:
        text = words.phone_leads.sub(" ", text)
    return None if any(letter.isdigit() for letter in text) else _first_name(text, words)


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
    name = _first_name(behind[: end.start()] if end else behind, words)
    return None if name is None or words.wrong.search(fold(name)) else name


def _first_name(text: str, words: Words) -> str | None:
    """The name at the beginning of a text, without courtesies behind it; None where it is a sentence."""
    found = _NAME.search(text)
    if not found:
        return None
    said = words.name_tails.sub("", found.group(0)).strip(" .,")
    if not said or len(said.split()) > MOST_WORDS or words.no_name.search(fold(said)):
        return None
    return said
