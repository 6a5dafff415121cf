"""What goes when a guest says so or when its time is over: answers on health, and in the end who the guest was."""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, delete, func, insert, or_, select, update
from sqlalchemy.engine import Connection

from spa.booking import lookup
from spa.screening import records
from spa.store import sealed
from spa.store.schema import (
    booking,
    booking_guest,
    booking_history,
    code_try,
    consent,
    customer,
    customer_channel,
    download,
    erasure,
    message,
    metadata,
    question_link,
    screening,
    staff_note,
    unanswered_question,
)

UNAGREED = timedelta(hours=1)  # so long what was volunteered waits for a consent
_OF_GUESTS = [table for table in metadata.sorted_tables if "conversation" in table.c]


def withdraw(connection: Connection, conversation: str, now: datetime) -> int:
    """Withdraw every consent of the conversation, forget its answers, and return how many were withdrawn."""
    connection.execute(delete(question_link).where(question_link.c.conversation == conversation))
    still_given = and_(consent.c.conversation == conversation, consent.c.withdrawn_at.is_(None))
    withdrawn = connection.execute(update(consent).where(still_given).values(withdrawn_at=now)).rowcount
    forget_answers(connection, conversation)
    return int(withdrawn)


def forget_answers(connection: Connection, conversation: str) -> None:
    """Erase what was answered; where something had been reported, only that a person has to decide is kept.

    What could not be understood before goes as well: it may have been the first half of what was reported.
    """
    connection.execute(delete(unanswered_question).where(unanswered_question.c.conversation == conversation))
    _rewrite(
        connection, conversation, lambda _, value: {**sealed.NOTHING, "answers": records.in_brief(value["answers"])}
    )


def erase(connection: Connection, conversation: str, now: datetime) -> None:
    """Erase the answers on health and the words of consents at once, and undo the consents.

    What a coming visit needs (name, phone, time, what to do) goes after it: `finish_erasures`.
    """
    for table in (staff_note, download, erasure):
        connection.execute(delete(table).where(table.c.conversation == conversation))
    withdraw(connection, conversation, now)
    coming = {one.id for one in lookup.of_conversation(connection, conversation, now)}
    _rewrite(connection, conversation, lambda _, value: value, words=False, notes_of=coming)
    connection.execute(insert(erasure).values(conversation=conversation, asked_at=now))


def forget_old(connection: Connection, now: datetime, after: timedelta) -> int:
    """Erase the answers on health whose time is over and return of how many screenings.

    Their time begins with the end of the visit, or with the screening itself where there was no visit.
    """
    ended = select(booking.c.end).where(booking.c.id == screening.c.booking_id).scalar_subquery()
    over = func.coalesce(ended, screening.c.begun_at) < now - after
    rows = connection.execute(select(screening.c.id, screening.c.conversation).where(over, _KEPT)).all()
    numbers = {row.id for row in rows}
    for conversation in {row.conversation for row in rows}:
        _rewrite(connection, conversation, lambda row, value: None if row.id in numbers else value)
    return len(rows)


def forget_unagreed(connection: Connection, now: datetime) -> int:
    """Of what was volunteered and not agreed to keep only that a person decides; return for how many conversations."""
    agreed = select(consent.c.id).where(
        consent.c.conversation == screening.c.conversation, consent.c.withdrawn_at.is_(None)
    )
    waited = and_(screening.c.outcome.is_(None), screening.c.begun_at < now - UNAGREED)
    rows = connection.execute(select(screening).where(waited, _KEPT, ~agreed.exists())).all()
    told = {row.conversation: sealed.screened(connection, row)["answers"] for row in rows}
    long = [conversation for conversation, answers in told.items() if answers != records.in_brief(answers)]
    for conversation in long:
        forget_answers(connection, conversation)
    return len(long)


