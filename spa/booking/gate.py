"""The gate: no visit is confirmed before every guest has a valid screening that allows all of its steps."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from spa.booking import hours
from spa.booking.values import Booking
from spa.errors import ConsentMissing, ScreeningForbids, ScreeningMissing, SpaError
from spa.knowledge import Catalogue
from spa.store.schema import booking_step, consent, decision, screening
from spa.store.sealed import with_answers

MASSAGE = "massage"  # the step that a visit cannot go without
NOTHING = "nothing_reported"
ALLOWED = (NOTHING, "adapt")
EMERGENCY = "emergency"  # nobody at a spa answers for this outcome
APPROVE, DECLINE = "approve", "decline"  # what a person may decide
PROPOSE = "propose"  # an approval of another service, if the customer wants it
TAKEN_BACK = "taken_back"  # something was said since: what was proposed holds no more
VALID = timedelta(days=7)  # from the decision to the visit


# Nobody changes an answer between this look and the confirmation.
_SCREENINGS = (
    select(screening)
    .where(screening.c.booking_id == bindparam("the_booking"), screening.c.venue_id == bindparam("venue"))
    .where(screening.c.conversation == bindparam("whose"))
    .order_by(screening.c.id)
    .with_for_update(read=True)
)
_CONSENTS = (
    select(consent.c.id, consent.c.guests)
    .where(consent.c.id.in_(bindparam("ids", expanding=True)), consent.c.conversation == bindparam("whose"))
    .where(consent.c.withdrawn_at.is_(None), consent.c.given_at <= bindparam("now"))
    .with_for_update(read=True)
)
_DECISIONS = (
    select(decision)
    .where(decision.c.booking_id == bindparam("the_booking"))
    .order_by(decision.c.id.desc())
    .with_for_update(read=True)
)
_JUDGED = select(screening.c.guest, screening.c.left_out).where(
    screening.c.booking_id == bindparam("the_booking"), screening.c.outcome.is_not(None)
)
_PLANNED = select(booking_step.c.guest, booking_step.c.step_id).where(
    booking_step.c.booking_id == bindparam("the_booking"), booking_step.c.left_out
)


def check(connection: Connection, booking: Booking, now: datetime) -> str:
    """Return the ids of the notes for the therapists: "a, b", in a party by guest: "1: a; 2: a, b".

    Raise ScreeningMissing, ScreeningForbids or ConsentMissing unless each guest may come.
    """
    rows = screenings(connection, booking)
    consents = _consents(connection, booking, rows.values(), now)
    for guest in range(1, booking.party + 1):
        row = rows.get(guest)
        if row is None or row.outcome is None:
            raise ScreeningMissing(f"guest {guest} is not decided", guest=guest)
        refusal = _refusal(row, booking, consents, now)
        if refusal and not _answered_for(connection, row, booking, now):
            raise refusal
    return _notes(booking, rows)


def check_day(connection: Connection, booking: Booking, catalogue: Catalogue, start: datetime) -> None:
    """Raise ScreeningMissing where a guest reported something and the visit would go to another of the venue's days.

    What passes (alcohol, a fever) was judged for the day of the visit and may have been no more than a note then: for
    another day it is to be judged anew.
    """
    if hours.local(catalogue, start).date() == hours.local(catalogue, booking.start).date():
        return
    for row in screenings(connection, booking).values():
        # The rules are erased with the answers, the outcome is not.
        if row.outcome != NOTHING or row.rules:
            raise ScreeningMissing("judged for another day", guest=row.guest)


def agreed(booking: Booking) -> dict[str, list[str]]:
    """Return what a decision is about: the steps that each guest gets."""
    return {str(guest.number): list(guest.kept) for guest in booking.guests}


def left_out_of(connection: Connection, booking_id: int | None, party: int) -> dict[int, frozenset[str]]:
    """Return by guest the steps that their screenings took out of a booking: wherever it moves, they stay out.

    The massage is not among them: without it there is no visit, and the outcome says so.
    """
    if booking_id is None:
        return {}
    its_id = {"the_booking": booking_id}
    judged = {row.guest: frozenset(row.left_out) for row in connection.execute(_JUDGED, its_id)}
    found = {guest: frozenset(steps) for guest, steps in _by_guest(connection.execute(_PLANNED, its_id)).items()}
    return {guest: steps - {MASSAGE} for guest, steps in {**found, **judged}.items() if guest <= party}


def screenings(connection: Connection, booking: Booking) -> Mapping[int, Any]:
    """Return each guest's newest screening for this booking."""
    whose = {"the_booking": booking.id, "venue": booking.venue_id, "whose": booking.conversation}
    return {row.guest: row for row in with_answers(connection, connection.execute(_SCREENINGS, whose).all())}


def _consents(connection: Connection, booking: Booking, rows: Iterable[Any], now: datetime) -> dict[int, int]:
    """Return by id how many guests have agreed, of the consents that are the conversation's and still given."""
    ids = {row.consent_id for row in rows} - {None}
    if not ids:
        return {}
    given = {"ids": sorted(ids), "whose": booking.conversation, "now": now}
    return {row.id: row.guests for row in connection.execute(_CONSENTS, given)}


def _notes(booking: Booking, rows: Mapping[int, Any]) -> str:
    found = {guest.number: ", ".join(rows[guest.number].notes) for guest in booking.guests}
    if booking.party == 1:
        return found[1]
    return "; ".join(f"{guest}: {own}" for guest, own in found.items() if own)


def _by_guest(rows: Iterable[Any]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for guest, step in rows:
        found.setdefault(guest, set()).add(step)
    return found


def _answered_for(connection: Connection, row: Any, booking: Booking, now: datetime) -> bool:
    """Whether a person decided last to let exactly these steps come about.

    They knew this screening, which is no emergency, and the visit is near enough.
    """
    newest = connection.execute(_DECISIONS, {"the_booking": booking.id}).first()
    if newest is None or newest.verdict not in (APPROVE, PROPOSE) or newest.steps != agreed(booking):
        return False
    known = row.decided_at is not None and row.decided_at <= newest.at <= now
    return known and row.outcome != EMERGENCY and booking.start - newest.at <= VALID


def _refusal(row: Any, booking: Booking, consents: Mapping[int, int], now: datetime) -> SpaError | None:
    forbidden = sorted(set(row.left_out) & set(booking.guests[row.guest - 1].kept))
    if row.outcome not in ALLOWED or forbidden:
        return ScreeningForbids(row.outcome, outcome=row.outcome, guest=row.guest, left_out=tuple(forbidden))
    if row.decided_at is None or row.decided_at > now or booking.start - row.decided_at > VALID:
        return ScreeningMissing(f"guest {row.guest} was not asked in time", guest=row.guest)
    if consents.get(row.consent_id, 0) < row.guest:
        return ConsentMissing(f"guest {row.guest} has not agreed", guest=row.guest)
    return None
