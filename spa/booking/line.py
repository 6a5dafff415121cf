"""The rows of those who wait: a place in the line each, read and changed here, in the order of their ids."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.engine import Connection

from spa.booking import records
from spa.booking.values import Wish
from spa.store.schema import waitlist

WAITING, OFFERED, TAKEN, LEFT, OVER = "waiting", "offered", "taken", "left", "over"


@dataclass(frozen=True)
class WaitRequest:
    """Starts from `earliest` until before `latest` are welcome."""

    venue_id: str
    conversation: str
    service_id: str
    party: int
    earliest: datetime
    latest: datetime
    wish: Wish
    language: str


@dataclass(frozen=True)
class Entry(WaitRequest):
    """A place in the line. `booking_id` is what is held while it is offered, `offers` how many there have been."""

    id: int
    joined_at: datetime
    state: str
    booking_id: int | None
    offered_at: datetime | None
    offer_ends_at: datetime | None
    offers: int


def added(connection: Connection, request: WaitRequest, now: datetime) -> Entry:
    row = _columns(request) | {"joined_at": now, "state": WAITING, "offers": 0}
    return one(connection, records.added(connection, waitlist, row))


def wished(connection: Connection, entry: Entry, request: WaitRequest) -> Entry:
    """Keep the place with what is wished for now."""
    change(connection, entry, **_columns(request))
    return one(connection, entry.id)


def one(connection: Connection, entry_id: int) -> Entry:
    return several(connection, waitlist.c.id == entry_id)[0]


def several(connection: Connection, *conditions: Any) -> list[Entry]:
    rows = connection.execute(select(waitlist).where(*conditions).order_by(waitlist.c.id)).mappings()
    plain = [name for name in Entry.__dataclass_fields__ if name != "wish"]
    return [Entry(**{name: row[name] for name in plain}, wish=Wish(**row["therapist_wish"])) for row in rows]


def change(connection: Connection, entry: Entry, **values: Any) -> None:
    connection.execute(update(waitlist).where(waitlist.c.id == entry.id).values(**values))


def in_line() -> Any:
    return waitlist.c.state.in_([WAITING, OFFERED])


def of(conversation: str) -> Any:
    return waitlist.c.conversation == conversation


def _columns(request: WaitRequest) -> dict[str, Any]:
    columns = {name: getattr(request, name) for name in WaitRequest.__dataclass_fields__ if name != "wish"}
    return columns | {"therapist_wish": asdict(request.wish)}
