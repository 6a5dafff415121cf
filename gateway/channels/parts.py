"""The parts of a message that a platform can show within its limits: nothing is dropped."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace

from gateway.channels.outgoing import Choice, Limits, Link, Outgoing, Part, Words

SHORTENED = "…"
# Where a long text may end, the best place first; a place in the first half of what fits is not taken.
_ENDS = tuple(map(re.compile, (r"\n\s*\n", r"\n", r"(?<=[.!?…。！？])\s+", r"\s+")))
_OPENED = ("https://", "tel:+")
_JOINED = ("\u200d", "\ufe0e", "\ufe0f")


def parts(message: Outgoing, limits: Limits, words: Words) -> list[Part]:
    """The message in the order in which it is sent: picture, text, and the choices or links below the last of the text."""
    text = unicodedata.normalize("NFC", message.text).strip()
    pictures = [Part(picture=message.picture)] if message.picture else []
    if _are_buttons(message, text, limits):
        return [*pictures, Part(text, links=message.links)]
    text = "\n".join(filter(None, (text, *map(_in_words, message.links))))
    if not message.choices:
        return [*pictures, *map(Part, split(text, limits.text))]
    choices = tuple(replace(one, title=unicodedata.normalize("NFC", one.title)) for one in message.choices)
    return [*pictures, *_with_choices(text or words.choose, choices, message.shape, limits, words)]


def _are_buttons(message: Outgoing, text: str, limits: Limits) -> bool:
    """Whether all links fit below the text as they are; a platform opens no page without TLS."""
    few = 0 < len(message.links) <= limits.links and not message.choices
    known = all(len(one.title) <= limits.title and one.url.startswith(_OPENED) for one in message.links)
    return few and known and 0 < len(text) <= limits.links_text


def _in_words(link: Link) -> str:
    return f"{link.title}: {link.url.removeprefix('tel:')}"


def _with_choices(
    text: str, choices: tuple[Choice, ...], shape: str | None, limits: Limits, words: Words
) -> list[Part]:
    if shape == "multi":
        return _several(text, choices, limits, words)
    if shape == "cards" and len(choices) <= limits.cards and all(_is_card(one, limits.card) for one in choices):
        return [*map(Part, split(text, limits.text)), Part(cards=choices, take=words.take)]
    if len(choices) > limits.choices and not (limits.pages and limits.choices):
        return _as_list(text, choices, words.number, limits)
    return _as_buttons(text, choices, limits, words)


def _is_card(choice: Choice, most: int) -> bool:
    return 0 < len(choice.name) <= most and len(choice.detail) <= most


def _several(text: str, choices: tuple[Choice, ...], limits: Limits, words: Words) -> list[Part]:
    """A list of which several numbers may be typed; what goes with no other is a button too."""
    *before, last = _as_list(text, choices, words.several, limits)
    alone = tuple(one for one in choices if one.alone and len(one.title) <= limits.title)[: limits.choices]
    return [*before, replace(last, several=True, choices=alone)]


def _as_list(text: str, choices: Sequence[Choice], ending: str, limits: Limits) -> list[Part]:
    """The choices as a numbered list in the text; a number that is typed chooses."""
    pieces = split("\n".join((f"{text}\n", *_numbered(choices), ending)), limits.text)
    return [*map(Part, pieces[:-1]), Part(pieces[-1], numbered=tuple(one.token for one in choices))]


def split(text: str, most: int) -> list[str]:
    """The text in pieces of at most so many characters, at ends of paragraphs, lines, sentences or words."""
    pieces, rest = [], text.strip()
    while len(rest) > most:
        end = _end(rest, most)
        pieces.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return [*pieces, rest] if rest else pieces


def _as_buttons(text: str, choices: tuple[Choice, ...], limits: Limits, words: Words) -> list[Part]:
    numbered: tuple[str, ...] = ()
    if any(len(one.title) > limits.title for one in choices):
        text = "\n".join((f"{text}\n", *_numbered(choices)))
        numbered = tuple(one.token for one in choices)
        choices = tuple(_short(one, number, limits.title) for number, one in enumerate(choices, start=1))
    pieces = split(text, limits.text)
    pages = [choices[start : start + limits.choices] for start in range(0, len(choices), limits.choices)]
    first = Part(pieces[-1], pages[0], numbered=numbered)
    further = (Part(words.further, page, numbered=numbered) for page in pages[1:])
    return [*map(Part, pieces[:-1]), first, *further]


def _numbered(choices: Sequence[Choice]) -> Iterator[str]:
    return (f"{number}. {one.title}" for number, one in enumerate(choices, start=1))


def _short(choice: Choice, number: int, most: int) -> Choice:
    """`3. Six steps, 90…`: the number leads to the full title in the text."""
    title = f"{number}. {choice.title}"
    if len(title) > most:
        title = title[: _whole(title, most - len(SHORTENED))].rstrip(" ,.;:–-") + SHORTENED
    return replace(choice, title=title)


def _end(text: str, most: int) -> int:
    for pattern in _ENDS:
        places = [found.start() for found in pattern.finditer(text, 0, most + 1)]
        if places and places[-1] > most // 2:
            return places[-1]
    return _whole(text, most)


def _whole(text: str, at: int) -> int:
    """The place, or the nearest before it that cuts no letter from its marks."""
    end = at
    while end > 1 and (unicodedata.combining(text[end]) or text[end] in _JOINED or text[end - 1] == "\u200d"):
        end -= 1
    return end if end > 1 else at
