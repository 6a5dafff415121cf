"""Screenings as the database keeps them: the rows that the booking gate reads.

A conversation has at most one open screening of each guest (no outcome yet). What is volunteered before a time is held
waits there.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Collection

from sqlalchemy import and_, insert, select, update
from sqlalchemy.engine import Connection

from spa.errors import ConsentMissing, ScreeningMissing
from spa.screening import consents, party
from spa.screening.assess import Answers, Assessment, merge, next_question
from spa.screening.customers import conversations_of
from spa.screening.party import SOMEONE
from spa.screening.rules import Rules
from spa.store import sealed
from spa.store.schema import screening


@dataclass(frozen=True)
class Visit:
    """What the answers are judged for."""

    booking_id: int
    party: int
    steps: tuple[str, ...]
    same_day: bool


def in_brief(answers: Answers) -> dict[str, str]:
    """What is kept of answers that are erased: that a person has to decide, where something was reported."""
    return dict(A_PERSON_DECIDES) if _not_no(answers) else {}


def is_begun(connection: Connection, conversation: str, since: datetime) -> bool:
    """Whether anything on health was asked or told since then."""
    mine = select(screening.c.id).where(screening.c.conversation == conversation, screening.c.begun_at > since)
    return connection.execute(mine.limit(1)).first() is not None


def answers_of(connection: Connection, conversation: str, now: datetime, guest: int = 1) -> dict[str, str]:
    """The answers of a guest's open screening; where there is none yet, those that it will begin with."""
    row = _open(connection, conversation, guest, now)
    return dict(row.answers) if row else _begins_with(connection, conversation, guest, now)


def answers_of_party(
    connection: Connection, conversation: str, guests: int, now: datetime
) -> dict[int, dict[str, str]]:
    """The answers of guest 1, 2, ..."""
    return {guest: answers_of(connection, conversation, now, guest) for guest in range(1, guests + 1)}


def record(
    connection: Connection, conversation: str, venue_id: str, new: Answers, now: datetime, guest: int = 1
) -> dict[str, str]:
    """Add answers to the guest's open screening, which begins with the first of them. Returns all its answers.

    A new screening begins with what was reported before, so that asking again does not undo it.
    """
    row = _open(connection, conversation, guest, now)
    answers = merge(answers_of(connection, conversation, now, guest), new)
    if row is None:
        connection.execute(insert(screening).values(_begun(connection, conversation, venue_id, guest, answers, now)))
    else:
        _write(connection, row, answers)
    return answers


def settle(connection: Connection, conversation: str, guests: int, said: str, now: datetime) -> None:
    """Write down who it is that has what one of them has: yes (who writes), companion, both, or unsure."""
    known = party.settled(answers_of_party(connection, conversation, guests, now), said)
    for guest, answers in known.items():
        row = _open(connection, conversation, guest, now)
        if row:
            _write(connection, row, answers)


def count_for_all(connection: Connection, conversation: str, guests: int, now: datetime) -> None:
    """Let whatever anybody reported count for each of these guests: it is not sure who will come."""
    found = [row for row in reversed(_all_open(connection, conversation, now)) if row.guest != ANOTHER]
    rows = {row.guest: row for row in found}  # the newest of each
    added = party.shared({guest: row.answers for guest, row in rows.items()}, [g for g in rows if g <= guests])
    for guest, answers in added.items():
        _write(connection, rows[guest], {**rows[guest].answers, **answers})


def decide(
    connection: Connection, conversation: str, visit: Visit, rules: Rules, now: datetime
) -> dict[int, Assessment]:
    """Judge each guest's open screening for the visit and write the outcomes.

    Raises ConsentMissing where not all have agreed, ScreeningMissing where a question is still open and nothing stops
    yet.
    """
    consent_id = consents.newest(connection, conversation, visit.party)
    if consent_id is None:
        raise ConsentMissing()
    answers = answers_of_party(connection, conversation, visit.party, now)
    judged = party.judge(answers, visit.steps, rules, visit.same_day)
    is_open = party.pending(answers) or any(next_question(own, rules) for own in answers.values())
    stops = any(one.stops for one in judged.values())
    if is_open and not stops:
        raise ScreeningMissing()
    if stops:
        count_for_all(connection, conversation, visit.party, now)
    _forget_booking(connection, visit.booking_id)
    for guest, one in judged.items():
        row = _open(connection, conversation, guest, now)
        if row:
            decided = {"consent_id": consent_id, "booking_id": visit.booking_id, "decided_at": now}
            decided |= {"outcome": one.outcome, "left_out": sorted(one.left_out)}
            _write(connection, row, row.answers, notes=list(one.notes), rules=list(one.rules))
            connection.execute(update(screening).where(screening.c.id == row.id).values(decided))
    return judged


