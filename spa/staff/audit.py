"""The log of who saw or changed what, by ids alone. Nothing changes or deletes its rows."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection

from spa.store.schema import staff_account, staff_audit

Kind = Literal[
    "signed_in",
    "sign_in_failed",
    "signed_out",
    "signed_out_everywhere",
    "joined",
    "invited",
    "invitation_withdrawn",
    "password_link",
    "password_changed",
    "account_changed",
    "account_closed",
    "answer_drafted",
    "answer_taught",
    "answer_approved",
    "answer_sent_back",
    "answer_withdrawn",
    "questions_dropped",
    "booking_made",
    "booking_moved",
    "booking_cancelled",
    "booking_arrived",
    "booking_completed",
    "booking_no_show",
    "guests_asked",
    "questions_sent",
    "proposal_answered",
    "bookings_exported",
    "customer_called",
    "roster_changed",
    "venue_changed",
    "calendar_changed",
    "conversation_taken",
    "conversation_handed_on",
    "conversation_given_back",
    "health_read",
    "decided",
]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True)
class Entry:
    at: datetime
    name: str  # of the account; empty: nobody was signed in
    kind: str
    about: str


def note(db: Connection, account_id: int | None, kind: Kind, about: str, now: datetime) -> None:
    """Log it; `about` is the id of what was seen or changed."""
    db.execute(insert(staff_audit).values(at=now, account_id=account_id, kind=kind, about=about))


def entries(
    db: Connection, since: datetime, until: datetime, most: int, accounts: Collection[int] | None = None
) -> list[Entry]:
    """Return the newest entries of a time, of these accounts or of all."""
    query = (
        select(staff_audit.c.at, staff_account.c.name, staff_audit.c.kind, staff_audit.c.about)
        .outerjoin(staff_account, staff_account.c.id == staff_audit.c.account_id)
        .where(staff_audit.c.at >= since, staff_audit.c.at < until)
        .order_by(staff_audit.c.id.desc())
        .limit(most)
    )
    if accounts is not None:
        query = query.where(staff_audit.c.account_id.in_(accounts))
    return [Entry(row.at, row.name or "", row.kind, row.about) for row in db.execute(query)]
