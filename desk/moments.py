"""How a moment is read: in the time of the spa, never of the server."""

from datetime import datetime
from zoneinfo import ZoneInfo


def moment(at: datetime, zone: ZoneInfo) -> str:
    """As 26/11/2026 14:05."""
    return at.astimezone(zone).strftime("%d/%m/%Y %H:%M")
