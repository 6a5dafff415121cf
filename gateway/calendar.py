"""Calendars behind addresses that cannot be guessed: a customer's booking, a therapist's day, a venue's day."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.engine import Engine
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from gateway.texts import Texts
from spa import calendar
from spa.booking import Booking, one
from spa.booking.values import Guest
from spa.calendar import Entry, Feed
from spa.knowledge import Venue, facts
from spa.messages.wording import details
from spa.screening import Rules
from spa.store.database import reading

STAFF = "vi"  # the language of the feeds
_HEADERS = {"Cache-Control": "private, max-age=300", "X-Robots-Tag": "noindex, nofollow"}


@dataclass(frozen=True)
class Calendars:
    engine: Engine
    venues: Mapping[str, Venue]
    rules: Rules
    texts: Texts
    secret: str
    now: Callable[[], datetime]

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/calendar/booking/{token}.ics", self.show_booking),
            Route("/calendar/feed/{token}.ics", self.show_feed),
        ]

    def show_booking(self, request: Request) -> Response:
        """The customer's file; a cancelled visit says so."""
        booking_id = calendar.booking_of(self.secret, request.path_params["token"])
        if booking_id is None:
            return _unknown()
        with reading(self.engine) as connection:
            booked = one(connection, booking_id)
        venue, language = self.venues[booked.venue_id], booked.language
        known = {**facts(venue, language), **details(venue, booked, language)}
        text = self.texts.say("utter_calendar_customer", language, known)
        content = calendar.customer_file(booked, venue, text, self.now())
        return _file(content, f'attachment; filename="{booked.code}.ics"')

    def show_feed(self, request: Request) -> Response:
        with reading(self.engine) as connection:
            feed = calendar.feed_of(connection, request.path_params["token"])
            booked = calendar.bookings_of(connection, feed, self.now()) if feed else []
        if feed is None:
            return _unknown()
        venue = self.venues[feed.venue_id]
        entries = [self._entry(feed, venue, one) for one in booked]
        return _file(calendar.file(entries, self.now(), _name(feed, venue)), "inline")

    def _entry(self, feed: Feed, venue: Venue, booked: Booking) -> Entry:
        """A therapist reads of the own guests a first name and what to do; the desk reads whom to call."""
        kind = "utter_calendar_therapist" if feed.therapist_id else "utter_calendar_venue"
        guests = [one for one in booked.guests if feed.therapist_id in (None, one.therapist_id)]
        names = {therapist.id: therapist.name for therapist in venue.therapists}
        kept = dict.fromkeys(step for guest in guests for step in guest.kept)
        known = {
            **details(venue, booked, STAFF),
            "name": booked.contact.name if booked.contact else "–",
            "customer_phone": booked.contact.phone if booked.contact else "–",
            "with_whom": ", ".join(dict.fromkeys(names.get(id, id) for id in booked.therapist_ids)),
            "steps": ", ".join(self.rules.steps[step][STAFF] for step in kept),
            "note": self.rules.note_text(_note(booked, guests), STAFF) or "–",
        }
        who = ", ".join(_first_name(booked, one) for one in guests) if feed.therapist_id else known["name"]
        text = self.texts.say(kind, STAFF, known)
        return calendar.entry_of(booked, venue, STAFF, f"{who} · {known['service']}", text)


def _note(booked: Booking, guests: Sequence[Guest]) -> str:
    """What concerns these guests; in a party a note begins with the guest's number."""
    own = {str(guest.number) for guest in guests}
    parts = [(part, part.partition(": ")[0]) for part in booked.note.split("; ")]
    return "; ".join(part for part, number in parts if not number.isdigit() or number in own)


def _first_name(booked: Booking, guest: Guest) -> str:
    """Vietnamese names end with it, others begin with it."""
    name = guest.name or (booked.contact.name if booked.contact and guest.number == 1 else "")
    words = name.split() or [f"{guest.number}/{booked.party}"]
    return words[-1] if booked.language == "vi" else words[0]


def _name(feed: Feed, venue: Venue) -> str:
    names = {therapist.id: therapist.name for therapist in venue.therapists}
    return f"{names.get(feed.therapist_id, feed.therapist_id)} · {venue.name}" if feed.therapist_id else venue.name


def _file(content: bytes, disposition: str) -> Response:
    headers = {**_HEADERS, "Content-Disposition": disposition}
    return Response(content, headers=headers, media_type="text/calendar; charset=utf-8")


def _unknown() -> Response:
    return Response(None, 404, _HEADERS)
