"""Consent and screening as the database keeps them: the rows that the booking gate reads.

A conversation has at most one open screening (no outcome yet). What is volunteered before a time is held waits there.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Collection, Iterable

from sqlalchemy import and_, insert, select, update
from sqlalchemy.engine import Connection

from spa.errors import ConsentMissing, ScreeningMissing
from spa.screening.assess import Answers, Assessment, assess, merge, next_question
from spa.screening.rules import Rules
from spa.store.schema import consent, screening


@dataclass(frozen=True)
class Consent:
    """Who agreed to what, and how: the row has to prove it."""

    conversation: str
    venue_id: str
    text_version: str
    language: str
    channel: str
    words: str
    guests: int = 1  # who agreed: guest 1 to this one


@dataclass(frozen=True)
class Visit:
    """What the answers are judged for."""

    booking_id: int
    party: int
    steps: tuple[str, ...]
    same_day: bool


def give_consent(connection: Connection, given: Consent, now: datetime) -> int:
    """Record the consent and return its id."""
    row = {**vars(given), "words": given.words[:200], "given_at": now}
    return int(connection.execute(insert(consent).values(row)).inserted_primary_key[0])


def withdraw_consent(connection: Connection, conversation: str, now: datetime) -> int:
    """Withdraw every consent of the conversation, forget its answers, and return how many were withdrawn.

    Where something had been reported, only that a person has to decide is kept.
    """
    still_given = and_(consent.c.conversation == conversation, consent.c.withdrawn_at.is_(None))
    withdrawn = connection.execute(update(consent).where(still_given).values(withdrawn_at=now)).rowcount
    forget_answers(connection, conversation)
    return int(withdrawn)


def forget_answers(connection: Connection, conversation: str) -> None:
    """Replace what was answered by the mere fact that a person has to decide, where that is so."""
    mine = screening.c.conversation == conversation
    for row in connection.execute(select(screening).where(mine)).all():
        kept = dict(A_PERSON_DECIDES) if _not_no(row.answers) else {}
        connection.execute(update(screening).where(screening.c.id == row.id).values(answers=kept, rules=[]))


def consent_of(connection: Connection, conversation: str) -> int | None:
    """The id of the newest consent that is not withdrawn."""
    query = select(consent.c.id).where(consent.c.conversation == conversation, consent.c.withdrawn_at.is_(None))
    found: int | None = connection.execute(query.order_by(consent.c.id.desc())).scalars().first()
    return found


def answers_of(connection: Connection, conversation: str, now: datetime) -> dict[str, str]:
    """The answers of the conversation's open screening; empty where there is none."""
    row = _open(connection, conversation, now)
    return dict(row.answers) if row else {}


def record(connection: Connection, conversation: str, venue_id: str, new: Answers, now: datetime) -> dict[str, str]:
    """Add answers to the open screening, which begins with the first of them. Returns all its answers.

    A new screening begins with what was reported before, so that asking again does not undo it.
    """
    row = _open(connection, conversation, now)
    if row is None:
        answers = merge(_reported_before(connection, conversation, now), new)
        connection.execute(insert(screening).values(_begun(conversation, venue_id, answers, now)))
        return answers
    answers = merge(row.answers, new)
    connection.execute(update(screening).where(screening.c.id == row.id).values(answers=answers))
    return answers


def decide(connection: Connection, conversation: str, visit: Visit, rules: Rules, now: datetime) -> Assessment:
    """Judge the open screening for the visit and write the outcome for each guest.

    With several guests a question was put to all of them at once, so one judgement holds for each.
    Raises ConsentMissing without consent, ScreeningMissing where a question is still open and nothing stops yet.
    """
    consent_id, row = consent_of(connection, conversation), _open(connection, conversation, now)
    if consent_id is None:
        raise ConsentMissing()
    answers = row.answers if row else {}
    judged = assess(answers, visit.steps, rules, visit.same_day)
    if not judged.stops and next_question(answers, rules) is not None:
        raise ScreeningMissing()
    _forget_booking(connection, visit.booking_id)
    decided = {"consent_id": consent_id, "booking_id": visit.booking_id, "decided_at": now, **_columns(judged)}
    connection.execute(update(screening).where(screening.c.id == row.id).values(decided))
    for guest in range(2, visit.party + 1):
        companion = {**_begun(conversation, row.venue_id, answers, now), "guest": guest}
        connection.execute(insert(screening).values({**companion, **decided}))
    return judged


def reopen(connection: Connection, conversation: str, booking_id: int) -> None:
    """Take a decision back, because something new was said: the answers are open again, companions' rows go."""
    own = and_(screening.c.conversation == conversation, screening.c.booking_id == booking_id)
    connection.execute(screening.delete().where(own, screening.c.guest > 1))
    connection.execute(update(screening).where(own).values(outcome=None, decided_at=None, booking_id=None))


def ask_again(
    connection: Connection, conversation: str, now: datetime, questions: Collection[str] | None = None
) -> None:
    """Open these questions, or all, that were answered with no; what was reported stays."""
    row = _open(connection, conversation, now)
    if row:
        kept = {key: value for key, value in row.answers.items() if value != "no" or key not in (questions or [key])}
        connection.execute(update(screening).where(screening.c.id == row.id).values(answers=kept))


A_PERSON_DECIDES = {"answer_changed": "yes"}
REMEMBERED = timedelta(days=7)
# An open screening is of one sitting; older remarks are asked again rather than believed.
SITTING = timedelta(hours=24)


def _open(connection: Connection, conversation: str, now: datetime) -> Any:
    query = select(screening).where(
        screening.c.conversation == conversation, screening.c.outcome.is_(None), screening.c.begun_at > now - SITTING
    )
    return connection.execute(query.order_by(screening.c.id.desc())).first()


def _not_no(answers: Answers) -> dict[str, str]:
    return {key: value for key, value in answers.items() if value != "no"}


def _reported_before(connection: Connection, conversation: str, now: datetime) -> dict[str, str]:
    """What this conversation reported in the last days. A red flag of then is no emergency now, but a person decides."""
    mine = and_(screening.c.conversation == conversation, screening.c.begun_at > now - REMEMBERED)
    earlier: dict[str, str] = {}
    for answers in connection.execute(select(screening.c.answers).where(mine)).scalars():
        earlier |= _not_no(answers)
    flags = [key for key in earlier if key.startswith("red_flag")]
    return {**{key: value for key, value in earlier.items() if key not in flags}, **(A_PERSON_DECIDES if flags else {})}


def _begun(conversation: str, venue_id: str, answers: Answers, now: datetime) -> dict[str, Any]:
    empty: dict[str, Iterable[str]] = {"left_out": [], "notes": [], "rules": []}
    return {
        "conversation": conversation,
        "venue_id": venue_id,
        "guest": 1,
        "answers": dict(answers),
        "begun_at": now,
        **empty,
    }


def _columns(judged: Assessment) -> dict[str, Any]:
    return {
        "outcome": judged.outcome,
        "left_out": sorted(judged.left_out),
        "notes": list(judged.notes),
        "rules": list(judged.rules),
    }


def _forget_booking(connection: Connection, booking_id: int) -> None:
    """An earlier decision for the same booking makes room for the new one."""
    connection.execute(screening.delete().where(screening.c.booking_id == booking_id))
