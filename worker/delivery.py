"""Takes what is due its way: claimed by one, tried route by route, and never sent twice on one of them."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.engine import Engine

from gateway.pushes import Pushes
from spa import calendar, messages
from spa.booking import Booking, Limits, one, waitlist
from spa.booking.values import AWAITING_DECISION, CONFIRMED, HELD, USUAL
from spa.knowledge import Venue
from spa.messages import CALL, CHANNEL, DROPPED, SENDING, SENT, TO_CALL, UNSEEN, WAITING, Message
from spa.store.database import reading, transact
from worker.mail import Mailer, attach_calendar, letter
from worker.outcomes import NotNow, NotPossible, NotSeenYet, Undelivered, Unsure
from worker.wording import Wording

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)  # longer than any attempt takes: whoever has not said by then how it ended is gone
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 4, 15, 45))  # before another try on the same way
PATIENCE = timedelta(minutes=15)  # so long a message may stand in the chat unread before another way is taken
OFFER = "waitlist_offer"
URGENT = {OFFER: timedelta(minutes=8)}  # of the twenty that an offer stands: the next in line wants some too
REMINDERS = ("reminder_day", "reminder_hours")
QUESTIONS = "questions"
WITHOUT_FILE = (*REMINDERS, QUESTIONS)  # they change nothing in anybody's calendar


@dataclass(frozen=True)
class Delivery:
    engine: Engine
    venues: Mapping[str, Venue]
    pushes: Pushes
    wording: Wording
    mailer: Mailer | None
    sender: str
    now: Callable[[], datetime]
    limits: Limits = USUAL

    def round(self) -> int:
        """Look at everything that is due, and return how much that was."""
        with reading(self.engine) as connection:
            due = messages.due(connection, self.now())
        for message in due:
            try:
                self._take(message)
            except Exception as error:  # one bad row stops no other, and does not stand in the way again at once
                log.error("message %s: %s", message.id, type(error).__name__)
                self._change(message, due_at=self.now() + PAUSES[0], problem=type(error).__name__)
        return len(due)

    def _take(self, message: Message) -> None:
        booked = self._booked(message)
        if message.ends_at <= self.now():
            self._end(message, DROPPED, "late")
        elif booked and _is_overtaken(message, booked):
            self._end(message, DROPPED, "overtaken")
        elif message.state == UNSEEN:
            self._look(message, booked)
        elif message.state == SENDING and message.route != CHANNEL:
            log.error("message %s: somebody was gone while it was sent by %s", message.id, message.route)
            self._go_on(message, booked, "unsure")
        else:
            self._try(message, booked)

    def _look(self, message: Message, booked: Booking | None) -> None:
        """It stands in the chat: either somebody has seen it, or another way is taken."""
        if self.pushes.seen(message.key):
            self._end(message, SENT, None)
        else:
            self._go_on(message, booked, "unseen")

    def _try(self, message: Message, booked: Booking | None) -> None:
        """One attempt on one way. Claiming the row and saying how it ended are two transactions around it."""
        route = message.route or messages.following(None, self._routes(message))
        if route == CALL:
            self._change(message, state=TO_CALL, route=CALL)
            return
        due_at = self.now() + LEASE
        claimed = self._change(message, state=SENDING, route=route, tries=message.tries + 1, due_at=due_at)
        if claimed is None:
            return
        try:
            (self._say if route == CHANNEL else self._write)(claimed, booked)
        except Undelivered as problem:
            self._after(claimed, booked, problem)
        else:
            self._end(claimed, SENT, None)

    def _after(self, message: Message, booked: Booking | None, problem: Undelivered) -> None:
        if isinstance(problem, NotSeenYet):
            later = self.now() + URGENT.get(message.kind, PATIENCE)
            self._change(message, state=UNSEEN, due_at=min(later, message.ends_at - timedelta(seconds=1)))
        elif isinstance(problem, NotNow) and self._may_wait(message):
            later = self.now() + PAUSES[message.tries - 1]
            self._change(message, state=WAITING, due_at=later, problem=str(problem))
        else:
            log.warning("message %s not by %s: %s", message.id, message.route, problem)
            self._go_on(message, booked, "unsure" if isinstance(problem, Unsure) else str(problem))

    def _may_wait(self, message: Message) -> bool:
        return message.tries <= len(PAUSES) and self.now() + PAUSES[message.tries - 1] < message.ends_at

    def _go_on(self, message: Message, booked: Booking | None, problem: str) -> None:
        """Take the next way at once; without one it is over."""
        route = messages.following(message.route, self._routes(message))
        if route is None:
            self._end(message, DROPPED, problem)
            return
        changed = self._change(message, state=WAITING, route=route, tries=0, problem=problem)
        if changed:
            self._try(changed, booked)

    def _say(self, message: Message, booked: Booking | None) -> None:
        """Into the conversation, once for its key; the page has to show it, or the platform to take it."""
        channel = message.conversation.partition(":")[0]
        language = self.pushes.language(message.conversation)
        if language is None:
            raise NotPossible("no such conversation")
        if not messages.window_open(channel, self.pushes.last_inbound(message.conversation), self.now()):
            raise NotPossible("window closed")
        reply = self.wording.reply(message, booked, language)
        self.pushes.push(message.key, message.conversation, reply, language, message.ends_at, self.now())
        raise NotSeenYet("in the chat")

    def _write(self, message: Message, booked: Booking | None) -> None:
        address = booked.contact.email if booked and booked.contact else None
        if not booked or not address:
            raise NotPossible("no address")
        if self.mailer is None:
            raise NotPossible("no mail server")
        venue = self.venues[booked.venue_id]
        text = self.wording.email(message, booked, booked.language)
        mail = letter((venue.name, self.sender), address, text, message.key)
        if message.kind not in WITHOUT_FILE:
            file = calendar.customer_file(
                booked, venue, self.wording.calendar_note(booked), self.now(), organizer=self.sender
            )
            attach_calendar(mail, file, f"{booked.code}.ics", calendar.method_of(booked))
        self.mailer.send(mail)

    def _end(self, message: Message, state: str, problem: str | None) -> None:
        forgotten: dict[str, object] = (
            {"values": {}} if message.kind == QUESTIONS else {}
        )  # an address that is for the guest alone
        if self._change(message, state=state, problem=problem, done_at=self.now(), **forgotten) and state == DROPPED:
            log.warning("message %s (%s) is dropped: %s", message.id, message.kind, problem)
            if message.kind == OFFER:
                waitlist.skip(self.engine, int(message.values["entry"]), self.now(), self.limits)

    def _change(self, message: Message, **values: object) -> Message | None:
        return transact(self.engine, lambda connection: messages.change(connection, message, **values))

    def _booked(self, message: Message) -> Booking | None:
        if message.booking_id is None:
            return None
        with reading(self.engine) as connection:
            return one(connection, message.booking_id)

    def _routes(self, message: Message) -> tuple[str, ...]:
        return messages.routes_of(message.kind, self.venues[message.venue_id].message_routes)


def _is_overtaken(message: Message, booked: Booking) -> bool:
    """Whether the booking is another by now than when this was planned."""
    if message.values.get("sequence", booked.sequence) != booked.sequence:
        return True
    wanted = {OFFER: HELD, "proposed": AWAITING_DECISION, **dict.fromkeys(REMINDERS, CONFIRMED)}
    return booked.status != wanted.get(message.kind, booked.status)
