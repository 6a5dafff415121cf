"""One booking: what is known of it, and everything that can be done with it on the day and before."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from starlette.responses import Response

from desk.bookings import words
from desk.bookings.place import booking_of, limits, noted, said, when
from desk.doors import Page
from desk.moments import moment_in
from desk.visit import Visit
from spa import booking
from spa.booking import Booking, Wish, by_phone, proposing, timeline
from spa.booking.values import AWAITING_DECISION
from spa.errors import SpaError, TimeNotPossible
from spa.knowledge import Catalogue, money
from spa.staff.audit import Kind
from spa.store import catalogue as catalogues
from spa.store.database import reading


def show(visit: Visit) -> Response:
    return _shown(visit)


def move(visit: Visit) -> Response:
    """To another time or therapist; where the guests have to be asked anew for that, first to the questions."""
    engine, now = visit.desk.engine, visit.desk.now()
    with reading(engine) as db:
        booked = booking_of(visit, db)
        catalogue = catalogues.read(db, booked.venue_id)
        try:
            start = _start(visit, catalogue)
        except SpaError as error:
            return _shown(visit, error)
        anew = booked.status == "confirmed" and booking.asks_anew(db, booked, start, now)
    own = (booked.id, booked.conversation, start, now)
    try:
        if anew:
            wish, actor = _wish(visit, booked), visit.account.actor
            draft = booking.hold_instead(engine, *own, limits=limits(visit), actor=actor, wish=wish)
            return visit.go(f"/visits/{draft.id}/ask", moves=str(booked.id))
        moved = booking.move(engine, *own, limits=limits(visit), actor=visit.account.actor, wish=_wish(visit, booked))
    except SpaError as error:
        return _shown(visit, error)
    noted(visit, "booking_moved", booked.id)
    return _to_the_day(visit, moved, "bookings.said_moved")


def cancel(visit: Visit) -> Response:
    engine, own = visit.desk.engine, ("", visit.desk.now(), 0, visit.account.actor, limits(visit))
    return _done(visit, "booking_cancelled", lambda one: booking.cancel(engine, one.id, *own))


def arrive(visit: Visit) -> Response:
    """Only with the therapist's question answered: yes or no."""
    well = said(visit, "well")
    if well not in ("yes", "no"):
        return _shown(visit, None, "bookings.recheck_needed")
    own = (visit.account.actor, well == "yes", visit.desk.now())
    return _done(visit, "booking_arrived", lambda one: booking.arrive(visit.desk.engine, one.id, *own))


def complete(visit: Visit) -> Response:
    own = (visit.account.actor, visit.desk.now())
    return _done(visit, "booking_completed", lambda one: booking.complete(visit.desk.engine, one.id, *own))


def nobody_came(visit: Visit) -> Response:
    own = (visit.account.actor, visit.desk.now())
    return _done(visit, "booking_no_show", lambda one: booking.no_show(visit.desk.engine, one.id, *own))


def answer_proposal(visit: Visit) -> Response:
    """What the guest has said on the phone to what was proposed."""
    engine, now, actor = visit.desk.engine, visit.desk.now(), visit.account.actor
    wants, chosen = said(visit, "wants") == "yes", visit.desk.settings.limits
    return _done(
        visit,
        "proposal_answered",
        lambda one: proposing.answer_for(engine, one.id, wants, actor, now, chosen),
    )


def _done(visit: Visit, kind: Kind, work: Callable[[Booking], Booking]) -> Response:
    with reading(visit.desk.engine) as db:
        booked = booking_of(visit, db)
    try:
        done = work(booked)
    except SpaError as error:
        return _shown(visit, error)
    noted(visit, kind, booked.id)
    waits = done.status == "awaiting_decision"
    return visit.go(f"/visits/{booked.id}", said="bookings.said_waits" if waits else f"bookings.said_{done.status}")


def _to_the_day(visit: Visit, booked: Booking, text: str) -> Response:
    with reading(visit.desk.engine) as db:
        zone = ZoneInfo(catalogues.read(db, booked.venue_id).timezone)
    day = booked.start.astimezone(zone).date().isoformat()
    return visit.go("/plan", said=text, venue=booked.venue_id, day=day, by=said(visit, "by"))


def _start(visit: Visit, catalogue: Catalogue) -> datetime:
    """The start in the venue's time, from one field or from day and time. Raises TimeNotPossible."""
    text = said(visit, "start") or f"{said(visit, 'day')}T{said(visit, 'time')}"
    try:
        return moment_in(text).replace(tzinfo=ZoneInfo(catalogue.timezone))
    except ValueError as error:
        raise TimeNotPossible("no time", reason="unreadable") from error


def _wish(visit: Visit, booked: Booking) -> Wish | None:
    """Another therapist, for a guest who comes alone."""
    chosen = said(visit, "therapist")
    if booked.party > 1 or not chosen or chosen == booked.therapist_ids[0]:
        return None
    return Wish(therapist_id=chosen)


def _shown(visit: Visit, error: SpaError | None = None, wrong: str = "") -> Response:
    with reading(visit.desk.engine) as db:
        booked = booking_of(visit, db)
        catalogue = catalogues.read(db, booked.venue_id)
        asks = by_phone.may_be_asked(db, booked) or (booked.status in by_phone.OPEN and by_phone.is_call(booked))
        is_proposed = booked.status == AWAITING_DECISION and proposing.is_proposed(db, booked.id)
        known, outcomes = words.colleagues(db), timeline.outcomes(db, booked.id)
        history = [
            (when(visit, one.at, catalogue), words.who(visit, one.actor, known), words.change(visit, one.change))
            for one in timeline.history(db, booked.id)
        ]
    local = booked.start.astimezone(ZoneInfo(catalogue.timezone))
    return visit.page(
        "bookings/visit.html",
        400 if error or wrong else 200,
        booked=booked,
        money=money,
        catalogue=catalogue,
        when=when(visit, booked.start, catalogue),
        day=local.date().isoformat(),
        time=f"{local:%H:%M}",
        guests=words.steps(visit, booked),
        people={one.id: one.name for one in catalogue.therapists},
        rooms={one.id: one.name[visit.language] for one in catalogue.rooms},
        services={one.id: one.name[visit.language] for one in catalogue.services},
        skilled=[one for one in catalogue.therapists if booked.service_id in one.skills],
        note=words.note(visit, booked),
        outcomes=outcomes,
        asks=asks,
        is_proposed=is_proposed,
        history=history,
        wrong=words.problem(visit, error) if error else visit.t(wrong) if wrong else "",
        offers=words.offered(visit, error, catalogue) if error else [],
    )


PAGES = [
    Page("/visits/{id:int}", show, needs="bookings"),
    Page("/visits/{id:int}/move", move, needs="bookings", methods=["POST"]),
    Page("/visits/{id:int}/cancel", cancel, needs="bookings", methods=["POST"]),
    Page("/visits/{id:int}/proposal", answer_proposal, needs="bookings", methods=["POST"]),
    Page("/visits/{id:int}/arrive", arrive, needs="bookings", methods=["POST"]),
    Page("/visits/{id:int}/complete", complete, needs="bookings", methods=["POST"]),
    Page("/visits/{id:int}/no-show", nobody_came, needs="bookings", methods=["POST"]),
]
