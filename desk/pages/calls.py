"""A booking for somebody who calls: what and when, then consent and questions read out, then confirmed by the same gate."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from starlette.responses import Response
from wtforms import SelectField, StringField

from desk.bookings import sheet, words
from desk.bookings.place import booking_of, catalogue_of, day_of, limits, noted, said, venue_of, when
from desk.bookings.spoken import spoken
from desk.doors import LARGEST, Page
from desk.forms import Form, at_most, needed
from desk.moments import moment_in
from desk.visit import Visit
from gateway.messages import LANGUAGES
from spa import booking
from spa.booking import Booking, Contact, HoldRequest, Window, Wish, by_phone, timeline
from spa.booking.values import AWAITING_DECISION, HELD
from spa.errors import BookingNotFound, SpaError
from spa.knowledge import Catalogue, facts, money
from spa.screening import records
from spa.screening.assess import STOPS
from spa.store import catalogue as catalogues
from spa.store.database import reading

MOST = 3  # guests who are asked on the phone: as many as in the chat


class Wanted(Form):
    service = SelectField("bookings.service")
    party = SelectField("bookings.party", choices=[(str(number), str(number)) for number in range(1, MOST + 1)])
    day = StringField("bookings.day", validators=[needed()])
    therapist = SelectField("bookings.therapist")
    language = SelectField("bookings.language", choices=[(one, f"languages.{one}") for one in LANGUAGES])
    name = StringField("bookings.name", validators=[at_most(200)])
    phone = StringField("bookings.phone", validators=[at_most(60)])
    email = StringField("bookings.email", validators=[at_most(254)])


def ask_what(visit: Visit) -> Response:
    return _wanted(visit)


def hold(visit: Visit) -> Response:
    """Hold the start that was pressed and go on to the questions; without one, show what is free."""
    start = said(visit, "start")
    if not start:
        return _wanted(visit, look=True)
    with reading(visit.desk.engine) as db:
        catalogue = catalogue_of(visit, db)
    try:
        moment = moment_in(start).replace(tzinfo=ZoneInfo(catalogue.timezone))
        contact = Contact(said(visit, "name"), said(visit, "phone"), said(visit, "email") or None)
        held = _held(visit, moment, contact)
    except ValueError:
        return _wanted(visit, look=True)
    except SpaError as error:
        return _wanted(visit, error, look=True)
    return visit.go(f"/visits/{held.id}/ask")


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


def answer(visit: Visit) -> Response:
    held, engine, rules = _draft(visit), visit.desk.engine, visit.desk.rules
    now = visit.desk.now()
    with reading(engine) as db:
        before = records.answers_of_party(db, held.conversation, held.party, now)
        catalogue = catalogues.read(db, held.venue_id)
    said_of = sheet.told(visit.form, sheet.still_open(before, rules))
    if said_of is None:
        return _asked(visit, wrong="bookings.answer_all")
    after = by_phone.answered(engine, held, visit.account.actor, said_of, now)
    noted(visit, "guests_asked", held.id)
    if sheet.still_open(after, rules):
        return visit.go(f"/visits/{held.id}/ask", **_moves(visit))
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


def _held(visit: Visit, start: datetime, contact: Contact) -> Booking:
    wish = Wish(therapist_id=said(visit, "therapist") or None)
    language = said(visit, "language")
    request = HoldRequest(
        venue_of(visit),
        by_phone.conversation(),
        said(visit, "service"),
        int(said(visit, "party") or 1),
        start,
        wish,
        language if language in LANGUAGES else LANGUAGES[0],
    )
    return by_phone.begin(visit.desk.engine, request, contact, visit.account.actor, visit.desk.now(), limits(visit))


def _wanted(visit: Visit, error: SpaError | None = None, look: bool = False) -> Response:
    with reading(visit.desk.engine) as db:
        catalogue = catalogue_of(visit, db)
        form = _form(visit, catalogue)
        wrong, offers = error, words.offered(visit, error, catalogue) if error else []
        if look and not offers and form.validate():
            try:
                offers = _free(visit, catalogue, form)
            except SpaError as refused:
                wrong = wrong or refused
    return visit.page(
        "bookings/new.html",
        400 if wrong else 200,
        form=form,
        offers=offers,
        looked=look and not wrong,
        wrong=words.problem(visit, wrong) if wrong else "",
        venue_id=catalogue.id,
    )


def _form(visit: Visit, catalogue: Catalogue) -> Wanted:
    form = Wanted(visit.form if visit.form else visit.request.query_params)
    form.service.choices = [(one.id, one.name[visit.language]) for one in catalogue.services]
    form.therapist.choices = [("", "bookings.any_therapist"), *((one.id, one.name) for one in catalogue.therapists)]
    form.day.data = day_of(visit, catalogue).isoformat()
    return form


def _free(visit: Visit, catalogue: Catalogue, form: Wanted) -> list[tuple[str, str]]:
    first = datetime.combine(day_of(visit, catalogue), datetime.min.time(), ZoneInfo(catalogue.timezone))
    window = Window(first, first + timedelta(days=1))
    wanted = (catalogue.id, form.service.data, int(form.party.data), window, visit.desk.now())
    with reading(visit.desk.engine) as db:
        wish = Wish(therapist_id=form.therapist.data or None)
        found = booking.offers(db, *wanted, wish, limit=40, limits=limits(visit))
    return [words.start_of(visit, one, catalogue) for one in found]


def _asked(visit: Visit, error: SpaError | None = None, wrong: str = "") -> Response:
    held, now, rules = _draft(visit), visit.desk.now(), visit.desk.rules
    with reading(visit.desk.engine) as db:
        catalogue = catalogues.read(db, held.venue_id)
        agreed = records.consent_of(db, held.conversation, held.party) is not None
        outcomes = timeline.outcomes(db, held.id)
        answers = records.answers_of_party(db, held.conversation, held.party, now)
    decided = len(outcomes) == held.party and all(outcomes.values())
    return visit.page(
        "bookings/ask.html",
        400 if error or wrong else 200,
        held=held,
        money=money,
        when=when(visit, held.start, catalogue),
        service=catalogue.service(held.service_id).name[visit.language],
        stage="ready" if decided else "questions" if agreed else "consent",
        consent=_consent_text(visit, held),
        asked=[] if decided else sheet.still_open(answers, rules),
        say=lambda question: spoken().question(question, held.language),
        name_of=lambda guest: rules.guest[visit.language].format(number=guest),
        field=sheet.field,
        conditions=rules.conditions,
        choices=rules.choices,
        guests=words.steps(visit, held),
        moves=said(visit, "moves"),
        wrong=words.problem(visit, error) if error else visit.t(wrong) if wrong else "",
    )


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
        calls = held.status == HELD and (moves or held.conversation.startswith(by_phone.CHANNEL))
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
    Page("/visits/new", ask_what, needs="bookings"),
    Page("/visits/new", hold, needs="bookings", methods=["POST"]),
    Page("/visits/{id:int}/ask", ask, needs="bookings"),
    Page("/visits/{id:int}/consent", consent, needs="bookings", methods=["POST"]),
    Page("/visits/{id:int}/answers", answer, needs="bookings", methods=["POST"]),
    Page("/visits/{id:int}/confirm", confirm, needs="bookings", methods=["POST"]),
]
