"""What the platforms still have to get: written with the outbox, claimed by one sender, finished or given up."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, insert, select, update
from sqlalchemy.engine import Connection, Engine

from gateway import secrecy
from gateway.channels.schema import account, delivery
from gateway.schema import conversation, outbound, pushed

PLATFORMS = ("fb", "zalo")
WAITING, SENT, DEAD = ("waiting", "sent", "dead")
LEASE = timedelta(minutes=2)  # longer than an attempt takes: whoever has not said by then how it went is gone
_MINE = delivery.c.outbound_id


@dataclass(frozen=True)
class Claim:
    """One message in hand."""

    outbound_id: int
    conversation: str
    venue_id: str
    language: str
    message: dict[str, Any]
    answers: int | None  # the message of the customer; none: it was pushed
    at: datetime
    done: int
    tries: int  # with this one

    @property
    def channel(self) -> str:
        return self.conversation.split(":")[0]

    @property
    def account(self) -> str:
        return self.conversation.split(":")[1]

    @property
    def account_id(self) -> str:
        return f"{self.channel}:{self.account}"

    @property
    def customer(self) -> str:
        return self.conversation.split(":")[2]


def enqueue(db: Connection, conversation: str, outbound_id: int, now: datetime) -> None:
    """Called in the transaction that writes the outbox."""
    if conversation.partition(":")[0] in PLATFORMS:
        values = {"outbound_id": outbound_id, "conversation": conversation, "state": WAITING, "next_try_at": now}
        db.execute(insert(delivery).values(values))


class Deliveries:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def due(self, now: datetime, busy: Collection[str] = ()) -> list[str]:
        """The conversations whose oldest message may be tried now; in each one the order is kept."""
        first = (
            select(func.min(_MINE).label("id")).where(delivery.c.state == WAITING).group_by(delivery.c.conversation)
        ).subquery()
        query = select(delivery.c.conversation).join(first, first.c.id == _MINE).where(delivery.c.next_try_at <= now)
        with self._engine.connect() as db:
            stopped = set(db.execute(select(account.c.id).where(account.c.stopped.isnot(None))).scalars())
            found = list(db.execute(query.order_by(_MINE)).scalars())
        return [one for one in found if one not in busy and one.rpartition(":")[0] not in stopped]

    def claim(self, id: str, now: datetime) -> Claim | None:
        """Take the oldest message of the conversation; none where it is not due or somebody else has it."""
        with self._engine.begin() as db:
            row = db.execute(_oldest(id)).first()
            if row is None or row.next_try_at > now:
                return None
            values: dict[str, Any] = {"next_try_at": now + LEASE, "tries": row.tries + 1, "in_hand": True}
            if row.in_hand:  # somebody was gone between sending and saying so
                values["unsure"] = row.unsure + 1
            mine = and_(row.outbound_id == _MINE, delivery.c.state == WAITING, delivery.c.tries == row.tries)
            row = secrecy.opened(db, row, "message")
            if row.message is None:  # erased meanwhile
                values = {"state": DEAD, "problem": "erased"}
            changed = db.execute(update(delivery).where(mine).values(values)).rowcount
            if not changed or row.message is None:
                return None
        kept = {
            name: getattr(row, name)
            for name in ("outbound_id", "conversation", "venue_id", "language", "message", "at")
        }
        return Claim(**kept, answers=row.inbound_id, done=row.done, tries=row.tries + 1)

    def part_sent(self, claim: Claim, done: int, platform_id: str) -> None:
        self._change(claim, done=done, platform_id=platform_id[:200])

    def sent(self, claim: Claim, done: int, platform_id: str, now: datetime) -> None:
        """All of it. Whoever pushed it learns that it has arrived."""
        values = {"state": SENT, "sent_at": now, "in_hand": False, "problem": None}
        with self._engine.begin() as db:
            db.execute(_change(claim, {**values, "done": done, "platform_id": platform_id[:200]}))
            if claim.answers is None:
                db.execute(update(pushed).where(pushed.c.outbound_id == claim.outbound_id).values(seen=True))

    def later(self, claim: Claim, at: datetime, problem: str, unsure: bool = False, counted: bool = True) -> None:
        """Try again then; `counted` is off where nothing was tried."""
        values: dict[str, Any] = {"next_try_at": at, "problem": problem, "in_hand": False}
        values |= {"unsure": delivery.c.unsure + 1} if unsure else {}
        values |= {} if counted else {"tries": claim.tries - 1}
        self._change(claim, **values)

    def give_up(self, claim: Claim, problem: str) -> None:
        """Dead letters stay, with the reason."""
        self._change(claim, state=DEAD, problem=problem, in_hand=False)

    def is_own(self, id: str, platform_id: str) -> bool:
        """Whether the platform speaks of a message that was sent from here."""
        mine = and_(delivery.c.conversation == id, delivery.c.platform_id == platform_id)
        with self._engine.connect() as db:
            return db.execute(select(_MINE).where(mine)).first() is not None

    def counts(self) -> dict[str, int]:
        """How many wait, are dead, and may have arrived twice."""
        counted = select(delivery.c.state, func.count()).where(delivery.c.state != SENT).group_by(delivery.c.state)
        with self._engine.connect() as db:
            unsure = db.execute(select(func.coalesce(func.sum(delivery.c.unsure), 0))).scalar_one()
            return {WAITING: 0, DEAD: 0, **{state: count for state, count in db.execute(counted)}, "unsure": unsure}

    # --- accounts --------------------------------------------------------------------------------
    def stop(self, account_id: str, why: str, now: datetime) -> bool:
        """Send nothing more for this account; True where it was sending until now."""
        with self._engine.begin() as db:
            known = db.execute(select(account).where(account.c.id == account_id)).first()
            if known is None:
                db.execute(insert(account).values(id=account_id, stopped=why, stopped_at=now))
            else:
                db.execute(
                    update(account).where(account.c.id == account_id).values(stopped=why, stopped_at=now),
                )
            return known is None or known.stopped is None

    def resume(self, account_id: str) -> None:
        with self._engine.begin() as db:
            db.execute(update(account).where(account.c.id == account_id).values(stopped=None, stopped_at=None))

    def stopped(self) -> dict[str, str]:
        """The accounts that do not send, and why."""
        with self._engine.connect() as db:
            return {row.id: row.stopped for row in db.execute(select(account)) if row.stopped}

    def _change(self, claim: Claim, **values: Any) -> None:
        with self._engine.begin() as db:
            db.execute(_change(claim, values))


def _oldest(id: str) -> Any:
    columns = (delivery, outbound.c.message, outbound.c.inbound_id, outbound.c.at)
    known = (conversation.c.venue_id, conversation.c.language)
    return (
        select(*columns, *known)
        .join(outbound, outbound.c.id == _MINE)
        .join(conversation, conversation.c.id == delivery.c.conversation)
        .where(delivery.c.conversation == id, delivery.c.state == WAITING)
        .order_by(_MINE)
        .limit(1)
    )


def _change(claim: Claim, values: dict[str, Any]) -> Any:
    return update(delivery).where(claim.outbound_id == _MINE).values(values)
