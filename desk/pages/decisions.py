"""Visits that the screening has stopped: what waits for a person, and the card by which a consultant decides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy.engine import Connection
from starlette.exceptions import HTTPException
from starlette.responses import Response

from desk.doors import Page
from desk.visit import Visit
from gateway.modes import WAITING
from spa import booking, handoff
from spa.booking import Booking, Contact, by_phone, gate, lookup, proposing
from spa.errors import SpaError
from spa.knowledge import facts
from spa.messages.wording import details
from spa.screening import card, links
from spa.screening.card import GuestCard
from spa.screening.rules import Rules
from spa.staff import audit
from spa.store.database import reading, transact

NOBODY = ("", "")


@dataclass(frozen=True)
class Waiting:
    """A visit in the list: what everybody at the desk may see of it."""

    booked: Booking
    outcome: str
    name: str
    phone: str
    is_proposed: bool  # the guest is asked about another service
    is_call: bool  # made on the phone: there is no conversation
    has_answered: bool  # the questions that were sent, which somebody has to look at now


def show(visit: Visit) -> Response:
    with reading(visit.desk.engine) as db:
        found = [_waiting(db, visit, one) for one in lookup.awaiting(db, visit.venues, visit.desk.now())]
    return visit.page("decisions/list.html", waiting=found, services=_services(visit))


def _waiting(db: Connection, visit: Visit, booked: Booking) -> Waiting:
    return Waiting(
        booked,
        card.outcome_of(db, booked.id),
        *_whom(visit, booked),
        proposing.is_proposed(db, booked.id),
        by_phone.is_call(booked),
        links.is_answered(db, booked.conversation) and by_phone.may_be_asked(db, booked),
    )


def see(visit: Visit) -> Response:
    return _card(visit, _booked(visit))


def decide(visit: Visit) -> Response:
    """Approve with a note for the therapist, propose another service, or decline; the customer is told of each."""
    booked, verdict = _booked(visit), str(visit.form.get("verdict", ""))
    try:
        if verdict == gate.PROPOSE:
            _propose(visit, booked)
        else:
            _decide(visit, booked, verdict)
    except SpaError as error:
        return _card(visit, booked, 409, visit.error(error))
    if transact(visit.desk.engine, lambda db: _done(db, visit, booked)):
        _nobody_waits(visit, booked.conversation)
    return visit.go("/decisions", said=f"decisions.said_{verdict}")


def _decide(visit: Visit, booked: Booking, verdict: str) -> None:
    note = str(visit.form.get("note", "")) if verdict == gate.APPROVE else ""
    contact = _contact(visit, booked) if verdict == gate.APPROVE else None
    now, engine = visit.desk.now(), visit.desk.engine
    left_out = _left_out(visit, booked) if verdict == gate.APPROVE else None
    limits = visit.desk.settings.limits
    booking.decide(engine, booked.id, visit.account.actor, verdict, note, now, left_out, contact, limits)


def _propose(visit: Visit, booked: Booking) -> None:
    now, engine = visit.desk.now(), visit.desk.engine
    service = visit.desk.venues[booked.venue_id].service(str(visit.form.get("service", "")))
    steps = tuple(step.id for step in service.steps)
    with reading(engine) as db:
        guests = _cards(db, visit, booked)
    left_out = card.left_out_for(guests, steps, visit.desk.rules, _same_day(visit, booked))
    note, until = str(visit.form.get("note", "")), now + timedelta(hours=visit.desk.settings.decision_hours)
    contact = _contact(visit, booked)
    booking.propose(engine, booked.id, visit.account.actor, service.id, left_out, note, until, now, contact)


def _nobody_waits(visit: Visit, conversation: str) -> None:
    if visit.desk.inside.modes.of(conversation).mode == WAITING:
        visit.desk.talks.hand_over.give_back(conversation, visit.account.actor)


def _done(db: Connection, visit: Visit, booked: Booking) -> bool:
    """What waited for the decision does so no more. True: nothing else is to be done in the conversation."""
    handoff.finish_notes(db, booked.conversation, visit.desk.now(), kinds=("consult",))
    audit.note(db, visit.account.id, "decided", str(booked.id), visit.desk.now())
    return not handoff.open_notes(db, [booked.venue_id], conversation=booked.conversation)


def _card(visit: Visit, booked: Booking, status: int = 200, error: str = "") -> Response:
    def work(db: Connection) -> tuple[list[GuestCard], bool]:
        audit.note(db, visit.account.id, "health_read", str(booked.id), visit.desk.now())
        return _cards(db, visit, booked), by_phone.may_be_asked(db, booked)

    guests, asks = transact(visit.desk.engine, work)
    venue = visit.desk.venues[booked.venue_id]
    return visit.page(
        "decisions/card.html",
        status,
        booked=booked,
        guests=[_told(one, visit) for one in guests],
        steps=_steps(booked, guests),
        step_names=visit.desk.rules.steps,
        services=[one for one in venue.services if one.id != booked.service_id and one.largest_party >= booked.party],
        service=venue.service(booked.service_id),
        whom=_whom(visit, booked),
        asks=asks,
        is_call=by_phone.is_call(booked),
        error=error,
        form=visit.form,
        kind_text=_kind_text(visit, booked),
    )


def _told(one: GuestCard, visit: Visit) -> Mapping[str, Any]:
    """A guest's card in the words of the page."""
    rules, language = visit.desk.rules, visit.language
    return {
        "number": one.guest,
        "outcome": one.outcome,
        "rules": [rules.conditions[rule].name[language] for rule in one.rules if rule in rules.conditions],
        "answers": _answers(visit, one),
        "ask": card.to_ask(one, visit.desk.talks.questions, language),
    }


