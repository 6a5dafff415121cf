"""What a desk has after a year: bookings of every day, fifty thousand conversations, five hundred of them open."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import MetaData, Table, insert
from sqlalchemy.engine import Connection, Engine

from spa.knowledge import Venue
from spa.sealing import Key, Keys, key_table
from spa.staff import accounts, sessions
from spa.staff.accounts import Access
from spa.staff.rights import ROLES
from spa.store import schema
from spa.store.database import connect, writing

YEAR = 365  # days
CONVERSATIONS, OPEN = 50_000, 500
_CHUNK = 5000
_CHANNELS = ("web", "web", "fb:1", "zalo:1")
_STARTS = (9, 11, 14, 16, 19)  # o'clock, in each room
_TOPICS = ("price", "opening_hours", "what_to_wear", "parking", "payment", "what_is_acupoints")
_SAID = ("How much is a massage?", "And can I come at ten tomorrow?")
_ANSWER = {"text": "60 minutes are 350,000 VND.", "response": "utter_faq/price", "buttons": [], "asked": 1}


class NoHasher:
    """Nobody signs in with a password here."""

    def hash(self, _password: str) -> str:
        return "-"

    def verify(self, _hashed: str, _password: str) -> bool:
        return False

    def is_old(self, _hashed: str) -> bool:
        return False


def staff(engine: Engine, number: int, now: datetime) -> list[str]:
    """Make so many accounts that may do everything; return a session's token of each."""
    access = Access(ROLES)
    with writing(engine) as db:
        made = [
            accounts.create(db, f"bench-{one}", f"B {one}", access, "p" * 12, NoHasher(), "vi", now)
            for one in range(number)
        ]
        return [sessions.begin(db, account.id, now) for account in made]


def bookings(engine: Engine, venue: Venue, now: datetime) -> int:
    """Fill eleven months behind now and one before it; return how many visits that are."""
    with writing(engine) as db:
        visits = list(_visits(venue, now))
        for table, rows in {
            schema.booking: (_booking(venue, *visit) for visit in visits),
            schema.booking_guest: (
                {"booking_id": one, "guest": 1, "therapist_id": who, "room_id": where} for one, _, who, where in visits
            ),
            schema.booking_step: (row for one, *_ in visits for row in _steps(venue, one)),
            schema.booking_history: (_made(one, start) for one, start, *_ in visits),
            schema.screening: (_screening(venue, one, start) for one, start, *_ in visits),
        }.items():
            _insert(db, table, rows)
    _analyse(engine)
    return len(visits)


def conversations(engine: Engine, venue: Venue, now: datetime) -> None:
    """Fifty thousand over the year, each with two questions and answers; the newest wait for a person."""
    tables = MetaData()
    tables.reflect(engine)
    keys = Keys(key_table("chat_key", MetaData()))
    names = [(id, at.replace(tzinfo=None)) for id, at in _names(now)]  # as the gateway keeps moments
    with writing(engine) as db:
        made = {id: keys.made(db, id) for id, _ in names}
        known = (_conversation(venue, id, at) for id, at in names)
        _insert(db, tables.tables["conversation"], known)
        _insert(db, tables.tables["inbound"], (row for pair in names for row in _inbound(made[pair[0]], *pair)))
        _insert(db, tables.tables["outbound"], (row for pair in names for row in _outbound(made[pair[0]], *pair)))
        waiting = names[-OPEN:]
        open_ones = ({"conversation": id, "mode": "waiting", "who": None, "since": at} for id, at in waiting)
        _insert(db, tables.tables["attention"], open_ones)
        changes = (
            {"conversation": id, "mode": "waiting", "by": "customer", "at": at} for id, at in (*names[::10], *waiting)
        )
        _insert(db, tables.tables["mode_change"], changes)
        _insert(db, tables.tables["tally"], _tally(venue, now))
    _analyse(engine)


def notes(engine: Engine, venue: Venue, now: datetime) -> None:
    """Why each of the open ones waits."""
    rows = (
        {"venue_id": venue.id, "conversation": id, "kind": "talk_to_human", "at": at, "detail": {}}
        for id, at in list(_names(now))[-OPEN:]
    )
    with writing(engine) as db:
        _insert(db, schema.staff_note, rows)


