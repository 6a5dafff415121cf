"""A visit for somebody who calls: the venue's people hold it, read out the consent and the questions, and confirm it.

The same rows as in the chat, under a conversation of the call's own, and the same gate.
"""

import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.engine import Connection, Engine

from spa import messages
from spa.booking import hours, life, people, records
from spa.booking.changing import withdraw_booking_for_health
from spa.booking.deciding import decide
from spa.booking.drafts import LONGEST
from spa.booking.gate import APPROVE, left_out_of
from spa.booking.holding import await_decision, hold, release, replan
from spa.booking.in_doubt import ASKED
from spa.booking.timeline import history, outcomes
from spa.booking.values import AWAITING_DECISION, CONFIRMED, EXPIRED, HELD, Booking, Contact, HoldRequest, Limits
from spa.errors import ScreeningForbids
from spa.knowledge import Catalogue
from spa.messages import Plan
from spa.screening import Rules, consents, links
from spa.screening import records as screenings
from spa.screening.assess import STOPS, Answers
from spa.screening.consents import Consent
from spa.screening.party import gravest
from spa.screening.records import Visit
from spa.store.database import reading, transact

CHANNEL = "phone"
HOLD_MINUTES = int(LONGEST / timedelta(minutes=1))  # nobody is hurried through the questions
CONSULT = "consult"
OPEN = (HELD, EXPIRED)  # a time that was held too long is taken again if it is free


def conversation() -> str:
    """Return a new call's name."""
    return f"{CHANNEL}:{secrets.token_hex(12)}"


def is_call(booked: Booking) -> bool:
    """Whether it was made for somebody who called: there is no chat to answer in."""
    return booked.conversation.startswith(f"{CHANNEL}:")


def staff_limits(limits: Limits) -> Limits:
    """Whoever stands at the counter may come at once, and one number may be a hotel's."""
    return replace(limits, lead_minutes=0, future_bookings=1000, hold_minutes=HOLD_MINUTES)


def may_be_asked(connection: Connection, booked: Booking) -> bool:
    """Whether a visit waits for a decision only because the chat could not ask: nothing that was said stops it."""
    waits = (AWAITING_DECISION, ASKED, "withdrawn_for_health", "recheck_failed")
    why = [one.change for one in history(connection, booked.id) if one.change in waits]
    stops = any(one in STOPS for one in outcomes(connection, booked.id).values())
    return booked.status == AWAITING_DECISION and why[-1:] == [AWAITING_DECISION] and not stops


def begin(engine: Engine, request: HoldRequest, contact: Contact, actor: str, now: datetime, limits: Limits) -> Booking:
    """Hold a time for somebody who calls, and write down who it is. Raises as `hold`, NameNotValid, PhoneNotValid."""
    person, who = people.checked(contact), life.check_staff(actor)
    held = hold(engine, request, now, limits.hold_minutes, limits)

    def work(connection: Connection) -> Booking:
        customer_id, _ = people.customer_of(connection, held.conversation, person, now)
        records.change(connection, held.id, now, customer_id=customer_id)
        records.remember(connection, held.id, now, who, "called")
        return records.one(connection, held.id)

    return transact(engine, work)


def agreed(engine: Engine, held: Booking, actor: str, rules: Rules, language: str, now: datetime) -> None:
    """Write down that all guests have agreed when the consent was read out, and who read it."""
    words = f"read out by {life.check_staff(actor)}"
    given = Consent(held.conversation, held.venue_id, rules.version, language, CHANNEL, words, held.party)

    def work(connection: Connection) -> None:
        consents.give(connection, given, now)
        for guest in range(1, held.party + 1):
            screenings.record(connection, held.conversation, held.venue_id, {}, now, guest)
        records.remember(connection, held.id, now, actor, "consent_by_phone", guests=held.party)

    transact(engine, work)


def answered(
    engine: Engine, held: Booking, actor: str, told: Mapping[int, Answers], now: datetime
) -> dict[int, dict[str, str]]:
    """Keep what each guest answered to the questions that were read out; return all of their answers."""
    life.check_staff(actor)

    def work(connection: Connection) -> dict[int, dict[str, str]]:
        for guest, own in told.items():
            screenings.record(connection, held.conversation, held.venue_id, own, now, guest)
        records.remember(connection, held.id, now, actor, "asked_by_phone", guests=sorted(told))
        return screenings.answers_of_party(connection, held.conversation, held.party, now)

    return transact(engine, work)


