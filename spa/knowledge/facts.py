"""The facts of a venue as words of one language, ready for the braces of an answer."""

from collections.abc import Iterable
from itertools import groupby

from spa.knowledge.model import Hours, ProcedureStep, Venue
from spa.knowledge.wording import Wording, wording

_PLAIN = ("phone", "legal_name", "map_url", "cancel_hours")
_WRITTEN = (
    *("health_contact", "privacy_contact", "address", "parking", "therapists", "ambience", "remedies", "food", "herbs"),
    *("acupoints", "step_note", "pregnancy_advice", "cancel_policy", "late_policy", "children_policy", "dress"),
    *("payment", "tipping", "vouchers", "promotions"),
)
_COUNTED = ("hours", "prices", "services", "durations", "rooms", "therapist_names", "spoken_languages")
_STEPS = {  # the step of the procedure that a fact names
    "shower": "shower",
    "tub": "wooden_tub",
    "herbal_bath": "herbal_bath",
    "saunas": "saunas",
    "rinse": "rinse",
    "final_massage": "massage",
}
_PICTURES = {"rooms_picture": "rooms", "steps_picture": "steps"}  # empty where the venue has none
FACT_NAMES = frozenset(("venue", *_PLAIN, *_WRITTEN, *_COUNTED, *_STEPS, *_PICTURES, "steps", "special"))


def facts(venue: Venue, language: str) -> dict[str, str]:
    """Every name of FACT_NAMES with what it says at this venue, in this language."""
    words = wording(language)
    simple = _counted(venue, language, words)
    simple |= {"venue": venue.name} | {name: str(getattr(venue, name)) for name in _PLAIN}
    simple |= {name: venue.texts[name][language] for name in _WRITTEN}
    simple |= {name: venue.pictures.get(picture, "") for name, picture in _PICTURES.items()}
    simple |= {name: _step(venue, step, language, words) for name, step in _STEPS.items()}
    known = {name: text.format_map(simple) for name, text in simple.items()}
    special = (text[language].format_map(known) for text in venue.special)
    steps = (_line(step, language, words).format_map(known) for step in venue.procedure)
    return known | {"steps": words.numbered(steps), "special": words.bullets(special)}


def hours_of(venue: Venue) -> dict[int, tuple[Hours, ...]]:
    """The opening hours of each weekday, 0 to 6; an empty tuple on a weekday that is closed."""
    return {weekday: tuple(span for span in venue.hours if span.weekday == weekday) for weekday in range(7)}


def money(amount_vnd: int, language: str) -> str:
    return wording(language).money(amount_vnd)


def answer_key(venue: Venue, key: str) -> str:
    """The FAQ key whose answer this venue gives when `key` is asked, both without `faq/`."""
    return venue.answers.get(key, key)


def _counted(venue: Venue, language: str, words: Wording) -> dict[str, str]:
    """What follows from hours, services, rooms and people, and so changes with them."""
    offers = [
        {
            "name": service.name[language],
            "description": service.description[language],
            "minutes": service.minutes,
            "price": words.money(service.price_vnd),
        }
        for service in venue.services
    ]
    return {
        "hours": _hours(venue, words),
        "prices": words.bullets(words.say("price", **offer) for offer in offers),
        "services": words.bullets(words.say("service", **offer) for offer in offers),
        "durations": words.bullets(words.say("duration", **offer) for offer in offers),
        "rooms": _rooms(venue, language, words),
        "therapist_names": words.listed(therapist.name for therapist in venue.therapists),
        "spoken_languages": _spoken(venue, words),
    }


def _hours(venue: Venue, words: Wording) -> str:
    """One line for each run of days that open and close alike."""
    spans = {weekday: [(span.starts, span.ends) for span in day] for weekday, day in hours_of(venue).items()}
    runs = groupby(spans, spans.__getitem__)
    return "\n".join(words.opening(list(days), times) for times, days in runs)


def _rooms(venue: Venue, language: str, words: Wording) -> str:
    kinds, areas = _once(room.kind for room in venue.rooms), words.keys("areas")
    rooms = words.listed(words.named("room_kinds", kind) for kind in kinds if kind not in areas)
    besides = [words.named("areas", kind) for kind in kinds if kind in areas]
    besides += [facility[language] for facility in venue.facilities]
    said = words.say("rooms", kinds=rooms)
    return words.say("with_facilities", rooms=said, facilities=words.listed(besides)) if besides else said


def _spoken(venue: Venue, words: Wording) -> str:
    codes = _once(code for therapist in venue.therapists for code in therapist.languages)
    return words.listed(words.named("languages", code) for code in codes)


def _once(parts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(parts))


def _step(venue: Venue, step_id: str, language: str, words: Wording) -> str:
    return next(_line(step, language, words) for step in venue.procedure if step_id in step.steps)


def _line(step: ProcedureStep, language: str, words: Wording) -> str:
    return words.say("step", what=step.what[language], purpose=step.purpose[language])
