"""The question for the time, with what is free as buttons."""

from datetime import date, datetime, timedelta
from typing import Any

from actions.base import Turn, button
from spa import booking
from spa.booking import Offer, Window, Wish
from spa.dates import say_day
from spa.store.database import reading

SEARCHED = (timedelta(days=2), timedelta(days=7))  # where nothing was said: soon, else this week


def ask_start(turn: Turn, moving: int | None = None) -> None:
    """Ask for the time with the free ones as buttons. `moving`: the booking whose own time counts as free."""
    window = turn.slot("window") or {}
    reason = window.get("reason")
    choices = _readings(turn, window) or [_offer_button(turn, offer) for offer in _offers(turn, window, moving)]
    if not choices:
        turn.say("utter_ask_start_full")
    elif reason:
        turn.say(f"utter_ask_start_{reason}", buttons=choices, when=_wanted_time(turn, window))
    elif window.get("readings"):
        turn.say("utter_ask_start_which", buttons=choices)
    else:
        turn.say("utter_ask_start_free" if window else "utter_ask_start", buttons=choices)


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
        return button(turn.say_time(offer.start), start=start)
    name = turn.venue.service(offer.service_id).name[turn.language]
    return button(f"{turn.say_time(offer.start)} · {name} {offer.minutes}'", service=offer.service_id, start=start)


def _offers(turn: Turn, window: dict[str, Any], moving: int | None) -> list[Offer]:
    """Inside what was said, else the nearest to it, else the next ones."""
    own = moving or turn.slot("booking_id")
    wish = Wish(**(turn.slot("wish") or {}))
    what = (turn.venue.id, turn.slot("service"), turn.slot("party"))
    with reading(turn.services.engine) as connection:
        found: list[Offer] = []
        if not window.get("reason"):
            found = booking.offers(connection, *what, _searched(turn, window), turn.now, wish, own=own)
        if not found and not window:
            week = Window(turn.now, turn.now + SEARCHED[1])
            found = booking.offers(connection, *what, week, turn.now, wish, own=own)
        if not found and window:
            wanted = turn.aware(datetime.fromisoformat(window["from"]))
            found = list(booking.nearest(connection, *what, wanted, turn.now, wish, own=own).offers)
        if not found and window:  # what was wanted is far from all that can be had
            found = booking.offers(connection, *what, _searched(turn, {}), turn.now, wish, own=own)
    return [offer for offer in found if not (moving and offer.service_id)]  # a booking moves as it is


def _searched(turn: Turn, window: dict[str, Any]) -> Window:
    if not window:
        return Window(turn.now, turn.now + SEARCHED[0])
    start = datetime.fromisoformat(window["from"])
    if window.get("grain") == "soonest":
        return Window(turn.aware(start), None)
    end = datetime.fromisoformat(window["to"]) if window.get("to") else start + timedelta(hours=12)
    return Window(turn.aware(start), turn.aware(end))


def _offer_title(turn: Turn, start: datetime) -> str:
    return turn.say_time(turn.aware(start))


def _wanted_time(turn: Turn, window: dict[str, Any]) -> str:
    return turn.say_time(turn.aware(datetime.fromisoformat(window["from"])))
