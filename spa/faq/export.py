"""What staff have taught as a file of data/faq/, for the next training."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from spa.faq.content import LANGUAGES, Content
from spa.faq.written import LOADER, RESPONSE, Written, lines
from spa.text import fold, normalise

_HEAD = 'version: "3.1"\n\n# Taught at the staff desk. Once it is trained, withdraw these answers there.\n'
_VIETNAMESE = "  - condition: [{type: slot, name: language, value: vi}]\n"


@dataclass(frozen=True)
class Exported:
    text: str  # the file
    keys: tuple[str, ...]  # behind faq/, of what is in it
    one_venue: tuple[int, ...]  # ids of what is left out, for a trained answer is every venue's
    known: tuple[int, ...]  # ids of what is left out, for every question of it stands under data/ already


def export(live: Mapping[int, Content], data: Path) -> Exported:
    """Put together what is live at every venue; a question that is an example already is left out."""
    taken = {fold(normalise(example)) for example in _all_examples(data)}
    entries: list[Written] = []
    one_venue, known = [], []
    for number, content in live.items():
        questions = tuple(_new(content.asked(), taken))
        if content.venue_id:
            one_venue.append(number)
        elif not questions:
            known.append(number)
        else:
            key = f"{content.topic}_taught_{number}"
            entries.append(Written(key, questions, content.answer, ""))
    return Exported(_file(entries), tuple(one.key for one in entries), tuple(one_venue), tuple(known))


def _new(questions: Iterable[str], taken: set[str]) -> Iterator[str]:
    """Those that are not taken yet; they are since then."""
    for question in questions:
        if fold(question) not in taken:
            taken.add(fold(question))
            yield question


def _all_examples(data: Path) -> Iterator[str]:
    for file in sorted(data.rglob("*.yml")):
        for block in (yaml.load(file.read_text(encoding="utf-8"), LOADER) or {}).get("nlu") or []:
            yield from lines(block["examples"])


def _file(entries: list[Written]) -> str:
    asked, said = "\nnlu:\n", "\nresponses:\n"
    for one in entries:
        asked += f"- intent: faq/{one.key}\n  examples: |\n" + _indented([f"- {example}" for example in one.examples])
        english, vietnamese = (_text(one.answer[language]) for language in LANGUAGES)
        said += f"  {RESPONSE}{one.key}:\n  - {english}{_VIETNAMESE}    {vietnamese}\n"
    return _HEAD + (asked + said.rstrip("\n") + "\n" if entries else "")


def _text(answer: str) -> str:
    return "text: |\n" + _indented(answer.splitlines(), "      ")


def _indented(lines: list[str], by: str = "    ") -> str:
    return "".join(f"{by}{line}".rstrip() + "\n" for line in lines)