def finish_erasures(connection: Connection, now: datetime) -> int:
    """Erase who asked for it, once no visit is to come and the answers are gone; return how many.

    The bookings stay for the accounts and the history, under a pseudonym that leads to nobody.
    """
    wanted = connection.execute(select(erasure.c.conversation)).scalars().all()
    ready = [conversation for conversation in wanted if not _still_needed(connection, conversation, now)]
    for conversation in ready:
        _erase_person(connection, conversation)
        _put_pseudonym(connection, conversation, f"erased:{secrets.token_hex(8)}")
    return len(ready)


_KEPT = screening.c.sealed.is_not(None)


def _rewrite(
    connection: Connection,
    conversation: str,
    keep: Callable[[Any, dict[str, Any]], dict[str, Any] | None],
    words: bool = True,
    notes_of: set[int] | None = None,
) -> None:
    """Delete the conversation's key and seal what is kept under a new one.

    `keep(row, what was sealed)` returns what is kept of a screening, `words` says whether those of consents are,
    `notes_of` which bookings keep their notes: all, where it is none.
    """
    found = [
        (table, row.id, column, _kept(connection, table, row, keep, words, notes_of))
        for table, column in _SEALED.items()
        for row in connection.execute(select(table).where(table.c.conversation == conversation))
        if getattr(row, column)
    ]
    sealed.KEYS.forget(connection, conversation)
    for table, number, column, value in found:
        anew = sealed.seal(connection, conversation, value) if value is not None else _EMPTY[column]
        connection.execute(update(table).where(table.c.id == number).values({column: anew}))


_SEALED = {screening: "sealed", consent: "sealed", booking: "note", unanswered_question: "sealed"}
_EMPTY = {"sealed": None, "note": ""}


def _kept(connection: Connection, table: Any, row: Any, keep: Any, words: bool, notes_of: set[int] | None) -> Any:
    value = sealed.opened(connection, row.conversation, getattr(row, _SEALED[table]))
    if value is None or table is unanswered_question:
        return value
    if table is booking:
        return value if notes_of is None or row.id in notes_of else None
    if table is consent:
        return value if words else None
    return keep(row, value)


def _still_needed(connection: Connection, conversation: str, now: datetime) -> bool:
    answers = select(screening.c.id).where(screening.c.conversation == conversation, _KEPT)
    return bool(lookup.of_conversation(connection, conversation, now)) or bool(connection.execute(answers).first())


def _erase_person(connection: Connection, conversation: str) -> None:
    known = select(customer_channel.c.customer_id).where(customer_channel.c.conversation == conversation)
    whose = connection.execute(known).scalars().all()
    mine = or_(booking.c.conversation == conversation, booking.c.customer_id.in_(whose))
    bookings = connection.execute(select(booking.c.id).where(mine)).scalars().all()
    nobody = {"name": "", "plain_name": "", "phone": "", "email": None}
    connection.execute(update(customer).where(customer.c.id.in_(whose)).values(nobody))
    connection.execute(update(booking).where(mine).values(note=""))
    connection.execute(update(booking_guest).where(booking_guest.c.booking_id.in_(bookings)).values(name=None))
    connection.execute(update(message).where(message.c.booking_id.in_(bookings)).values({"values": {}}))
    connection.execute(delete(code_try).where(code_try.c.conversation == conversation))


def _put_pseudonym(connection: Connection, conversation: str, pseudonym: str) -> None:
    for table in _OF_GUESTS:
        mine = table.c.conversation == conversation
        gone = table.name in _WITH_THE_PERSON
        connection.execute(
            delete(table).where(mine) if gone else update(table).where(mine).values(conversation=pseudonym)
        )
    acted = booking_history.c.actor == conversation
    connection.execute(update(booking_history).where(acted).values(actor=pseudonym))


_WITH_THE_PERSON = (
    "health_key",
    "customer_channel",
    "erasure",
    "download",
    "question_link",
    "staff_note",
    "unanswered_question",
)
