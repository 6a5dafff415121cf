"""Hours as people write them, "09:00-12:30, 13:00-21:00", and as the domain has them: minutes after midnight."""

import re
from collections.abc import Iterable

from starlette.datastructures import FormData

from spa.errors import HoursNotValid
from spa.knowledge.checks import DAY_MINUTES, SLOT_MINUTES

_SPAN = re.compile(r"(\d{1,2})(?:[:h.](\d{2}))?\s*[-–]\s*(\d{1,2})(?:[:h.](\d{2}))?")


def read(text: str) -> list[tuple[int, int]]:
    """Return the spans; none for an empty field. Raises HoursNotValid."""
    parts = [part.strip() for part in re.split(r"[,;]", text) if part.strip()]
    return [_span(part) for part in parts]


def sent(form: FormData, name: str) -> list[tuple[int, int]]:
    """As `read`; a field that did not come at all clears nothing."""
    if name not in form:
        raise HoursNotValid(f"no {name}")
    return read(str(form[name]))


def write(spans: Iterable[tuple[int, int]]) -> str:
    return ", ".join(f"{_time(first)}-{_time(last)}" for first, last in spans)


def _span(part: str) -> tuple[int, int]:
    found = _SPAN.fullmatch(part)
    if not found:
        raise HoursNotValid(part, grain=SLOT_MINUTES, latest=DAY_MINUTES)
    hour, minute, until_hour, until_minute = (int(number or 0) for number in found.groups())
    if minute > 59 or until_minute > 59:
        raise HoursNotValid(part, grain=SLOT_MINUTES, latest=DAY_MINUTES)
    return hour * 60 + minute, until_hour * 60 + until_minute


def _time(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
