"""Who waits for a free time, and whom to call because no message reached them."""

from zoneinfo import ZoneInfo

from sqlalchemy.engine import Connection
from starlette.responses import Response

from desk.bookings.place import catalogue_of, venue_of, when
from desk.doors import Page
from desk.visit import Visit
from spa import booking, messages
from spa.booking import timeline
from spa.booking.line import Entry
from spa.errors import NotFound
from spa.knowledge import Catalogue
from spa.messages import Message
from spa.staff import audit
from spa.store.database import reading, transact


def show(visit: Visit) -> Response:
    now = visit.desk.now()
    with reading(visit.desk.engine) as db:
        catalogue = catalogue_of(visit, db)
        line = [_waits(visit, catalogue, one) for one in timeline.waiting(db, catalogue.id, now)]
        calls = [_to_call(visit, catalogue, db, one) for one in messages.to_call(db, catalogue.id, now)]
    venues = {id: visit.desk.venues[id].name for id in visit.venues}
    return visit.page("bookings/waiting.html", line=line, calls=calls, venues=venues, venue_id=catalogue.id)


def called(visit: Visit) -> Response:
    """Note that a colleague has called; it is on nobody's list any more. Raises NotFound."""
    message_id, venue, now = int(visit.request.path_params["id"]), venue_of(visit), visit.desk.now()

    def work(db: Connection) -> None:
        if message_id not in [one.id for one in messages.to_call(db, venue, now)]:
            raise NotFound(f"message {message_id} is not to be called")
        messages.called(db, message_id, now)
        audit.note(db, visit.account.id, "customer_called", str(message_id), now)

    transact(visit.desk.engine, work)
    return visit.go("/waiting", said="bookings.said_called", venue=venue)


def _waits(visit: Visit, catalogue: Catalogue, entry: Entry) -> dict[str, object]:
    people = {one.id: one.name for one in catalogue.therapists}
    services = {one.id: one.name[visit.language] for one in catalogue.services}
    until = entry.latest.astimezone(ZoneInfo(catalogue.timezone))
    return {
        "since": when(visit, entry.joined_at, catalogue),
        "service": services.get(entry.service_id, entry.service_id),
        "party": entry.party,
        "wish": people.get(entry.wish.therapist_id or "", ""),
        "window": f"{when(visit, entry.earliest, catalogue)} – {until:%d/%m %H:%M}",
        "state": entry.state,
        "booking": entry.booking_id if entry.state == "offered" else None,
    }


def _to_call(visit: Visit, catalogue: Catalogue, db: Connection, message: Message) -> dict[str, object]:
    booked = booking.one(db, message.booking_id) if message.booking_id else None
    return {
        "id": message.id,
        "kind": message.kind,
        "until": when(visit, message.ends_at, catalogue),
        "contact": booked.contact if booked else None,
        "booking": booked,
        "when": when(visit, booked.start, catalogue) if booked else "",
    }


PAGES = [
    Page("/waiting", show, needs="bookings"),
    Page("/waiting/calls/{id:int}", called, needs="bookings", methods=["POST"]),
]
