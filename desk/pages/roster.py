"""Who works when: weekly shifts and breaks, days off, and the days on which the house is closed or open otherwise."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from sqlalchemy.engine import Connection
from starlette.responses import Response

from desk.bookings import spans, words
from desk.bookings.place import catalogue_of, said, today, venue_of
from desk.bookings.saving import save
from desk.doors import Page
from desk.moments import day_in
from desk.visit import Visit
from spa import dates
from spa.booking import staffing
from spa.errors import NotFound, SpaError, TimeNotPossible
from spa.knowledge import Hours, Therapist
from spa.store import catalogue as catalogues
from spa.store.database import reading

WEEK = range(7)
Change = Callable[[Connection, str, date, str, datetime], None]  # of a venue or a therapist, on a day


def show(visit: Visit) -> Response:
    return _shown(visit)


def close_day(visit: Visit) -> Response:
    reason = {"en": said(visit, "reason_en").strip(), "vi": said(visit, "reason_vi").strip()}
    if not all(reason.values()):
        return _shown(visit, visit.t("roster.reason_needed"))
    return _of_day(visit, lambda db, id, day, *who: staffing.close_day(db, id, day, reason, *who))


def open_day(visit: Visit) -> Response:
    return _of_day(visit, staffing.open_day)


def day_hours(visit: Visit) -> Response:
    def work(db: Connection, venue_id: str, day: date, actor: str, now: datetime) -> None:
        staffing.set_day_hours(db, venue_id, day, spans.read(said(visit, "hours")), actor, now)

    return _of_day(visit, work)


def person(visit: Visit) -> Response:
    return _person(visit)


def save_week(visit: Visit) -> Response:
    """What has changed of the seven days' shifts and breaks."""
    venue_id, one = _therapist(visit)
    who = (visit.account.actor, visit.desk.now())

    def work(db: Connection) -> None:
        for name, parts, change in (
            ("shift", one.shifts, staffing.set_shift),
            ("break", one.breaks, staffing.set_breaks),
        ):
            for weekday, before in enumerate(by_weekday(parts)):
                after = spans.sent(visit.form, f"{name}-{weekday}")
                if before != after:
                    change(db, one.id, weekday, after, *who)

    try:
        return save(visit, "roster_changed", one.id, work, f"/roster/{one.id}", venue_id)
    except SpaError as error:
        return _person(visit, words.problem(visit, error))


def save_day_off(visit: Visit) -> Response:
    off = said(visit, "off") == "yes"
    return _of_person(visit, lambda db, id, day, *who: staffing.set_day_off(db, id, day, off, *who))


def save_day_breaks(visit: Visit) -> Response:
    def work(db: Connection, therapist_id: str, day: date, actor: str, now: datetime) -> None:
        staffing.set_day_breaks(db, therapist_id, day, spans.read(said(visit, "hours")), actor, now)

    return _of_person(visit, work)


def by_weekday(parts: Sequence[Hours]) -> list[list[tuple[int, int]]]:
    return [[(part.starts, part.ends) for part in parts if part.weekday == weekday] for weekday in WEEK]


def weekdays(visit: Visit) -> list[str]:
    return [visit.t(f"roster.weekday_{weekday}") for weekday in WEEK]


def _of_day(visit: Visit, change: Change) -> Response:
    venue_id, who = venue_of(visit), (visit.account.actor, visit.desk.now())
    about = f"{venue_id} {said(visit, 'day')}"
    try:
        day = _day(visit)
        return save(visit, "roster_changed", about, lambda db: change(db, venue_id, day, *who), "/roster", venue_id)
    except SpaError as error:
        return _shown(visit, words.problem(visit, error))


def _of_person(visit: Visit, change: Change) -> Response:
    venue_id, one = _therapist(visit)
    who, back = (visit.account.actor, visit.desk.now()), f"/roster/{one.id}"
    try:
        day = _day(visit)
        return save(visit, "roster_changed", one.id, lambda db: change(db, one.id, day, *who), back, venue_id)
    except SpaError as error:
        return _person(visit, words.problem(visit, error))


def _day(visit: Visit) -> date:
    """Raises TimeNotPossible."""
    try:
        return day_in(said(visit, "day"))
    except ValueError as error:
        raise TimeNotPossible("no day", reason="unreadable") from error


def _therapist(visit: Visit) -> tuple[str, Therapist]:
    """Raises NotFound, also where the venue is not the account's."""
    wanted = str(visit.request.path_params["therapist"])
    with reading(visit.desk.engine) as db:
        for venue_id in visit.venues:
            if wanted.startswith(f"{venue_id}."):
                return venue_id, catalogues.read(db, venue_id).therapist(wanted)
    raise NotFound(f"no therapist {wanted}")


def _shown(visit: Visit, wrong: str = "") -> Response:
    with reading(visit.desk.engine) as db:
        catalogue = catalogue_of(visit, db)
    now = today(visit, catalogue)
    special: dict[date, list[tuple[int, int]]] = {}
    for part in catalogue.special_hours:
        special.setdefault(part.day, []).append((part.starts, part.ends))
    return visit.page(
        "roster/list.html",
        400 if wrong else 200,
        people=[(one, [spans.write(day) for day in by_weekday(one.shifts)]) for one in catalogue.therapists],
        weekdays=weekdays(visit),
        closures=[
            (one.day, _named(visit, one.day), one.reason[visit.language])
            for one in catalogue.closures
            if one.day >= now
        ],
        special=[(day, _named(visit, day), spans.write(own)) for day, own in special.items() if day >= now],
        venues={id: visit.desk.venues[id].name for id in visit.venues},
        venue_id=catalogue.id,
        form=visit.form,
        wrong=wrong,
    )


def _person(visit: Visit, wrong: str = "") -> Response:
    venue_id, one = _therapist(visit)
    with reading(visit.desk.engine) as db:
        now = today(visit, catalogues.read(db, venue_id))
    weeks = {"shift": by_weekday(one.shifts), "break": by_weekday(one.breaks)}
    shown = {
        f"{name}-{weekday}": visit.form.get(f"{name}-{weekday}", spans.write(week[weekday]))
        for name, week in weeks.items()
        for weekday in WEEK
    }
    return visit.page(
        "roster/person.html",
        400 if wrong else 200,
        person=one,
        shown=shown,
        weekdays=weekdays(visit),
        days_off=[(day, _named(visit, day)) for day in one.days_off if day >= now],
        day_breaks=[
            (part.day, _named(visit, part.day), spans.write([(part.starts, part.ends)]))
            for part in one.day_breaks
            if part.day >= now
        ],
        venue_id=venue_id,
        form=visit.form,
        wrong=wrong,
    )


def _named(visit: Visit, day: date) -> str:
    return f"{dates.say_day(day, visit.language)} {day.year}"


PAGES = [
    Page("/roster", show, needs="roster"),
    Page("/roster/close-day", close_day, needs="roster", methods=["POST"]),
    Page("/roster/open-day", open_day, needs="roster", methods=["POST"]),
    Page("/roster/day-hours", day_hours, needs="roster", methods=["POST"]),
    Page("/roster/{therapist}", person, needs="roster"),
    Page("/roster/{therapist}/week", save_week, needs="roster", methods=["POST"]),
    Page("/roster/{therapist}/day-off", save_day_off, needs="roster", methods=["POST"]),
    Page("/roster/{therapist}/day-breaks", save_day_breaks, needs="roster", methods=["POST"]),
]
