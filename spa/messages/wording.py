"""What a text says of a booking: the words for its braces, in one language."""

from zoneinfo import ZoneInfo

from spa import dates
from spa.booking.values import Booking
from spa.knowledge import Venue, money


def details(venue: Venue, booked: Booking, language: str) -> dict[str, str]:
    """Service, when (in the venue's zone), minutes, price, guests and code."""
    local = booked.start.astimezone(ZoneInfo(venue.timezone)).replace(tzinfo=None)
    return {
        "service": venue.service(booked.service_id).name[language],
        "when": dates.say(local, language),
        "minutes": str(booked.minutes),
        "price": money(booked.price_vnd, language),
        "guests": str(booked.party),
        "code": booked.code,
    }
