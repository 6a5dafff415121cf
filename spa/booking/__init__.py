"""The booking engine: free times, holds, the screening gate, confirmations and changes."""

from spa.booking.archive import archive
from spa.booking.availability import check_start, nearest, offers
from spa.booking.changing import cancel, move, withdraw_all_for_health, withdraw_booking_for_health
from spa.booking.confirming import confirm
from spa.booking.deciding import decide
from spa.booking.exchanging import asks_anew, exchange, hold_instead
from spa.booking.holding import await_decision, held_until, hold, open_hold, release, renew, replan
from spa.booking.hours import next_opening
from spa.booking.line import Entry, WaitRequest
from spa.booking.lookup import by_code, find, link, of_conversation
from spa.booking.people import checked_name, checked_phone, name_companions
from spa.booking.proposing import propose
from spa.booking.records import one
from spa.booking.reporting import report
from spa.booking.values import (
    Alternatives,
    BookedStep,
    Booking,
    Contact,
    Guest,
    HoldRequest,
    Limits,
    Offer,
    Window,
    Wish,
)
from spa.booking.visiting import arrive, complete, no_show

__all__ = [
    "Alternatives",
    "BookedStep",
    "Booking",
    "Contact",
    "Entry",
    "Guest",
    "HoldRequest",
    "Limits",
    "Offer",
    "WaitRequest",
    "Window",
    "Wish",
    "archive",
    "arrive",
    "asks_anew",
    "await_decision",
    "by_code",
    "cancel",
    "check_start",
    "checked_name",
    "checked_phone",
    "complete",
    "confirm",
    "decide",
    "exchange",
    "find",
    "held_until",
    "hold",
    "hold_instead",
    "link",
    "move",
    "name_companions",
    "nearest",
    "next_opening",
    "no_show",
    "of_conversation",
    "offers",
    "one",
    "open_hold",
    "propose",
    "release",
    "renew",
    "replan",
    "report",
    "withdraw_all_for_health",
    "withdraw_booking_for_health",
]
