"""A small spa for the tests of booking: three therapists, two rooms, two services, and guests who come."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, insert, select, text, update
from sqlalchemy.engine import Connection, Engine

from spa import booking
from spa.booking import Booking, Contact, HoldRequest, Limits, Offer, Wish, staffing
from spa.booking.values import USUAL
from spa.knowledge import Closure, Hours, Room, Service, Step, Therapist, Venue, load_venues
from spa.store import schema, sealed
from spa.store.database import reading, writing
from tests.keys import KEYS
from tests.spa.overlaps import overlaps

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
WEEKDAYS = range(7)
GUEST = "web:guest"
LAN = Contact("Lan", "0905 123 456")
ANY = Wish()
WITH_AN = Wish(therapist_id="house.an")


def at(when: str) -> datetime:
    """Return the moment of a local time as "2026-11-26 10:00"."""
    return datetime.fromisoformat(when).replace(tzinfo=ZONE)


def clock(offer: Offer) -> str:
    """Return the day and the local time of an offer, as "28 10:00"."""
    return offer.start.astimezone(ZONE).strftime("%d %H:%M")


NOW = at("2026-11-25 09:00")  # a Wednesday


def _service(service_id: str, steps: tuple[Step, ...], rooms: tuple[str, ...], preparation: int) -> Service:
    name = {"en": service_id, "vi": service_id}
    return Service(service_id, name, steps, preparation, 15, rooms, 2, description=name, said_as={"en": (), "vi": ()})


def _therapist(
    key: str, gender: str, starts: int, ends: int, skills: tuple[str, ...], off: tuple[date, ...]
) -> Therapist:
    shifts = tuple(Hours(weekday, starts * 60, ends * 60) for weekday in WEEKDAYS)
    return Therapist(f"house.{key}", key.title(), gender, ("vi",), skills, shifts, off)


def venue() -> Venue:
    """Open 9:00 to 21:00 except Sundays, closed on Friday 27 November; Chi is off on Thursday 26."""
    both = ("back_massage", "bath_and_massage")
    bath = (Step("shower", 15, 0), Step("wooden_tub", 30, 100_000), Step("massage", 60, 300_000))
    return replace(
        load_venues(Path(__file__).resolve().parents[2] / "knowledge" / "venues")["lee_spa"],
        id="house",
        timezone="Asia/Ho_Chi_Minh",
        digest="1",
        hours=tuple(Hours(weekday, 9 * 60, 21 * 60) for weekday in WEEKDAYS if weekday != 6),
        special_hours=(),
        closures=(Closure(date(2026, 11, 27), {"en": "repairs", "vi": "sửa chữa"}),),
        rooms=(
            Room("house.couple", "couple", 2, {"en": "Couple", "vi": "Đôi"}),
            Room("house.single", "single", 1, {"en": "Single", "vi": "Đơn"}),
        ),
        services=(
            _service("back_massage", (Step("massage", 60, 300_000),), ("single", "couple"), 0),
            _service("bath_and_massage", bath, ("couple",), 15),
        ),
        therapists=(
            _therapist("an", "female", 9, 21, both, ()),
            _therapist("binh", "male", 9, 17, both, ()),
            _therapist("chi", "female", 13, 21, ("back_massage",), (date(2026, 11, 26),)),
        ),
    )


@dataclass(frozen=True)
class House:
    engine: Engine

    def __post_init__(self) -> None:
        self.engine.update_execution_options(master_keys=KEYS)

    def hold(
        self,
        start: str,
        conversation: str = GUEST,
        service: str = "back_massage",
        party: int = 1,
        wish: Wish = ANY,
        now: datetime = NOW,
        limits: Limits = USUAL,
    ) -> Booking:
        request = HoldRequest("house", conversation, service, party, at(start), wish, "en")
        return booking.hold(self.engine, request, now, limits=limits)

    def book(self, start: str, conversation: str = GUEST, contact: Contact = LAN, **wanted: Any) -> Booking:
        """Hold, screen every guest and confirm."""
        held = self.hold(start, conversation, **wanted)
        for guest in range(1, held.party + 1):
            self.screen(held, guest)
        now = wanted.get("now", NOW)
        limits = wanted.get("limits", USUAL)
        return booking.confirm(self.engine, held.id, conversation, contact, f"key {held.id}", now, limits)

    def agree(
        self, conversation: str = GUEST, given: datetime = NOW, withdrawn: datetime | None = None, guests: int = 9
    ) -> int:
        row = {
            "conversation": conversation,
            "venue_id": "house",
            "given_at": given,
            "withdrawn_at": withdrawn,
            "text_version": "1",
            "language": "en",
            "channel": "web",
            "guests": guests,
        }
        with writing(self.engine) as connection:
            key: Any = connection.execute(insert(schema.consent).values(**row)).inserted_primary_key
            return int(key[0])

    def screen(self, held: Booking, guest: int = 1, **other: Any) -> None:
        """Record a screening that lets the guest come, except for what is said otherwise."""
        row = {
            "conversation": held.conversation,
            "venue_id": held.venue_id,
            "booking_id": held.id,
            "guest": guest,
            "sealed": None,
            "outcome": "nothing_reported",
            "left_out": [],
            "begun_at": NOW,
            "decided_at": held.held_at,
        } | other
        row.setdefault("consent_id", self.agree(held.conversation))
        with writing(self.engine) as connection:
            connection.execute(insert(schema.screening).values(**_sealed(connection, held, row)))

    def rescreen(self, held: Booking, **values: Any) -> None:
        with writing(self.engine) as connection:
            mine = schema.screening.c.booking_id == held.id
            connection.execute(update(schema.screening).where(mine).values(**_sealed(connection, held, values)))

    def note(self, booked: Booking, note: str, **values: Any) -> None:
        """Give the booking a note for the therapists."""
        with writing(self.engine) as connection:
            sealed_note = sealed.seal(connection, booked.conversation, note)
            mine = schema.booking.c.id == booked.id
            connection.execute(update(schema.booking).where(mine).values(note=sealed_note, **values))

    def staff(
        self, change: Callable[..., None], *what: Any, actor: str = "staff:mai", now: datetime = NOW
    ) -> list[Booking]:
        """Let somebody of the house make one of the changes of `staffing`; return what no longer fits."""
        return staffing.changed(self.engine, "house", now, lambda db: change(db, *what, actor, now))

    def read(self, held: Booking) -> Booking:
        with reading(self.engine) as connection:
            return booking.one(connection, held.id)

    def history(self, held: Booking) -> list[tuple[str, str]]:
        rows = schema.booking_history
        with reading(self.engine) as connection:
            found = connection.execute(select(rows).where(rows.c.booking_id == held.id).order_by(rows.c.id))
            return [(row.actor, row.change) for row in found]

    def quarters(self, held: Booking, kind: str = "") -> int:
        """Return how many quarters of an hour the booking takes of therapists, of the room or of both."""
        rows = schema.allocation
        mine = (rows.c.booking_id == held.id) & rows.c.resource.startswith(kind)
        with reading(self.engine) as connection:
            return int(connection.execute(select(func.count()).select_from(rows).where(mine)).scalar_one())

    def overlaps(self) -> int:
        with reading(self.engine) as connection:
            return overlaps(connection)

    def count(self, sql: str) -> int:
        with reading(self.engine) as connection:
            return int(connection.execute(text(sql)).scalar_one())


def _sealed(connection: Connection, held: Booking, values: dict[str, Any]) -> dict[str, Any]:
    """With answers, rules and notes, where any is given, as the domain keeps them."""
    secret = {name: value for name, value in values.items() if name in sealed.NOTHING}
    plain = {name: value for name, value in values.items() if name not in secret}
    return {**plain, "sealed": sealed.seal(connection, held.conversation, secret)} if secret else plain
