"""Reads when a customer wants to come, in English and Vietnamese, and says times back."""

from datetime import date, datetime

from spa.dates.phrases import phrases
from spa.dates.pieces import pieces
from spa.dates.prepare import prepare
from spa.dates.resolve import readings, setting
from spa.dates.said import Hours, Time
from spa.dates.speech import say, say_day, say_hour

__all__ = ["Hours", "Time", "say", "say_day", "say_hour", "times"]


def times(
    text: str, now: datetime, hours: Hours | None = None, expected: bool = False, *, day: date | None = None
) -> list[Time]:
    """Return the times that the text speaks of, in order; two mean that the customer must be asked which.

    A time that is past is returned as it was said. A weekday, a day of the month or an hour alone means the next one.
    `hours` tells when the venue is open on a day, so that "at 3" is in the afternoon; `expected` that a time was asked
    for, so that "3" alone is one; `day` is the day agreed before, for an hour without a day.
    """
    text_ready = prepare(text)
    try:
        return readings(phrases(pieces(text_ready, expected), text_ready), setting(now, hours, day))
    except (OverflowError, ValueError):  # before the first or after the last day that the calendar has
        return []
