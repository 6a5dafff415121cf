"""The questions on health for a caller: read out or answered on our page, then confirmed by the same gate as in the chat."""

from datetime import timedelta

from sqlalchemy.engine import Connection
from starlette.responses import Response

from desk.bookings import sheet, words
from desk.bookings.place import booking_of, limits, noted, said, when
from desk.bookings.spoken import spoken
from desk.doors import LARGEST, Page
from desk.visit import Visit
from spa import booking
from spa.booking import Booking, Contact, by_phone, timeline
from spa.booking.values import AWAITING_DECISION
from spa.errors import BookingNotFound, SpaError
from spa.knowledge import facts, money
from spa.screening import consents, links, page, records
from spa.screening.assess import STOPS
from spa.store import catalogue as catalogues
from spa.store.database import reading


def ask(visit: Visit) -> Response:
    return _asked(visit)


def consent(visit: Visit) -> Response:
    """Yes goes on to the questions; with a no a person asks on paper, and the time waits for them."""
    held = _draft(visit)
    now, actor = visit.desk.now(), visit.account.actor
    if said(visit, "agree") == "yes":
        by_phone.agreed(visit.desk.engine, held, actor, visit.desk.rules, held.language, now)
        return visit.go(f"/visits/{held.id}/ask", **_moves(visit))
    _stop(visit, held, by_phone.CONSULT)
    return visit.go(f"/visits/{_moved(visit) or held.id}", said="bookings.said_no_consent")


def send_link(visit: Visit) -> Response:
    """A link for each guest to the same questions: sent where it can be read, and shown once to be passed on."""
    held = _draft(visit)
    now, actor, public_url = visit.desk.now(), visit.account.actor, visit.desk.settings.public_url
    addresses = by_phone.send_questions(visit.desk.engine, held, public_url, actor, now)
    noted(visit, "questions_sent", held.id)
    way = by_phone.way(held) or "nowhere"
    return visit.page("bookings/links.html", held=held, addresses=addresses, way=way, moves=said(visit, "moves"))


def answer(visit: Visit) -> Response:
    """What was said on the phone; where all have answered on our page, nothing more is asked."""
    held, engine, rules = _draft(visit), visit.desk.engine, visit.desk.rules
    now, actor = visit.desk.now(), visit.account.actor
    with reading(engine) as db:
        asked = _still_open(visit, db, held)
        catalogue = catalogues.read(db, held.venue_id)
    told = sheet.told(visit.form, asked)
    if told is None:
        return _asked(visit, wrong="bookings.answer_all")
    if told:
        after = by_phone.answered(engine, held, actor, told, now)
        if sheet.still_open(after, rules):
            noted(visit, "guests_asked", held.id)
            return visit.go(f"/visits/{held.id}/ask", **_moves(visit))
    else:
        by_phone.answered_alone(engine, held, actor, now)
    noted(visit, "guests_asked", held.id)
    outcome = by_phone.judged(engine, held, rules, catalogue, now, by_phone.HOLD_MINUTES)
    if outcome in STOPS:
        _stop(visit, held, outcome)
        return visit.page("bookings/stopped.html", outcome=outcome, id=_moved(visit) or held.id)
    return visit.go(f"/visits/{held.id}/ask", **_moves(visit))


def confirm(visit: Visit) -> Response:
    held, engine, now, actor = _draft(visit), visit.desk.engine, visit.desk.now(), visit.account.actor
    moves = _moved(visit)
    try:
        contact = held.contact or Contact(said(visit, "name"), said(visit, "phone"))
        if moves:
            done = booking.exchange(engine, moves, held.id, held.conversation, now, 0, limits(visit), actor)
        elif held.status == AWAITING_DECISION:
            done = by_phone.accepted(engine, held, contact, actor, now, limits(visit))
        else:
            key = f"phone:{held.id}"
            done = booking.confirm(engine, held.id, held.conversation, contact, key, now, limits(visit), actor)
    except SpaError as error:
        return _asked(visit, error=error)
    noted(visit, "booking_moved" if moves else "booking_made", done.id)
    return visit.go(f"/visits/{done.id}", said="bookings.said_moved" if moves else "bookings.said_confirmed")


