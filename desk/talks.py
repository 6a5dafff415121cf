"""What the pages about conversations are given: the inbox, transcripts, answers, who has whom, and texts that are ready."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy.engine import Engine

from desk.shared import Shared
from gateway.channels.setup import Inside
from gateway.handover import HandOver
from gateway.messages import LANGUAGES
from gateway.staff.health_parts import HealthParts, responses_on_health
from gateway.staff.inbox import Inbox
from gateway.staff.replies import Replies
from gateway.staff.transcripts import Transcripts
from gateway.texts import Texts
from spa.health import Reader
from spa.screening import Rules
from spa.screening.card import Questions, read_questions

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Ready:
    """A text that is ready to be sent, by language; its braces are facts of the venue."""

    title: Mapping[str, str]
    text: Mapping[str, str]


@dataclass(frozen=True)
class Talks:
    inbox: Inbox
    transcripts: Transcripts
    replies: Replies
    hand_over: HandOver
    health_parts: HealthParts
    ready: Sequence[Ready]
    questions: Questions  # what a consultant asks before deciding
    pulse: Shared  # of the inbox
    messages: Texts  # what the house says unasked


def make(domain: Engine, inside: Inside, rules: Rules, reader: Reader) -> Talks:
    questions = read_questions(ROOT / "knowledge" / "consult.yml", rules)
    asked = [one for said in questions.values() for texts in said.values() for one in texts]
    store, inbox = inside.conversations.store, Inbox(inside.engine, domain)
    return Talks(
        inbox,
        Transcripts(inside.engine),
        Replies(inside.engine, inside.modes.lasts, inside.now),
        HandOver(inside.modes, inside.pushes, store.conversation, inside.conversations.text, inside.now),
        HealthParts(reader, responses_on_health(ROOT / "responses"), asked),
        read_ready(ROOT / "desk" / "ready.yml"),
        questions,
        Shared(inbox.stamp),
        Texts(ROOT / "responses" / "messages.yml"),
    )


def read_ready(path: Path) -> list[Ready]:
    """Raises ValueError where a text is not there in each language."""
    entries: list[Any] = yaml.safe_load(path.read_text(encoding="utf-8"))["ready"]
    for entry in entries:
        if any(set(entry[part]) != set(LANGUAGES) for part in ("title", "text")):
            raise ValueError(f"{path.name}: {entry} has to be in each of {', '.join(LANGUAGES)}")
    return [Ready(entry["title"], entry["text"]) for entry in entries]