def _answers(visit: Visit, one: GuestCard) -> Sequence[tuple[str, str]]:
    """What was answered with anything but no, and how; where something is asked further, a no tells as much."""
    rules = visit.desk.rules
    further = {question.id for question in rules.questions if question.when}
    told = [(key, value) for key, value in one.answers.items() if value != "no" or key in further]
    return [(_asked(visit, rules, key), visit.t(f"decisions.answer_{value}")) for key, value in told]


def _asked(visit: Visit, rules: Rules, key: str) -> str:
    named = key in rules.conditions
    return rules.conditions[key].name[visit.language] if named else visit.t(f"decisions.asked_{key}")


def _kind_text(visit: Visit, booked: Booking) -> str:
    """What the guest is told where the visit is declined."""
    venue, language = visit.desk.venues[booked.venue_id], booked.language
    known = {**facts(venue, language), **details(venue, booked, language)}
    return visit.desk.talks.messages.say("utter_message_declined", language, known)


def _steps(booked: Booking, guests: Sequence[GuestCard]) -> list[tuple[int, list[tuple[str, bool]]]]:
    """By guest the steps of the service, and whether the rules let each come about."""
    gone = {one.guest: one.left_out for one in guests}
    return [
        (
            guest.number,
            [(step.id, step.id not in gone.get(guest.number, ()) and not step.left_out) for step in guest.steps],
        )
        for guest in booked.guests
    ]


def _left_out(visit: Visit, booked: Booking) -> dict[int, set[str]]:
    """By guest the steps that are not ticked; the massage always is."""
    ticked = {str(one) for one in visit.form.getlist("step")}
    return {
        guest.number: {
            step.id for step in guest.steps if step.id != gate.MASSAGE and f"{guest.number}:{step.id}" not in ticked
        }
        for guest in booked.guests
    }


def _contact(visit: Visit, booked: Booking) -> Contact | None:
    """Whom to call, where nobody has said it yet."""
    if booked.contact:
        return None
    return Contact(str(visit.form.get("name", "")), str(visit.form.get("phone", "")))


def _whom(visit: Visit, booked: Booking) -> tuple[str, str]:
    """Name and number: the customer's, or what was left for a call back."""
    if booked.contact:
        return booked.contact.name, booked.contact.phone
    line = visit.desk.talks.inbox.one(booked.conversation, [booked.venue_id], visit.account.actor)
    return (line.name, line.phone) if line else NOBODY


def _cards(db: Connection, visit: Visit, booked: Booking) -> list[GuestCard]:
    return card.cards(db, booked, visit.desk.rules, _same_day(visit, booked))


def _same_day(visit: Visit, booked: Booking) -> bool:
    return booked.start.astimezone(visit.zone).date() == visit.desk.now().astimezone(visit.zone).date()


def _services(visit: Visit) -> dict[str, str]:
    return {one.id: one.name[visit.language] for id in visit.venues for one in visit.desk.venues[id].services}


def _booked(visit: Visit) -> Booking:
    """The visit, if it waits for a decision at one of the account's venues."""
    with reading(visit.desk.engine) as db:
        waiting = lookup.awaiting(db, visit.venues, visit.desk.now())
    found = [one for one in waiting if one.id == visit.request.path_params["id"]]
    if not found:
        raise HTTPException(404)
    return found[0]


PAGES = [
    Page("/decisions", show, needs="conversations"),
    Page("/decisions/{id:int}", see, needs="decide"),
    Page("/decisions/{id:int}", decide, needs="decide", methods=["POST"]),
]