def _asked(visit: Visit, error: SpaError | None = None, wrong: str = "") -> Response:
    held, rules = _draft(visit), visit.desk.rules
    with reading(visit.desk.engine) as db:
        catalogue = catalogues.read(db, held.venue_id)
        agreed = consents.newest(db, held.conversation, held.party) is not None
        outcomes = timeline.outcomes(db, held.id)
        asked, on_page = _still_open(visit, db, held), links.asked(db, held.conversation)
    decided = len(outcomes) == held.party and all(outcomes.values())
    return visit.page(
        "bookings/ask.html",
        400 if error or wrong else 200,
        held=held,
        money=money,
        when=when(visit, held.start, catalogue),
        service=catalogue.service(held.service_id).name[visit.language],
        stage="ready" if decided else "consent" if not agreed else "questions" if asked else "answered",
        consent=_consent_text(visit, held),
        asked=asked,
        on_page=[(guest, at and when(visit, at, catalogue)) for guest, at in on_page.items()],
        say=lambda question: spoken().question(question, held.language),
        name_of=lambda guest: rules.guest[visit.language].format(number=guest),
        field=sheet.field,
        conditions=rules.conditions,
        choices=rules.choices,
        guests=words.steps(visit, held),
        moves=said(visit, "moves"),
        wrong=words.problem(visit, error) if error else visit.t(wrong) if wrong else "",
    )


def _still_open(visit: Visit, db: Connection, held: Booking) -> list[sheet.Asked]:
    """The page asks no further where an answer stops the visit, and then nobody else does."""
    rules, now = visit.desk.rules, visit.desk.now()
    answers = records.answers_of_party(db, held.conversation, held.party, now)
    if links.is_answered(db, held.conversation) and any(page.stops(own, rules) for own in answers.values()):
        return []
    return sheet.still_open(answers, rules)


def _consent_text(visit: Visit, held: Booking) -> str:
    chosen = visit.desk.settings
    known = facts(visit.desk.venues[held.venue_id], held.language)
    kept = {"health_hours": str(chosen.health_hours), "chat_days": str(chosen.chat_days)}
    return spoken().consent(held.language, held.party, known | kept)


def _draft(visit: Visit) -> Booking:
    """What is held for a caller or for a visit that moves, or waits because nobody could be asked in the chat.

    Raises BookingNotFound: nobody answers for who is chatting.
    """
    with reading(visit.desk.engine) as db:
        held, moves = booking_of(visit, db), _moved(visit)
        calls = held.status in by_phone.OPEN and (moves or by_phone.is_call(held))
        if not calls and not by_phone.may_be_asked(db, held):
            raise BookingNotFound(f"booking {held.id} is {held.status}")
        if moves and booking.one(db, moves).conversation != held.conversation:
            raise BookingNotFound(f"booking {held.id} is not held for booking {moves}")
    return held


def _stop(visit: Visit, held: Booking, outcome: str) -> None:
    now = visit.desk.now()
    until = min(held.start, now + timedelta(hours=visit.desk.settings.decision_hours))
    moves = _moved(visit)
    with reading(visit.desk.engine) as db:
        booked = booking.one(db, moves) if moves else None
    by_phone.stopped(visit.desk.engine, held, outcome, visit.account.actor, now, until, booked)


def _moved(visit: Visit) -> int:
    """The booking that the draft is for; nought where it is a new one."""
    text = said(visit, "moves")
    return int(text) if text.isdecimal() and int(text) <= LARGEST else 0


def _moves(visit: Visit) -> dict[str, str]:
    return {"moves": said(visit, "moves")} if _moved(visit) else {}


PAGES = [
    Page("/visits/{id:int}/ask", ask, needs="bookings"),
    Page("/visits/{id:int}/consent", consent, needs="bookings", methods=["POST"]),
    Page("/visits/{id:int}/link", send_link, needs="bookings", methods=["POST"]),
    Page("/visits/{id:int}/answers", answer, needs="bookings", methods=["POST"]),
    Page("/visits/{id:int}/confirm", confirm, needs="bookings", methods=["POST"]),
]
