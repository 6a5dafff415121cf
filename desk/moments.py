"""How a moment is written and read: in the time of the spa, never of the server."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

YEARS = range(2000, 2200)  # that somebody may mean; far beyond them dates end


def moment(at: datetime, zone: ZoneInfo) -> str:
    """As 26/11/2026 14:05."""
    return at.astimezone(zone).strftime("%d/%m/%Y %H:%M")


def day_in(text: str) -> date:
    """The day that is written as 2026-11-26. Raises ValueError, also where nobody can mean it."""
    day = date.fromisoformat(text)
    if day.year not in YEARS:
        raise ValueError(f"nobody means {day}")
    return day


def moment_in(text: str) -> datetime:
    """The moment that is written as 2026-11-26T14:05, with a zone or none. Raises ValueError as `day_in`."""
    day_in(text[:10])
    return datetime.fromisoformat(text)