def reported_lately(connection: Connection, conversation: str, guests: int, now: datetime) -> dict[int, dict[str, str]]:
    """What was reported of guest 1, 2, ... in the last days, by the customer in any conversation; without the noes."""
    found = {guest: _reported_before(connection, conversation, guest, now) for guest in range(1, guests + 1)}
    return {guest: own for guest, own in found.items() if own}


def reopen(connection: Connection, conversation: str, booking_id: int) -> None:
    """Take the decisions back, because something new was said: the answers are open again."""
    own = and_(screening.c.conversation == conversation, screening.c.booking_id == booking_id)
    connection.execute(update(screening).where(own).values(outcome=None, decided_at=None, booking_id=None))


def ask_again(
    connection: Connection, conversation: str, now: datetime, questions: Collection[str] | None = None
) -> None:
    """Open these questions, or all, that were answered with no; what was reported stays."""
    for row in _all_open(connection, conversation, now):
        kept = {key: value for key, value in row.answers.items() if value != "no" or key not in (questions or [key])}
        _write(connection, row, kept)


def ask_alone(connection: Connection, conversation: str, now: datetime) -> bool:
    """Open every question to guest 1, who comes without the party; their own stays. False where there was none."""
    rows = _all_open(connection, conversation, now)
    if not any(row.guest > 1 for row in rows):
        return False
    for row in rows:
        if row.guest == 1:
            _write(connection, row, {key: said for key, said in row.answers.items() if said not in ("no", SOMEONE)})
    return True


ANOTHER = 0  # the guest as whom somebody is kept who was spoken of and does not come; who joins later may be they
A_PERSON_DECIDES = {"answer_changed": "yes"}
REMEMBERED = timedelta(days=7)
# An open screening is of one sitting; older remarks are asked again rather than believed.
SITTING = timedelta(hours=24)


def _open(connection: Connection, conversation: str, guest: int, now: datetime) -> Any:
    return next((row for row in _all_open(connection, conversation, now) if row.guest == guest), None)


def _all_open(connection: Connection, conversation: str, now: datetime) -> list[Any]:
    """The newest first."""
    query = select(screening).where(
        screening.c.conversation == conversation, screening.c.outcome.is_(None), screening.c.begun_at > now - SITTING
    )
    return sealed.with_answers(connection, connection.execute(query.order_by(screening.c.id.desc())).all())


def _write(connection: Connection, row: Any, answers: Answers, **led_to: list[str]) -> None:
    """Change the answers; the rules and notes that they led to stay unless they are given as well."""
    value = {"answers": dict(answers), "rules": row.rules, "notes": row.notes, **led_to}
    changed = sealed.seal(connection, row.conversation, value)
    connection.execute(update(screening).where(screening.c.id == row.id).values(sealed=changed))


def _not_no(answers: Answers) -> dict[str, str]:
    return {key: value for key, value in answers.items() if value != "no"}


def _begins_with(connection: Connection, conversation: str, guest: int, now: datetime) -> dict[str, str]:
    """What was reported of this guest before, and what may be theirs of what was told before it was known who comes."""
    row = _open(connection, conversation, 1, now) if guest > 1 else None
    unclear = {key: value for key, value in row.answers.items() if value == SOMEONE} if row else {}
    theirs = _not_no(answers_of(connection, conversation, now, ANOTHER)) if guest > 1 else {}
    return {**unclear, **theirs, **_reported_before(connection, conversation, guest, now)}


def _reported_before(connection: Connection, conversation: str, guest: int, now: datetime) -> dict[str, str]:
    """What was reported of the guest in the last days. A red flag of then is no emergency now, but a person decides."""
    mine = and_(
        screening.c.conversation.in_(conversations_of(connection, conversation)),
        screening.c.begun_at > now - REMEMBERED,
    )
    earlier: dict[str, str] = {}
    rows = connection.execute(select(screening).where(mine, screening.c.guest == guest)).all()
    for row in rows:  # each conversation has a key of its own
        earlier |= _not_no(sealed.screened(connection, row)["answers"])
    flags = [key for key in earlier if key.startswith("red_flag")]
    return {**{key: value for key, value in earlier.items() if key not in flags}, **(A_PERSON_DECIDES if flags else {})}


def _begun(
    connection: Connection, conversation: str, venue_id: str, guest: int, answers: Answers, now: datetime
) -> dict[str, Any]:
    value = {**sealed.NOTHING, "answers": dict(answers)}
    row = {"conversation": conversation, "venue_id": venue_id, "guest": guest, "left_out": [], "begun_at": now}
    return {**row, "sealed": sealed.seal(connection, conversation, value)}


def _forget_booking(connection: Connection, booking_id: int) -> None:
    """An earlier decision for the same booking makes room for the new one."""
    connection.execute(screening.delete().where(screening.c.booking_id == booking_id))