def one_more(domain: Engine, engine: Engine, venue_id: str, id: str, now: datetime) -> None:
    """A conversation that begins now, in which an emergency was shown: it stands first."""
    tables, at = MetaData(), now.replace(tzinfo=None)
    tables.reflect(engine, only=["conversation", "attention"])
    row = {"id": id, "venue_id": venue_id, "language": "vi", "asked": 0, "created_at": at, "last_at": at}
    with writing(engine) as db:
        db.execute(insert(tables.tables["conversation"]), [row])
        db.execute(insert(tables.tables["attention"]), [{"conversation": id, "mode": "waiting", "since": at}])
    note = {"venue_id": venue_id, "conversation": id, "kind": "emergency", "at": now, "detail": {}}
    with writing(domain) as db:
        db.execute(insert(schema.staff_note), [note])


def opened(url: str, keys: Any) -> Engine:
    return connect(url, keys)


def _names(now: datetime) -> Iterator[tuple[str, datetime]]:
    """Ids and moments, the oldest first."""
    for number in range(CONVERSATIONS):
        at = now - timedelta(days=YEAR * (CONVERSATIONS - number) / CONVERSATIONS)
        yield f"{_CHANNELS[number % 4]}:{number}", at


def _conversation(venue: Venue, id: str, at: datetime) -> dict[str, Any]:
    return {
        "id": id,
        "venue_id": venue.id,
        "language": ("vi", "en")[len(id) % 2],
        "asked": 0,
        "created_at": at,
        "last_at": at,
    }


def _inbound(key: Key, id: str, at: datetime) -> Iterator[dict[str, Any]]:
    for number, text in enumerate(_SAID):
        row = {"conversation": id, "client_id": f"{number}", "kind": "text", "state": "done", "tries": 0}
        yield {**row, "text": key.seal(text), "received_at": at + timedelta(seconds=number)}


def _outbound(key: Key, id: str, at: datetime) -> Iterator[dict[str, Any]]:
    for number in range(len(_SAID)):
        row = {"conversation": id, "number": 1, "message": key.seal(_ANSWER)}
        yield {**row, "at": at + timedelta(seconds=number)}


def _tally(venue: Venue, now: datetime) -> Iterator[dict[str, Any]]:
    hour = now.replace(minute=0, second=0, microsecond=0, tzinfo=None)
    whats = ("conversation", "message", "seconds/1", "seconds/2", *(f"faq/{topic}" for topic in _TOPICS))
    for back in range(0, YEAR * 24, 2):
        for channel in ("web", "fb", "zalo"):
            row = {"hour": hour - timedelta(hours=back), "venue_id": venue.id, "channel": channel, "language": "vi"}
            yield from ({**row, "what": what, "number": 3} for what in whats)


def _visits(venue: Venue, now: datetime) -> Iterator[tuple[int, datetime, str, str]]:
    number, zone = 0, ZoneInfo(venue.timezone)
    for day in range(-335, 30):
        for place, room in enumerate(venue.rooms[: len(venue.therapists)]):
            for hour in _STARTS:
                number += 1
                start = datetime.combine(now.astimezone(zone).date() + timedelta(days=day), time(hour), zone)
                yield number, start, venue.therapists[place].id, room.id


def _booking(venue: Venue, number: int, start: datetime, _: str, place: str) -> dict[str, Any]:
    return {
        "id": number,
        "code": f"B{number}",
        "venue_id": venue.id,
        "conversation": f"web:{number}",
        "service_id": venue.services[0].id,
        "party": 1,
        "start": start,
        "end": start + timedelta(minutes=venue.services[0].minutes),
        "room_id": place,
        "price_vnd": venue.services[0].price_vnd,
        "status": "confirmed",
        "language": "vi",
        "therapist_wish": {},
        "note": "",
        "held_at": start - timedelta(days=1),
        "changed_at": start - timedelta(days=1),
    }


def _steps(venue: Venue, number: int) -> Iterator[dict[str, Any]]:
    for position, step in enumerate(venue.services[0].steps):
        row = {"booking_id": number, "guest": 1, "step_id": step.id, "position": position, "left_out": False}
        yield {**row, "minutes": step.minutes, "price_vnd": step.price_vnd}


def _made(number: int, start: datetime) -> dict[str, Any]:
    at = start - timedelta(days=1)
    return {"booking_id": number, "at": at, "actor": "web:1", "change": "confirmed", "detail": {}}


def _screening(venue: Venue, number: int, start: datetime) -> dict[str, Any]:
    at = start - timedelta(days=1)
    row = {"conversation": f"web:{number}", "venue_id": venue.id, "booking_id": number, "guest": 1, "left_out": []}
    return {**row, "outcome": "nothing_reported", "begun_at": at, "decided_at": at}


def _insert(db: Connection, table: Table, rows: Iterator[dict[str, Any]]) -> None:
    while chunk := list(islice(rows, _CHUNK)):
        db.execute(insert(table), chunk)


def _analyse(engine: Engine) -> None:
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.exec_driver_sql("ANALYZE")
