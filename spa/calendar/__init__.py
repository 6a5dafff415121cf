"""Bookings as calendar entries: a file for the customer, private feeds for therapists and venues."""

from spa.calendar.entries import Entry, customer_file, entry_of, file, method_of
from spa.calendar.feeds import Feed, bookings_of, create, feed_of, feeds, revoke
from spa.calendar.links import address, booking_of, token_of

__all__ = [
    "Entry",
    "Feed",
    "address",
    "booking_of",
    "bookings_of",
    "create",
    "customer_file",
    "entry_of",
    "feed_of",
    "feeds",
    "file",
    "method_of",
    "revoke",
    "token_of",
]
