"""A person's answer to a customer: theirs alone to give, once for each form, and never beside a colleague's."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, select, update
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError

from gateway import pictures
from gateway.channels.threads import Threads
from gateway.entrance import clean
from gateway.messages import Reply
from gateway.modes import PERSON
from gateway.pushes import push_in
from gateway.schema import attention, conversation, pushed
from gateway.staff.reach import Reach, reach
from spa.errors import AnsweredMeanwhile, NothingToSend, NotReachable, NotTheirs, WordsTooLong

LONGEST = 4000  # signs of an answer; a channel takes it in pieces
_BY_STAFF = "staff_reply:"


@dataclass(frozen=True)
class Draft:
    """What somebody is about to send. `key` is the form's own, `seen` the last number of the outbox that it showed."""

    text: str
    key: str
    seen: int
    picture: str | None = None  # a path below the public address
    upload: bytes | None = None  # or a JPEG that was drawn anew


@dataclass(frozen=True)
class Replies:
    chats: Engine
    lasts: timedelta  # so long a person keeps a conversation without writing
    now: Callable[[], datetime]

    def reach(self, id: str) -> Reach:
        return reach(id, Threads(self.chats).of(id), self.now())

    def send(self, id: str, who: str, name: str, draft: Draft) -> None:
        """Put the answer into the outbox. The same form again changes nothing.

        Raises NothingToSend, WordsTooLong, NotReachable, NotTheirs (it is not this person's conversation),
        AnsweredMeanwhile (a colleague wrote after what the form showed).
        """
        text = clean(draft.text).strip()
        if not text and not draft.picture and not draft.upload:
            raise NothingToSend()
        if len(text) > LONGEST:
            raise WordsTooLong(longest=LONGEST)
        if self.reach(id).is_closed:
            raise NotReachable()
        reply = Reply(text, image=draft.picture, custom={"person": name})
        try:
            with self.chats.begin() as db:
                self._send(db, id, who, reply, draft)
        except IntegrityError:  # the same form at the same moment: one of the two is enough
            with self.chats.connect() as db:
                if not _is_there(db, draft.key):
                    raise

    def _send(self, db: Connection, id: str, who: str, reply: Reply, draft: Draft) -> None:
        now = self.now()
        theirs = and_(attention.c.conversation == id, attention.c.mode == PERSON, attention.c.who == who)
        # First a change: nobody else writes in this conversation before this transaction ends.
        kept = db.execute(update(attention).where(theirs).values(until=now + self.lasts)).rowcount
        if _is_there(db, draft.key):
            return
        if not kept:
            raise NotTheirs()
        if _newer(db, id, draft.seen):
            raise AnsweredMeanwhile()
        if draft.upload:
            reply = replace(reply, image=pictures.keep(db, id, draft.upload, now))
        known: Any = db.execute(select(conversation).where(conversation.c.id == id).with_for_update()).one()
        push_in(db, _BY_STAFF + draft.key, known, reply, known.language, now, now)


def _is_there(db: Connection, key: str) -> bool:
    return db.execute(select(pushed.c.key).where(pushed.c.key == _BY_STAFF + key)).first() is not None


def _newer(db: Connection, id: str, seen: int) -> bool:
    """Whether somebody of the staff wrote after this number."""
    later = (pushed.c.conversation == id, pushed.c.outbound_id > seen, pushed.c.key.startswith(_BY_STAFF))
    return db.execute(select(pushed.c.key).where(*later)).first() is not None
