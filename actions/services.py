"""What the actions work with, put together once by the process that runs them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import yaml
from sqlalchemy.engine import Engine

from bootstrap import KNOWLEDGE, ROOT, Clock, utc_now, venues
from settings import Settings
from spa import calendar
from spa.booking import Limits
from spa.faq.likeness import Rarity
from spa.faq.lookup import Lookup
from spa.faq.rules import FaqRules
from spa.faq.written import examples
from spa.health import Reader
from spa.knowledge import Venue
from spa.screening import Rules
from spa.screening.answers import ShortAnswers
from spa.sealing import MasterKeys
from spa.store.database import connect
from spa.store.venues import CurrentVenues
from spa.wanted import Words

_BRACES = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Services:
    """The domain's data and doors; `now` gives an aware moment."""

    settings: Settings
    engine: Engine
    venues: Mapping[str, Venue]
    rules: Rules
    words: Words
    health: Reader
    answers: ShortAnswers
    topics: Mapping[str, Mapping[str, str]]  # names of the questions, by key and language
    faq: FaqRules
    taught: Lookup  # of the answers that staff have taught
    placeholders: Mapping[str, frozenset[str]]  # what each response has in braces: nothing else travels with it
    now: Clock

    @property
    def limits(self) -> Limits:
        """What the house sets for bookings."""
        return self.settings.limits

    def calendar(self, booking_id: int) -> str:
        """The address of the booking's file for the customer's calendar."""
        return calendar.address(self.settings.public_url, self.settings.secret_key, booking_id)

    def local_now(self, venue: Venue) -> datetime:
        """The venue's wall clock, naive."""
        return self.now().astimezone(ZoneInfo(venue.timezone)).replace(tzinfo=None)


def build(settings: Settings, engine: Engine | None = None, now: Clock = utc_now) -> Services:
    """Put them together from settings and files. The database has to be prepared; tests hand in their own, and a clock."""
    engine = engine or connect(settings.database_url, MasterKeys(settings.data_keys))
    return Services(
        settings=settings,
        engine=engine,
        venues=CurrentVenues(venues(settings), engine, now),
        rules=Rules.load(KNOWLEDGE / "screening.yml"),
        words=Words.load(KNOWLEDGE / "wanted.yml"),
        health=Reader.load(KNOWLEDGE / "health"),
        answers=ShortAnswers.load(KNOWLEDGE / "answers.yml"),
        topics=yaml.safe_load((KNOWLEDGE / "topics.yml").read_text(encoding="utf-8")),
        faq=FaqRules.load(KNOWLEDGE / "faq.yml"),
        taught=Lookup(Rarity(examples(ROOT / "data" / "faq"))),
        placeholders=_placeholders(),
        now=now,
    )


def _placeholders() -> dict[str, frozenset[str]]:
    """By response, over all its variations."""
    found: dict[str, frozenset[str]] = {}
    for folder in ("responses", "data/faq"):
        for file in sorted((ROOT / folder).glob("*.yml")):
            responses = yaml.safe_load(file.read_text(encoding="utf-8")).get("responses", {})
            found |= {name: frozenset(_BRACES.findall(str(variations))) for name, variations in responses.items()}
    return found


_current: Services | None = None


def use(services: Services) -> None:
    """Set what every action of this process works with."""
    global _current
    _current = services


def current() -> Services:
    assert _current is not None, "the actions were not given their services"
    return _current
