"""Who has agreed to be asked about their health, as the database keeps it: no screening counts without."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection

from spa.store import sealed
from spa.store.schema import consent


@dataclass(frozen=True)
class Consent:
    """Who agreed to what, and how: the row has to prove it."""

    conversation: str
    venue_id: str
    text_version: str
    language: str
    channel: str
    words: str
    guests: int = 1  # who agreed: guest 1 to this one


def give(connection: Connection, given: Consent, now: datetime) -> int:
    """Record the consent and return its id."""
    row = {name: value for name, value in vars(given).items() if name != "words"}
    row |= {"sealed": sealed.seal(connection, given.conversation, given.words[:200]), "given_at": now}
    return int(connection.execute(insert(consent).values(row)).inserted_primary_key[0])


def newest(connection: Connection, conversation: str, guests: int = 1) -> int | None:
    """The id of the newest consent of so many guests that is not withdrawn."""
    query = select(consent.c.id).where(
        consent.c.conversation == conversation, consent.c.withdrawn_at.is_(None), consent.c.guests >= guests
    )
    found: int | None = connection.execute(query.order_by(consent.c.id.desc())).scalars().first()
    return found
