"""What is said of a booking in the page's language: steps, notes, who did what, and why something cannot be."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.engine import Connection

from desk.visit import Visit
from spa import dates
from spa.booking import Booking, Offer
from spa.errors import SpaError
from spa.knowledge import Catalogue
from spa.staff import accounts

STAFF, SYSTEM = "staff:", "system"


def problem(visit: Visit, error: SpaError) -> str:
    """What went wrong; where a time is not free, why."""
    reason = f"bookings.reason_{error.allowed.get('reason')}"
    return visit.t(reason) if reason in visit.desk.look.texts else visit.error(error)


def offered(visit: Visit, error: SpaError, catalogue: Catalogue) -> list[tuple[str, str]]:
    """The nearest free starts that came with the error: what a form sends, and what is read."""
    offers: Any = error.allowed.get("offers", ())
    return [start_of(visit, one, catalogue) for one in offers if isinstance(one, Offer) and not one.service_id]


def start_of(visit: Visit, offer: Offer, catalogue: Catalogue) -> tuple[str, str]:
    local = offer.start.astimezone(ZoneInfo(catalogue.timezone)).replace(tzinfo=None)
    return local.isoformat(timespec="minutes"), dates.say(local, visit.language)


def steps(visit: Visit, booked: Booking) -> list[dict[str, str]]:
    """By guest: who treats them where, what they get, and what is left out."""
    names = visit.desk.rules.steps
    return [
        {
            "guest": guest.name or visit.desk.rules.guest[visit.language].format(number=guest.number),
            "therapist": guest.therapist_id,
            "room": guest.room_id,
            "kept": ", ".join(names[step][visit.language] for step in guest.kept),
            "left_out": ", ".join(names[step][visit.language] for step in guest.left_out),
        }
        for guest in booked.guests
    ]


def note(visit: Visit, booked: Booking) -> str:
    """What the therapist is to mind."""
    return visit.desk.rules.note_text(booked.note, visit.language) if booked.note else ""


def colleagues(db: Connection) -> Mapping[str, str]:
    """Names by actor, as histories have it."""
    return {one.actor: one.name for one in accounts.everyone(db)}


def who(visit: Visit, actor: str, known: Mapping[str, str]) -> str:
    if actor.startswith(STAFF):
        return known.get(actor, visit.t("bookings.by_staff"))
    return visit.t("bookings.by_system" if actor == SYSTEM else "bookings.by_customer")


def change(visit: Visit, name: str) -> str:
    """One entry of a booking's history; one without words of its own is a change like any other."""
    key = f"bookings.change_{name}"
    return visit.t(key if key in visit.desk.look.texts else "bookings.change_other")
