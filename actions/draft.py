"""The booking that is being made: what was said of it so far, and the time that is held for it."""

from contextlib import suppress
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from rasa_sdk.events import EventType, SlotSet

from actions.base import Turn
from spa import booking
from spa.booking import Booking, HoldRequest, Wish
from spa.booking.values import AWAITING_DECISION
from spa.dates import Time
from spa.errors import HoldExpired, PartyNotPossible, SlotTaken, TimeNotPossible
from spa.handoff import tell_staff
from spa.screening import records
from spa.store.database import reading, writing
from spa.wanted import of_length

DETAILS = ("service", "party", "wish", "window", "name", "phone", "email")
FLOW = (
    "service",
    "party",
    "start",
    "wish",
    "window",
    "booking_id",
    "companion",
    "confirm",
    "read_back",
    "consent_told",
    "described",
    "moved",
)
LARGEST_PARTY = 3  # the questions about health are put to so many at once; more guests speak with a person
EXACT = ("minute", "hour")
RENEWED_ONCE_IN = timedelta(minutes=1)


def hear(turn: Turn) -> dict[str, Any]:
    """The details of a booking that the message says, as slots."""
    if turn.pressed:
        return _pressed(turn)
    said = turn.wanted
    heard = {
        "service": _service(turn),
        "party": said.party,
        "wish": asdict(said.wish) if said.wish else None,
        "window": window(said.times),
        "name": said.name,
        "phone": said.phone,
        "email": said.email,
    }
    return {key: value for key, value in heard.items() if value is not None}


def _service(turn: Turn) -> str | None:
    """The service that is named, or the one of that length ("make it 90 minutes"); none where there is no such length."""
    said = turn.wanted
    if not said.minutes:
        return said.service
    so_long = [service for service in turn.venue.services if service.minutes == said.minutes]
    if not said.service and len(so_long) == 1:
        return so_long[0].id
    meant = said.service or turn.slot("service")
    named = of_length(turn.venue.service(meant), turn.venue, said.minutes) if meant else None
    return named.id if named and named.minutes == said.minutes else None


def misfits(turn: Turn, heard: dict[str, Any]) -> dict[str, Any]:
    """Say what of the wishes the venue does not have, and return the rest."""
    said = turn.wanted
    if said.minutes and (said.service or turn.slot("service")) and "service" not in heard:
        turn.say("utter_length_not_offered", minutes=str(said.minutes))
    service, wish = heard.get("service") or turn.slot("service"), heard.get("wish") or turn.slot("wish") or {}
    therapist = wish.get("therapist_id")
    if not service or not therapist or service in turn.venue.therapist(therapist).skills:
        return heard
    names: dict[str, Any] = {
        "therapist": turn.venue.therapist(therapist).name,
        "service": turn.venue.service(service).name[turn.language],
    }
    turn.say("utter_therapist_not_for_service", **names)
    return {**heard, "wish": asdict(Wish())}


def _pressed(turn: Turn) -> dict[str, Any]:
    start, party = turn.entity("start"), turn.entity("party")
    heard = {
        "service": turn.entity("service"),
        "party": int(party) if party else None,
        "window": _pressed_window(start) if start else None,
    }
    return {key: value for key, value in heard.items() if value is not None}


def _pressed_window(start: str) -> dict[str, Any]:
    """A start, or a whole day where the button is one ("Friday 27 November")."""
    moment = datetime.fromisoformat(start)
    if "T" in start:
        return {"from": start, "exact": True}
    return {"from": moment.isoformat(), "to": (moment + timedelta(days=1)).isoformat(), "exact": False, "grain": "day"}


def window(times: tuple[Time, ...]) -> dict[str, Any] | None:
    """What was said of the time, to be kept in a slot; two readings are kept to be asked back."""
    if not times:
        return None
    first = times[0]
    exact = first.grain in EXACT and first.end is None
    said = {"from": first.start.isoformat(), "exact": exact, "grain": first.grain}
    if first.end:
        said["to"] = first.end.isoformat()
    if len(times) > 1:
        days = all(time.grain == "day" for time in times)
        readings = [(time.start.date() if days else time.start).isoformat() for time in times]
        said = {"readings": readings, "exact": False, **_whole(times)}
    return said


def _whole(times: tuple[Time, ...]) -> dict[str, str]:
    starts = [time.start for time in times]
    return {"from": min(starts).isoformat(), "to": (max(starts) + timedelta(days=1)).isoformat()}


def slots(heard: dict[str, Any]) -> list[EventType]:
    return [SlotSet(key, value) for key, value in heard.items()]


def is_complete(turn: Turn, heard: dict[str, Any]) -> bool:
    """Whether what and for how many are known and the time is one, so that it can be held."""
    said = heard.get("window") or turn.slot("window") or {}
    return all(heard.get(key) or turn.slot(key) for key in ("service", "party")) and bool(said.get("exact"))


