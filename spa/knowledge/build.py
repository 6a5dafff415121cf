"""Turns the content of one venue file, whose shape has been checked, into a Venue."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from operator import itemgetter
from typing import Any

from spa.knowledge.model import Closure, DayHours, Hours, ProcedureStep, Room, Service, Step, Therapist, Venue
from spa.messages.routes import ROUTES

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Content = Mapping[str, Any]


def build(content: Content, digest: str) -> Venue:
    venue_id: str = content["id"]
    return Venue(
        id=venue_id,
        name=content["name"],
        legal_name=_plain(content["legal_name"]),
        phone=_plain(content["phone"]),
        timezone=content["timezone"],
        map_url=content["place"]["map_url"],
        cancel_hours=content["policies"]["cancel_hours"],
        hours=tuple(sorted(_hours(day, time) for day, name in enumerate(WEEKDAYS) for time in content["hours"][name])),
        closures=tuple(
            closure
            for span in sorted(content.get("closures", []), key=itemgetter("from"))
            for closure in _closures(span)
        ),
        special_hours=tuple(
            sorted(_on(span["day"], time) for span in content.get("special_hours", []) for time in span["hours"])
        ),
        cleaning_after_closing=content.get("cleaning_after_closing", True),
        rooms=tuple(Room(f"{venue_id}.{key}", **room) for key, room in _entries(content["rooms"])),
        services=tuple(_service(key, service) for key, service in _entries(content["services"])),
        therapists=tuple(_therapist(f"{venue_id}.{key}", one) for key, one in _entries(content["therapists"])),
        facilities=tuple(content.get("facilities", [])),
        procedure=tuple(
            ProcedureStep(tuple(step["steps"]), step["what"], step["purpose"]) for step in content["procedure"]
        ),
        special=tuple(content["about"]["special"]),
        texts=_texts(content),
        pictures=content.get("pictures", {}),
        answers=content.get("answers", {}),
        message_routes=tuple(content.get("message_routes", ROUTES)),
        demo_values=tuple(_demo_keys(content)),
        digest=digest,
    )


def _plain(value: Any) -> str:
    return str(value["value"] if isinstance(value, dict) else value)


def _entries(section: Content) -> Iterator[tuple[str, Any]]:
    return ((key, value) for key, value in section.items() if key != "demo")


def _hours(weekday: int, time: str) -> Hours:
    return Hours(weekday, *_minutes(time))


def _on(day: str, time: str) -> DayHours:
    return DayHours(date.fromisoformat(day), *_minutes(time))


def _minutes(time: str) -> tuple[int, int]:
    starts, ends = time.split("-")
    return _minute(starts), _minute(ends)


def _minute(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])


def _weekly(spans: Iterable[Content]) -> tuple[Hours, ...]:
    return tuple(sorted(_hours(WEEKDAYS.index(day), span["time"]) for span in spans for day in span["days"]))


def _closures(span: Content) -> Iterator[Closure]:
    day, last = date.fromisoformat(span["from"]), date.fromisoformat(span["to"])
    while day <= last:
        yield Closure(day, span["reason"])
        day += timedelta(days=1)


def _service(service_id: str, content: Content) -> Service:
    return Service(
        id=service_id,
        name=content["name"],
        description=content["description"],
        said_as={language: tuple(said) for language, said in content["said_as"].items()},
        steps=tuple(Step(step_id, **step) for step_id, step in content["steps"].items()),
        preparation_minutes=content["preparation_minutes"],
        cleaning_minutes=content["cleaning_minutes"],
        room_kinds=tuple(content["room_kinds"]),
        largest_party=content["largest_party"],
    )


def _therapist(therapist_id: str, content: Content) -> Therapist:
    return Therapist(
        id=therapist_id,
        name=content["name"],
        gender=content["gender"],
        languages=tuple(content["languages"]),
        skills=tuple(content["skills"]),
        shifts=_weekly(content["shifts"]),
        days_off=tuple(sorted(map(date.fromisoformat, content.get("days_off", [])))),
        breaks=_weekly(content.get("breaks", [])),
        day_breaks=tuple(sorted(_on(span["day"], span["time"]) for span in content.get("day_breaks", []))),
    )


def _texts(content: Content) -> dict[str, Any]:
    texts = {
        "health_contact": content["contact"]["health"],
        "privacy_contact": content["contact"]["privacy"],
        "address": content["place"]["address"],
        "parking": content["place"]["parking"],
    }
    for section in ("about", "policies"):
        texts.update({key: text for key, text in content[section].items() if isinstance(text, dict)})
    return texts


def _demo_keys(content: Any, path: str = "") -> Iterator[str]:
    """The dotted key of everything marked `demo: true`."""
    parts = enumerate(content) if isinstance(content, list) else content.items() if isinstance(content, dict) else ()
    for key, value in parts:
        if key == "demo":
            yield path
        else:
            yield from _demo_keys(value, f"{path}.{key}" if path else str(key))
