"""The line of those for whom the house was full: a time that is freed is held for the first whom it fits, and offered.

An offer stands for 20 minutes as a hold like any other, which the next claimer sweeps away when it is over. Whoever lets
one pass keeps the place in the line, but is not offered the same hours again, and after three has left the line.
"""

from datetime import datetime, timedelta

from sqlalchemy import and_, select, update
from sqlalchemy.engine import Connection, Engine

from spa import messages
from spa.booking import availability, hours, life, line, records
from spa.booking.drafts import keep
from spa.booking.holding import claim, open_hold
from spa.booking.line import LEFT, OFFERED, OVER, TAKEN, WAITING, Entry, WaitRequest
from spa.booking.need import needed
from spa.booking.quarters import quarter, quarter_up
from spa.booking.values import (
    AWAITING_DECISION,
    CANCELLED,
    CONFIRMED,
    HELD,
    USUAL,
    Booking,
    HoldRequest,
    Limits,
    Offer,
    Window,
)
from spa.errors import OfferOver, SpaError, TimeNotPossible, TooManyHolds
from spa.store import catalogue as catalogues
from spa.store.database import transact
from spa.store.schema import message, waitlist

OFFER_MINUTES = 20
MOST_OFFERS = 3


def join(engine: Engine, request: WaitRequest, now: datetime, limits: Limits = USUAL) -> Entry:
    """Get in line. Who already waits for a part of these hours keeps that place with what is wished now.

    Raises TimeNotPossible (past, too_far, closed_day), NotFound, PartyNotPossible, and TooManyHolds where the
    conversation waits for as much as it may.
    """

    def work(connection: Connection) -> Entry:
        _check(connection, request, now, limits)
        mine = waiting(connection, request.conversation)
        same = [one for one in mine if one.venue_id == request.venue_id and _overlap(one, request)]
        if same:
            return line.wished(connection, same[0], request)
        if len(mine) >= limits.waiting:
            raise TooManyHolds("waits enough", most=limits.waiting)
        return line.added(connection, request, now)

    return transact(engine, work)


def leave(engine: Engine, conversation: str, now: datetime, limits: Limits = USUAL) -> int:
    """Leave every line of the conversation, pass on what was offered, and return how many there were."""

    def work(connection: Connection) -> int:
        mine = waiting(connection, conversation)
        for entry in mine:
            _give_back(connection, entry, now, conversation)
            line.change(connection, entry, state=LEFT, booking_id=None, offer_ends_at=None)
        for venue_id in sorted({entry.venue_id for entry in mine}):
            offer_in(connection, venue_id, now, limits)
        return len(mine)

    return transact(engine, work)


def offered(connection: Connection, conversation: str, now: datetime) -> Entry | None:
    """Return what is offered to the conversation at the moment."""
    standing = and_(waitlist.c.state == OFFERED, waitlist.c.offer_ends_at > now)
    return next(iter(line.several(connection, line.of(conversation), standing)), None)


def waiting(connection: Connection, conversation: str) -> list[Entry]:
    """Return the conversation's places in the line, those with an offer among them."""
    return line.several(connection, line.of(conversation), line.in_line())


def accept(engine: Engine, conversation: str, now: datetime, hold_minutes: int = USUAL.hold_minutes) -> Booking:
    """Take what is offered: an ordinary hold from now on, for the questions that follow. Raises OfferOver."""

    def work(connection: Connection) -> Booking:
        entry = _offer(connection, conversation, now)
        held = records.mine(connection, int(entry.booking_id or 0), conversation)
        keep(connection, held, now, hold_minutes)
        messages.drop(connection, held.id, now)
        line.change(connection, entry, state=TAKEN, offer_ends_at=None)
        return records.one(connection, held.id)

    return transact(engine, work)


def decline(engine: Engine, conversation: str, now: datetime, limits: Limits = USUAL) -> None:
    """Let an offer pass to the next in line. Raises OfferOver."""

    def work(connection: Connection) -> None:
        entry = _offer(connection, conversation, now)
        _pass_on(connection, entry, now, conversation)
        offer_in(connection, entry.venue_id, now, limits)

    transact(engine, work)


def skip(engine: Engine, entry_id: int, now: datetime, limits: Limits = USUAL) -> None:
    """Pass an offer that could not be delivered to the next in line; nothing happens where it is over."""

    def work(connection: Connection) -> None:
        for entry in line.several(connection, waitlist.c.id == entry_id, waitlist.c.state == OFFERED):
            _pass_on(connection, entry, now, "system")
            offer_in(connection, entry.venue_id, now, limits)

    transact(engine, work)


def offer_freed(engine: Engine, venue_id: str, now: datetime, limits: Limits = USUAL) -> list[Entry]:
    """Pass on what nobody answered, and offer what is free to those in line, all in one transaction.

    Returns the entries that have an offer since this call. For the worker, each minute.
    """
    return transact(engine, lambda connection: offer_in(connection, venue_id, now, limits))


