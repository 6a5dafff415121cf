"""What the venues are and say. One file a venue under knowledge/venues/; a mistake in it is refused by name."""

from hashlib import sha256
from pathlib import Path

from spa.errors import KnowledgeError
from spa.knowledge.build import build
from spa.knowledge.checks import mistakes
from spa.knowledge.facts import FACT_NAMES, answer_key, facts, hours_of, money
from spa.knowledge.files import check_shape, parse
from spa.knowledge.model import (
    Bilingual,
    Catalogue,
    Closure,
    DayHours,
    Hours,
    ProcedureStep,
    Room,
    Service,
    Step,
    Therapist,
    Venue,
)

__all__ = [
    "FACT_NAMES",
    "Bilingual",
    "Catalogue",
    "Closure",
    "DayHours",
    "Hours",
    "ProcedureStep",
    "Room",
    "Service",
    "Step",
    "Therapist",
    "Venue",
    "answer_key",
    "facts",
    "for_production",
    "hours_of",
    "load_venues",
    "money",
]


def load_venues(folder: Path) -> dict[str, Venue]:
    """Every venue of the folder by its id; KnowledgeError names file, key and reason of the first mistake."""
    venues = {path.stem: _load(path) for path in sorted(folder.glob("*.yml"))}
    if not venues:
        raise KnowledgeError(f"{folder}: there is no venue file")
    return venues


def for_production(venue: Venue) -> None:
    """Refuses a venue whose telephone number or legal name is made up."""
    for key in ("legal_name", "phone"):
        if key in venue.demo_values:
            raise KnowledgeError(f"{venue.id}.yml: {key}: is a demo value; write the real one before you go live")


def _load(path: Path) -> Venue:
    text = path.read_text(encoding="utf-8")
    content = parse(text, path.name)
    check_shape(content, path.name)
    if content["id"] != path.stem:
        raise KnowledgeError(f"{path.name}: id: must be {path.stem}, as the file is named")
    venue = build(content, sha256(text.encode()).hexdigest())
    for key, reason in mistakes(content, venue):
        raise KnowledgeError(f"{path.name}: {key}: {reason}")
    return venue