def send_questions(engine: Engine, held: Booking, public_url: str, actor: str, now: datetime) -> list[str]:
    """Return the address of each guest's questions on our page, guest 1 first, and send them where that can be read.

    What is held for a caller is held as long as the addresses are good. Where there is neither a chat nor an e-mail
    address they are for whoever asked for them to pass on. Raises NotStaff.
    """
    life.check_staff(actor)

    def work(connection: Connection) -> list[str]:
        tokens = links.make(connection, held.conversation, held.venue_id, held.party, now)
        addresses = [f"{links.address(public_url, token)}?language={held.language}" for token in tokens]
        messages.drop(connection, held.id, now)  # links that are good no more
        if way(held):
            values = {"sequence": held.sequence, "links": "\n".join(addresses)}
            key, about = f"questions:{held.id}:{secrets.token_hex(4)}", (held.venue_id, held.conversation)
            messages.plan(connection, Plan(key, "questions", *about, now, now + links.LIVES, held.id, values))
        if held.status == HELD:
            records.change(connection, held.id, now, hold_expires_at=min(now + links.LIVES, held.start))
        records.remember(connection, held.id, now, actor, "questions_sent", guests=held.party)
        return addresses

    return transact(engine, work)


def way(held: Booking) -> str:
    """How the guest reads what is written: in the chat, else by e-mail, or not at all."""
    if not is_call(held):
        return "chat"
    return "email" if held.contact and held.contact.email else ""


def answered_alone(engine: Engine, held: Booking, actor: str, now: datetime) -> None:
    """Write down who has answered on our page, and when each of them did, before the answers are judged."""
    life.check_staff(actor)

    def work(connection: Connection) -> None:
        at = {guest: moment for guest, moment in links.asked(connection, held.conversation).items() if moment}
        told = {str(guest): moment.isoformat() for guest, moment in at.items()}
        if told:
            records.remember(connection, held.id, now, actor, "asked_on_page", answered=told)

    transact(engine, work)


def judged(engine: Engine, held: Booking, rules: Rules, catalogue: Catalogue, now: datetime, minutes: int) -> str:
    """Judge the answers for the visit, plan what is held anew without what is left out, and return the outcome.

    Where that stops, nothing is planned: `stopped` says what becomes of it. One that waits for a decision, because
    nobody could be asked before, is planned by `accepted`. Raises ConsentMissing, ScreeningMissing
    (there is more to ask), HoldExpired, SlotTaken.
    """
    same_day = hours.local(catalogue, held.start).date() == hours.local(catalogue, now).date()
    visit = Visit(held.id, held.party, held.steps, same_day)
    found = transact(engine, lambda connection: screenings.decide(connection, held.conversation, visit, rules, now))
    outcome = gravest(found)
    left_out = {guest: one.left_out for guest, one in found.items()}
    changes = any(left_out.values()) or any(guest.left_out for guest in held.guests)
    if held.status == HELD and outcome not in STOPS and changes:
        replan(engine, held.id, held.conversation, left_out, now, minutes)
    return outcome


def accepted(
    engine: Engine, waiting: Booking, contact: Contact | None, actor: str, now: datetime, limits: Limits
) -> Booking:
    """Confirm a visit that waited because nobody could be asked, now that the answers let it. Raises as `decide`."""
    with reading(engine) as connection:
        if not may_be_asked(connection, waiting):
            raise ScreeningForbids("a consultant decides", outcome=CONSULT)
        left_out = left_out_of(connection, waiting.id, waiting.party)
    return decide(engine, waiting.id, actor, APPROVE, "", now, left_out, contact, limits)


def stopped(
    engine: Engine,
    held: Booking,
    outcome: str,
    actor: str,
    now: datetime,
    until: datetime,
    moves: Booking | None = None,
) -> None:
    """Keep the time for the person who decides, or give it back; a visit that was to move goes to them as well."""
    if moves:
        _give_back(engine, held, now)
        if moves.status == CONFIRMED:
            withdraw_booking_for_health(engine, moves.id, now, actor)
    elif outcome == CONSULT and held.status in OPEN:
        await_decision(engine, held.id, held.conversation, until, now, hold_minutes=HOLD_MINUTES)
    else:
        _give_back(engine, held, now)


def _give_back(engine: Engine, held: Booking, now: datetime) -> None:
    if held.status == HELD:
        release(engine, held.id, held.conversation, now)
