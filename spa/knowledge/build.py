"""Turns the content of one venue file, whose shape has been checked, into a Venue."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from operator import itemgetter
from typing import Any

from spa.knowledge.model import Closure, Hours, ProcedureStep, Room, Service, Step, Therapist, Venue
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
    starts, ends = (int(clock[:2]) * 60 + int(clock[3:]) for clock in time.split("-"))
    return Hours(weekday, starts, ends)


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
        shifts=tuple(
            sorted(_hours(WEEKDAYS.index(day), shift["time"]) for shift in content["shifts"] for day in shift["days"])
        ),
        days_off=tuple(sorted(map(date.fromisoformat, content.get("days_off", [])))),
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
