"""The plan as a picture that needs no script: a table of quarters of an hour, in which a visit is as wide as it is long."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from spa.booking import timeline
from spa.booking.timeline import Visit
from spa.knowledge import Catalogue

GONE = ("cancelled", "no_show")  # their time is somebody else's
QUARTER = 15
DAY = 24 * 60 // QUARTER
THERAPISTS, ROOMS = "therapists", "rooms"


@dataclass(frozen=True)
class Cell:
    """A visit, a free quarter (with its start in local time, to drop a visit on), or a stretch with nobody there."""

    width: int  # quarters
    visit: Visit | None = None
    start: str = ""


@dataclass(frozen=True)
class Row:
    """A therapist or a room. There is more than one line only where visits overlap, which shows a fault."""

    id: str
    name: str
    lines: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Grid:
    hours: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class WeekRow:
    name: str
    days: tuple[tuple[Visit, ...], ...]


def day_grid(catalogue: Catalogue, day: date, by: str, visits: Sequence[Visit], language: str) -> Grid:
    """Return the picture of one day, by therapist or by room, from the hour it begins to the hour it ends."""
    shown = [one for one in visits if one.status not in GONE]
    midnight = datetime.combine(day, datetime.min.time(), ZoneInfo(catalogue.timezone))
    spans = {one.id: _span(one, midnight) for one in shown}
    opened = timeline.open_quarters(catalogue, day)
    first, last = _edges([*opened, *(q for span in spans.values() for q in (span[0], span[1] - 1))])
    rows = []
    for id, name, there in _resources(catalogue, day, by, opened, language):
        own = [one for one in shown if id in (one.therapist_ids if by == THERAPISTS else one.room_ids)]
        lines = [_line(line, spans, there, first, last, day) for line in _lanes(own, spans)]
        rows.append(Row(id, name, tuple(lines)))
    return Grid(tuple(f"{quarter // 4:02}:00" for quarter in range(first, last, 4)), tuple(rows))


def week_rows(catalogue: Catalogue, first: date, by: str, visits: Sequence[Visit], language: str) -> list[WeekRow]:
    """Return for each therapist or room its visits of seven days."""
    zone, days = ZoneInfo(catalogue.timezone), [first + timedelta(days=number) for number in range(7)]
    rows = []
    for id, name in _names(catalogue, by, language):
        own = [one for one in visits if id in (one.therapist_ids if by == THERAPISTS else one.room_ids)]
        own = [one for one in own if one.status not in GONE]
        by_day = tuple(tuple(one for one in own if one.start.astimezone(zone).date() == day) for day in days)
        rows.append(WeekRow(name, by_day))
    return rows


def _names(catalogue: Catalogue, by: str, language: str) -> list[tuple[str, str]]:
    if by == ROOMS:
        return [(room.id, room.name[language]) for room in catalogue.rooms]
    return [(person.id, person.name) for person in catalogue.therapists]


def _resources(
    catalogue: Catalogue, day: date, by: str, opened: frozenset[int], language: str
) -> Iterable[tuple[str, str, frozenset[int]]]:
    if by == ROOMS:
        return [(id, name, opened) for id, name in _names(catalogue, by, language)]
    return [(person.id, person.name, timeline.present(catalogue, person, day)) for person in catalogue.therapists]


def _span(visit: Visit, midnight: datetime) -> tuple[int, int]:
    first, last = ((moment - midnight) // timedelta(minutes=QUARTER) for moment in (visit.start, visit.end))
    return max(first, 0), min(max(last, first + 1), DAY)


def _edges(quarters: Sequence[int]) -> tuple[int, int]:
    """The first and the last quarter to be shown, on full hours."""
    if not quarters:
        return 9 * 4, 21 * 4
    return min(quarters) // 4 * 4, -(-(max(quarters) + 1) // 4) * 4


def _lanes(visits: Iterable[Visit], spans: dict[int, tuple[int, int]]) -> list[list[Visit]]:
    lanes: list[list[Visit]] = [[]]
    for one in visits:
        free = [lane for lane in lanes if not lane or spans[lane[-1].id][1] <= spans[one.id][0]]
        if free:
            free[0].append(one)
        else:
            lanes.append([one])
    return lanes


def _line(
    visits: Sequence[Visit], spans: dict[int, tuple[int, int]], there: frozenset[int], first: int, last: int, day: date
) -> tuple[Cell, ...]:
    cells, at = [], first
    for one in visits:
        begins, ends = spans[one.id]
        cells += _empty(there, at, begins, day)
        cells.append(Cell(ends - begins, one))
        at = ends
    return tuple(cells + _empty(there, at, last, day))


def _empty(there: frozenset[int], first: int, last: int, day: date) -> list[Cell]:
    """One cell for each quarter in which somebody is there, one for each stretch in which nobody is."""
    cells: list[Cell] = []
    for quarter in range(first, last):
        if quarter in there:
            cells.append(Cell(1, start=f"{day.isoformat()}T{quarter // 4:02}:{quarter % 4 * QUARTER:02}"))
        elif cells and not cells[-1].start:
            cells[-1] = Cell(cells[-1].width + 1)
        else:
            cells.append(Cell(1))
    return cells
