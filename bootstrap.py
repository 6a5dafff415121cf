"""What every process begins with: the clock, the venues and a database that is up to date. Tests use the same functions."""

from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from pathlib import Path

from sqlalchemy.engine import Engine

from settings import Settings
from spa.errors import KnowledgeError
from spa.knowledge import Venue, facts, for_production, load_venues
from spa.store.database import migrate, writing
from spa.store.seed import seed

ROOT = Path(__file__).parent
KNOWLEDGE = ROOT / "knowledge"
WIDGET = ROOT / "widget"

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    return datetime.now(timezone.utc)


def venues(settings: Settings) -> Mapping[str, Venue]:
    """The venue files; in production one with demo values for phone or legal name is refused. Raises KnowledgeError."""
    loaded = load_venues(KNOWLEDGE / "venues")
    for venue in loaded.values():
        check_pictures(venue)
    if settings.production:
        for venue in loaded.values():
            for_production(venue)
    return loaded


def check_pictures(venue: Venue) -> None:
    """A drawing is there twice: for the page, and as PNG for channels that show no SVG."""
    for key, picture in venue.pictures.items():
        for file in (WIDGET / picture, (WIDGET / picture).with_suffix(".png")):
            if not file.is_file():
                raise KnowledgeError(f"{venue.id}.yml: pictures.{key}: there is no widget/{file.relative_to(WIDGET)}")


def prepare_database(engine: Engine, known: Mapping[str, Venue], now: datetime) -> None:
    """Bring the tables up to date and fill in venues that are new."""
    migrate(engine)
    with writing(engine) as connection:
        seed(connection, known.values(), now)


def venue_facts(known: Mapping[str, Venue]) -> Callable[[str, str], Mapping[str, str]]:
    """What the gateway shows of a venue."""
    return lambda venue_id, language: facts(known[venue_id], language)
