"""The gate: no visit is confirmed before every guest has a valid screening that allows all of its steps."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from spa.booking import hours
from spa.booking.values import Booking
from spa.errors import ConsentMissing, ScreeningForbids, ScreeningMissing
from spa.knowledge import Catalogue
from spa.store.schema import booking_step, consent, decision, screening

MASSAGE = "massage"  # the step that a visit cannot go without
NOTHING = "nothing_reported"
ALLOWED = (NOTHING, "adapt")
EMERGENCY = "emergency"  # nobody at a spa answers for this outcome
APPROVE, DECLINE = "approve", "decline"  # what a person may decide
VALID = timedelta(days=7)  # from the decision to the visit


def check(connection: Connection, booking: Booking, now: datetime) -> None:
    """Raise ScreeningMissing, ScreeningForbids or ConsentMissing unless each guest may come."""
    rows, approved = screenings(connection, booking), _approval(connection, booking)
    for guest in range(1, booking.party + 1):
        row = rows.get(guest)
        if row is None or row.outcome is None:
            raise ScreeningMissing(f"guest {guest} is not decided", guest=guest)
        if approved and _answered_for(approved, row, booking, now):
            continue
        _allows(row, booking)
        _counts(row, booking, now)
        _agreed(connection, row, booking, now)


def check_day(connection: Connection, booking: Booking, catalogue: Catalogue, start: datetime) -> None:
    """Raise ScreeningForbids where a guest reported something and the visit would go to another of the venue's days.

    What passes (alcohol, a fever) was judged for the day of the visit and may have been no more than a note then. The
    rules are not known here, so that for another day a person judges anew whatever was reported.
    """
    if hours.local(catalogue, start).date() == hours.local(catalogue, booking.start).date():
        return
    for row in screenings(connection, booking).values():
        if row.rules or row.outcome != NOTHING:  # the rules are erased with the answers, the outcome is not
            raise ScreeningForbids("judged for another day", outcome="consult", guest=row.guest)


def notes(connection: Connection, booking: Booking) -> str:
    """Return the ids of the notes for the therapists: "a, b", in a party by guest: "1: a; 2: a, b"."""
    rows = screenings(connection, booking)
    found = {guest.number: ", ".join(rows[guest.number].notes) for guest in booking.guests if guest.number in rows}
    if booking.party == 1:
        return found.get(1, "")
    return "; ".join(f"{guest}: {own}" for guest, own in found.items() if own)


def agreed(booking: Booking) -> dict[str, list[str]]:
    """Return what a decision is about: the steps that each guest gets."""
    return {str(guest.number): list(guest.kept) for guest in booking.guests}


def left_out_of(connection: Connection, booking_id: int | None, party: int) -> dict[int, frozenset[str]]:
    """Return by guest the steps that their screenings took out of a booking: wherever it moves, they stay out.

    The massage is not among them: without it there is no visit, and the outcome says so.
    """
    decided = select(screening.c.guest, screening.c.left_out).where(
        screening.c.booking_id == booking_id, screening.c.outcome.is_not(None)
    )
    planned = select(booking_step.c.guest, booking_step.c.step_id).where(
        booking_step.c.booking_id == booking_id, booking_step.c.left_out
    )
    judged = {row.guest: frozenset(row.left_out) for row in connection.execute(decided)} if booking_id else {}
    found = {guest: frozenset(steps) for guest, steps in _by_guest(connection.execute(planned)).items()}
    return {guest: steps - {MASSAGE} for guest, steps in {**found, **judged}.items() if guest <= party}


def screenings(connection: Connection, booking: Booking) -> Mapping[int, Any]:
    """Return each guest's newest screening for this booking."""
    query = (
        select(screening)
        .where(screening.c.booking_id == booking.id, screening.c.venue_id == booking.venue_id)
        .where(screening.c.conversation == booking.conversation)
        .order_by(screening.c.id)
        .with_for_update(read=True)  # nobody changes an answer between this look and the confirmation
    )
    return {row.guest: row for row in connection.execute(query)}


def _by_guest(rows: Iterable[Any]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for guest, step in rows:
        found.setdefault(guest, set()).add(step)
    return found


def _approval(connection: Connection, booking: Booking) -> Any:
    """Return what a person decided last, if that was to let exactly these steps of this booking come about."""
    query = select(decision).where(decision.c.booking_id == booking.id).order_by(decision.c.id.desc())
    newest = connection.execute(query.with_for_update(read=True)).first()
    fits = newest is not None and newest.verdict == APPROVE and newest.steps == agreed(booking)
    return newest if fits else None


def _answered_for(approved: Any, row: Any, booking: Booking, now: datetime) -> bool:
    """Whether the person knew this screening, which is no emergency, and the visit is near enough."""
    known = row.decided_at is not None and row.decided_at <= approved.at <= now
    return known and row.outcome != EMERGENCY and booking.start - approved.at <= VALID


def _allows(row: Any, booking: Booking) -> None:
    forbidden = sorted(set(row.left_out) & set(booking.guests[row.guest - 1].kept))
    if row.outcome not in ALLOWED or forbidden:
        raise ScreeningForbids(row.outcome, outcome=row.outcome, guest=row.guest, left_out=tuple(forbidden))


def _counts(row: Any, booking: Booking, now: datetime) -> None:
    if row.decided_at is None or row.decided_at > now or booking.start - row.decided_at > VALID:
        raise ScreeningMissing(f"guest {row.guest} was not asked in time", guest=row.guest)


def _agreed(connection: Connection, row: Any, booking: Booking, now: datetime) -> None:
    query = (
        select(consent.c.id)
        .where(consent.c.id == row.consent_id, consent.c.conversation == booking.conversation)
        .where(consent.c.withdrawn_at.is_(None), consent.c.given_at <= now, consent.c.guests >= row.guest)
        .with_for_update(read=True)
    )
    if connection.scalar(query) is None:
        raise ConsentMissing(f"guest {row.guest} has not agreed", guest=row.guest)
