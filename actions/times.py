"""The question for the time, with what is free as buttons."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy.engine import Connection

from actions.base import Turn, button
from spa import booking
from spa.booking import Alternatives, Offer, Window, Wish
from spa.dates import say_day
from spa.store.database import reading

SEARCHED = (timedelta(days=2), timedelta(days=7))  # where nothing was said: soon, else this week
FEW, DAY, WEEK = 6, 18, 42  # free times: as buttons, and on the page, which has days and hours to pick from


def ask_start(turn: Turn, moving: int | None = None) -> None:
    """Ask for the time with the free ones as buttons. `moving`: the booking whose own time counts as free."""
    window = turn.slot("window") or {}
    choices, reason = _readings(turn, window), window.get("reason")
    if not choices:
        offers, reason = _offers(turn, window, moving)
        choices = [_offer_button(turn, offer) for offer in offers]
    limits, shown = turn.services.limits, "times" if any("day" in one for one in choices) else None
    if not choices:
        turn.say("utter_ask_start_none")
    elif reason:
        told = {"lead_minutes": str(limits.lead_minutes), "days_ahead": str(limits.days_ahead)}
        turn.say(f"utter_ask_start_{reason}", choices, choices=shown, when=say_wanted(turn, window), **told)
    elif window.get("readings"):
        turn.say("utter_ask_start_which", choices)
    else:
        turn.say("utter_ask_start_free" if window else "utter_ask_start", choices, choices=shown)


def _readings(turn: Turn, window: dict[str, Any]) -> list[dict[str, str]]:
    """The readings of a time that can be meant in two ways, as buttons: two days, or two hours."""
    titles = {
        start: _offer_title(turn, datetime.fromisoformat(start)) if "T" in start else _day_title(turn, start)
        for start in window.get("readings", [])
    }
    return [button(title, start=start) for start, title in titles.items()]


def _day_title(turn: Turn, day: str) -> str:
    return say_day(date.fromisoformat(day), turn.language)


def _offer_button(turn: Turn, offer: Offer) -> dict[str, str]:
    """A start; where only a shorter service fits there, that one with its name and length."""
    start = offer.start.astimezone(turn.zone).replace(tzinfo=None).isoformat()
    if offer.service_id is None:
        return {**button(turn.say_time(offer.start), start=start), "day": start[:10], "time": start[11:16]}
    name = turn.venue.service(offer.service_id).name[turn.language]
    return button(f"{turn.say_time(offer.start)} · {name} {offer.minutes}'", service=offer.service_id, start=start)


def _offers(turn: Turn, window: dict[str, Any], moving: int | None) -> tuple[list[Offer], str | None]:
    """What is free inside of what was said, else the nearest to it, else the next ones; and why none is inside."""
    reason = window.get("reason")
    with reading(turn.services.engine) as connection:
        search = _Search(turn, connection, moving or turn.slot("booking_id"))
        found = [] if reason else search.within(_searched(turn, window))
        if not found and window:
            near = search.near(_wanted(turn, window))
            found = list(near.offers)
            reason = reason or (_why_not(near.reason) if window.get("to") else None)  # of one start it was said before
        if not found:  # nothing soon, or what was wanted is far from all that can be had
            found = search.within(Window(turn.now, turn.now + (SEARCHED[0] if window else SEARCHED[1])))
    return [offer for offer in found if not (moving and offer.service_id)], reason  # a booking moves as it is


@dataclass(frozen=True)
class _Search:
    """What is looked for, whenever it may be; what `own` takes counts as free."""

    turn: Turn
    connection: Connection
    own: int | None

    def within(self, window: Window) -> list[Offer]:
        limits = self.turn.services.limits
        most = _most(window) if picks(self.turn) else FEW
        return booking.offers(self.connection, *self._what, window, *self._whose, most, self.own, limits)

    def near(self, wanted: datetime) -> Alternatives:
        limits = self.turn.services.limits
        return booking.nearest(self.connection, *self._what, wanted, *self._whose, own=self.own, limits=limits)

    @property
    def _what(self) -> tuple[str, str, int]:
        return self.turn.venue.id, self.turn.slot("service"), self.turn.slot("party")

    @property
    def _whose(self) -> tuple[datetime, Wish]:
        return self.turn.now, Wish(**(self.turn.slot("wish") or {}))


def _why_not(reason: str | None) -> str:
    """Of several starts that were welcome not one is free: which is why, wherever the house is open then."""
    return reason if reason in ("past", "too_soon", "too_far", "closed_day", "outside_hours") else "full"


def _wanted(turn: Turn, window: dict[str, Any]) -> datetime:
    """The start that was said, or the middle of what can still be had of the hours that were."""
    start = turn.aware(datetime.fromisoformat(window["from"]))
    if not window.get("to"):
        return start
    end = turn.aware(datetime.fromisoformat(window["to"]))
    soonest = turn.now + timedelta(minutes=turn.services.limits.lead_minutes)
    return start + (end - start) / 2 if soonest >= end else max(start, soonest) + (end - max(start, soonest)) / 2


def picks(turn: Turn) -> bool:
    """Whether the customer has days and hours to pick from, not a few buttons."""
    return turn.channel == "web"


def _most(window: Window) -> int:
    if window.end is None:
        return FEW
    return WEEK if window.end - window.start > SEARCHED[0] else DAY


def _searched(turn: Turn, window: dict[str, Any]) -> Window:
    if not window:
        return Window(turn.now, turn.now + SEARCHED[picks(turn)])
    start = datetime.fromisoformat(window["from"])
    if window.get("grain") == "soonest":
        return Window(turn.aware(start), None)
    end = datetime.fromisoformat(window["to"]) if window.get("to") else start + timedelta(hours=12)
    return Window(turn.aware(start), turn.aware(end))


def _offer_title(turn: Turn, start: datetime) -> str:
    return turn.say_time(turn.aware(start))


def say_wanted(turn: Turn, window: dict[str, Any]) -> str:
    """The start, or the day, that was said."""
    start = datetime.fromisoformat(window["from"])
    whole_day = window.get("to") and start.time() == time.min
    return say_day(start.date(), turn.language) if whole_day else turn.say_time(turn.aware(start))