def hold(turn: Turn, heard: dict[str, Any]) -> list[EventType]:
    """Hold the time that was said, or remember why not; the question for the time says it and shows what is free."""
    known = {key: heard.get(key) or turn.slot(key) for key in DETAILS}
    start = datetime.fromisoformat(known["window"]["from"])
    request = HoldRequest(
        venue_id=turn.venue.id,
        conversation=turn.conversation,
        service_id=known["service"],
        party=known["party"],
        start=turn.aware(start),
        wish=Wish(**(known["wish"] or {})),
        language=turn.language,
    )
    before = held(turn)
    try:
        limits = turn.services.limits
        new = booking.hold(turn.services.engine, request, turn.now, limits.hold_minutes, limits)
    except SlotTaken as error:
        return _refused(known["window"], error.allowed.get("reason", "taken"))
    except TimeNotPossible as error:
        return _refused(known["window"], error.allowed["reason"])
    except PartyNotPossible:
        turn.say("utter_party_not_possible")
        return [SlotSet("party", None), SlotSet("start", None)]
    if new.party < max(before.party if before else 1, int(turn.slot("party") or 1)):
        _fewer_come(turn, new)
    return held_events(turn, new)


def _fewer_come(turn: Turn, new: Booking) -> None:
    """Whatever was reported counts for those who still come, unless it is said that it is the one who writes."""
    if turn.services.answers.speaks_alone(turn.typed):
        return
    with writing(turn.services.engine) as connection:
        records.reopen(connection, turn.conversation, new.id)
        records.count_for_all(connection, turn.conversation, new.party, turn.now)


def held_events(turn: Turn, held: Booking) -> list[EventType]:
    """The slots of a time that is now held."""
    local = held.start.astimezone(turn.zone).replace(tzinfo=None).isoformat()
    return [
        SlotSet("start", local),
        SlotSet("booking_id", held.id),
        SlotSet("window", None),
    ]


def _refused(said: dict[str, Any], reason: Any) -> list[EventType]:
    """What is shown next answers this reason; a wish that cannot be met is dropped, so that what is shown can be had."""
    events = [SlotSet("start", None), SlotSet("window", {**said, "exact": False, "reason": str(reason)})]
    return [*events, SlotSet("wish", None)] if reason == "wish" else events


def held(turn: Turn) -> Booking | None:
    """The customer's open hold."""
    with reading(turn.services.engine) as connection:
        return booking.open_hold(connection, turn.conversation, turn.now)


def keep_alive(turn: Turn) -> None:
    """Each answer renews the hold, unless that was done within the last minute: most answers need no write.

    Where the hold is lost, confirming finds out and says so.
    """
    booking_id, minutes = turn.slot("booking_id"), turn.services.limits.hold_minutes
    if not booking_id or _is_fresh(turn, booking_id, timedelta(minutes=minutes) - RENEWED_ONCE_IN):
        return
    with suppress(HoldExpired):
        booking.renew(turn.services.engine, booking_id, turn.conversation, turn.now, minutes)


def _is_fresh(turn: Turn, booking_id: int, enough: timedelta) -> bool:
    with reading(turn.services.engine) as connection:
        until = booking.held_until(connection, booking_id, turn.conversation)
    return until is not None and until - turn.now > enough


def give_up(turn: Turn) -> None:
    """Release the held time, so that others can have it."""
    open_hold = held(turn)
    if open_hold:
        booking.release(turn.services.engine, open_hold.id, turn.conversation, turn.now)


def upcoming(turn: Turn) -> list[Booking]:
    """What this customer has booked and is still to come."""
    with reading(turn.services.engine) as connection:
        return booking.of_conversation(connection, turn.conversation, turn.now)


def awaiting(turn: Turn) -> list[Booking]:
    """The visits to come on which a person has to decide."""
    return [one for one in upcoming(turn) if one.status == AWAITING_DECISION]


def waits_already(turn: Turn, heard: dict[str, Any]) -> Booking | None:
    """The very same visit that waits for a decision: a second one would take a second therapist."""
    service, party, said = (heard.get(key) or turn.slot(key) for key in ("service", "party", "window"))
    start = turn.aware(datetime.fromisoformat(said["from"]))
    return next(
        (one for one in awaiting(turn) if (one.service_id, one.party, one.start) == (service, party, start)), None
    )


def has_most_bookings(turn: Turn) -> bool:
    """Whether the customer has as many coming bookings as can be made online."""
    return len(upcoming(turn)) >= turn.services.limits.future_bookings


def note_for_staff(turn: Turn, kind: str, **detail: Any) -> None:
    """Leave a note for the people at the venue."""
    with writing(turn.services.engine) as connection:
        tell_staff(connection, turn.venue.id, turn.conversation, kind, turn.now, detail)