def offer_in(connection: Connection, venue_id: str, now: datetime, limits: Limits = USUAL) -> list[Entry]:
    """As `offer_freed`, inside of the transaction that freed the time."""
    here = waitlist.c.venue_id == venue_id
    # One at a time goes along the line, so that its order holds with several processes too.
    connection.execute(select(waitlist.c.id).where(here, line.in_line()).order_by(waitlist.c.id).with_for_update())
    for entry in line.several(connection, here, waitlist.c.state == OFFERED, waitlist.c.offer_ends_at <= now):
        _pass_on(connection, entry, now, "system")
    too_late = update(waitlist).where(here, waitlist.c.state == WAITING, waitlist.c.latest <= now)
    connection.execute(too_late.values(state=OVER))
    queue = line.several(connection, here, waitlist.c.state == WAITING)
    return [line.one(connection, entry.id) for entry in queue if _offer_to(connection, entry, now, limits)]


def _offer_to(connection: Connection, entry: Entry, now: datetime, limits: Limits) -> bool:
    """Hold the first free start for the entry and write the message; False where none fits."""
    if open_hold(connection, entry.conversation, now):
        return False  # in the middle of another booking, which an offer would replace
    try:
        start = _start(connection, entry, now, limits)
        held = claim(connection, _request(entry, start), now, OFFER_MINUTES, limits) if start else None
    except SpaError:  # the service is gone since, or the customer has booked as much as one may
        held = None
    if held is None:
        return False
    ends_at = now + timedelta(minutes=OFFER_MINUTES)
    values = {"offered_at": now, "offer_ends_at": ends_at, "offers": entry.offers + 1, "booking_id": held.id}
    line.change(connection, entry, state=OFFERED, **values)
    messages.plan(connection, _message(entry, held, now, ends_at))
    return True


def _start(connection: Connection, entry: Entry, now: datetime, limits: Limits) -> datetime | None:
    what = (entry.venue_id, entry.service_id, entry.party, Window(entry.earliest, entry.latest), now, entry.wish)
    found = availability.offers(connection, *what, limit=availability.EVERY, limits=limits)
    passed = _passed(connection, entry)
    return next((one.start for one in found if not any(_same_hours(one, start) for start in passed)), None)


def _same_hours(one: Offer, start: datetime) -> bool:
    return abs(one.start - start) < one.end - one.start


def _passed(connection: Connection, entry: Entry) -> list[datetime]:
    """The starts that the entry was offered before."""
    keys = [_key(entry.id, number) for number in range(1, entry.offers + 1)]
    found = connection.scalars(select(message.c["values"]).where(message.c.key.in_(keys)))
    return [datetime.fromisoformat(values["start"]) for values in found]


def _request(entry: Entry, start: datetime) -> HoldRequest:
    visit = (entry.venue_id, entry.conversation, entry.service_id, entry.party)
    return HoldRequest(*visit, start, entry.wish, entry.language)


def _message(entry: Entry, held: Booking, now: datetime, ends_at: datetime) -> messages.Plan:
    values = {"entry": entry.id, "start": held.start.isoformat(), "answer_minutes": OFFER_MINUTES}
    key = _key(entry.id, entry.offers + 1)
    return messages.Plan(key, "waitlist_offer", entry.venue_id, entry.conversation, now, ends_at, held.id, values)


def _key(entry_id: int, number: int) -> str:
    return f"waitlist:{entry_id}:{number}"


def _pass_on(connection: Connection, entry: Entry, now: datetime, actor: str) -> None:
    after = OVER if entry.offers >= MOST_OFFERS else WAITING
    state = after if _give_back(connection, entry, now, actor) else TAKEN
    line.change(connection, entry, state=state, booking_id=None, offer_ends_at=None)


def _give_back(connection: Connection, entry: Entry, now: datetime, actor: str) -> bool:
    """Free what is held for the entry; False where the customer has gone on with it in another way."""
    if entry.state != OFFERED or entry.booking_id is None:
        return True
    held = records.one(connection, entry.booking_id, lock=True)
    messages.drop(connection, held.id, now)
    if held.status == HELD and held.held_at == entry.offered_at:
        life.become(connection, held, CANCELLED, now, actor, "offer_passed")
    return held.status not in (CONFIRMED, AWAITING_DECISION) and held.held_at == entry.offered_at


def _offer(connection: Connection, conversation: str, now: datetime) -> Entry:
    entry = offered(connection, conversation, now)
    if entry is None:
        raise OfferOver(f"{conversation} has no offer")
    return entry


def _check(connection: Connection, request: WaitRequest, now: datetime, limits: Limits) -> None:
    catalogue = catalogues.read(connection, request.venue_id)
    needed(catalogue, request.service_id, request.party, request.wish)
    reason = None
    if request.latest <= max(now, request.earliest):
        reason = "past"
    elif request.earliest > now + timedelta(days=limits.days_ahead):
        reason = "too_far"
    else:
        span = hours.whole_days(catalogue, request.earliest, request.latest)
        window = span.bits(quarter(request.earliest), quarter_up(request.latest))
        reason = None if hours.opened(catalogue, span) & window else "closed_day"
    if reason:
        raise TimeNotPossible(reason, reason=reason)


def _overlap(one: WaitRequest, other: WaitRequest) -> bool:
    return one.earliest < other.latest and other.earliest < one.latest
