"""A booking for somebody who calls: what and when, held for the questions that follow."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from starlette.responses import Response
from wtforms import SelectField, StringField

from desk.bookings import words
from desk.bookings.place import catalogue_of, day_of, limits, said, venue_of
from desk.doors import Page
from desk.forms import Form, at_most, needed
from desk.moments import moment_in
from desk.visit import Visit
from gateway.messages import LANGUAGES
from spa import booking
from spa.booking import Booking, Contact, HoldRequest, Window, Wish, by_phone
from spa.errors import SpaError
from spa.knowledge import Catalogue
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


PAGES = [
    Page("/visits/new", ask_what, needs="bookings"),
    Page("/visits/new", hold, needs="bookings", methods=["POST"]),
]
