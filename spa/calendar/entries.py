"""Entries in the iCalendar format, with the venue's zone written out, so that every calendar shows the right hour."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress, vText

from spa.booking.values import ARRIVED, AWAITING_DECISION, CONFIRMED, Booking
from spa.knowledge import Venue

PUBLISH, CANCEL = "PUBLISH", "CANCEL"
REFRESH = timedelta(minutes=15)  # how often a subscribed calendar should look again
_STATUS = {CONFIRMED: "CONFIRMED", ARRIVED: "CONFIRMED", "completed": "CONFIRMED", AWAITING_DECISION: "TENTATIVE"}
_ZONES_FROM, _ZONES_TO = datetime(2020, 1, 1).date(), datetime(2038, 1, 1).date()


@dataclass(frozen=True)
class Entry:
    """One visit. `start` and `end` are in the venue's zone; the same `uid` with a higher `sequence` replaces it."""

    uid: str
    sequence: int
    start: datetime
    end: datetime
    status: str  # CONFIRMED, TENTATIVE, CANCELLED
    summary: str
    description: str
    location: str


def entry_of(booked: Booking, venue: Venue, language: str, summary: str, description: str) -> Entry:
    zone = ZoneInfo(venue.timezone)
    return Entry(
        uid=f"{booked.code}@{venue.id}",
        sequence=booked.sequence,
        start=booked.start.astimezone(zone),
        end=booked.end.astimezone(zone),
        status=_STATUS.get(booked.status, "CANCELLED"),
        summary=summary,
        description=description,
        location=venue.texts["address"][language],
    )


def file(entries: Iterable[Entry], now: datetime, name: str, organizer: str = "", method: str = PUBLISH) -> bytes:
    """The file. `name` is the calendar's, `organizer` an e-mail address; a cancelled visit is sent with CANCEL."""
    calendar = Calendar()
    calendar.add("prodid", "-//spa-assistant//calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for entry in entries:
        calendar.add_component(_event(entry, now, name, organizer))
    calendar.add_missing_timezones(_ZONES_FROM, _ZONES_TO)
    return bytes(calendar.to_ical())


def customer_file(booked: Booking, venue: Venue, description: str, now: datetime, organizer: str = "") -> bytes:
    """The customer's own file of one booking, in their language; that of a cancelled visit takes it away."""
    service = venue.service(booked.service_id).name[booked.language]
    entry = entry_of(booked, venue, booked.language, f"{service} · {venue.name}", description)
    return file([entry], now, venue.name, organizer, method_of(booked))


def method_of(booked: Booking) -> str:
    """What a calendar has to do with the file."""
    return PUBLISH if booked.status in _STATUS else CANCEL


def _event(entry: Entry, now: datetime, name: str, organizer: str) -> Event:
    event = Event()
    for key in ("uid", "sequence", "status", "summary", "description", "location"):
        event.add(key, getattr(entry, key))
    event.add("dtstamp", now)
    event.add("dtstart", entry.start)
    event.add("dtend", entry.end)
    if organizer:
        address = vCalAddress(f"mailto:{organizer}")
        address.params["cn"] = vText(name)
        event.add("organizer", address)
    return event
