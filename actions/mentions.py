"""Whom the things on health are about that a message mentions: this guest, a companion, or still to be asked."""

from collections.abc import Mapping
from typing import Any

from actions import draft, party
from actions.answers import answer_of_party, short_answer
from actions.base import NO, YES, Turn
from spa.screening.party import BOTH, COMPANION, SOMEONE, Party, concerned, open_to, reported_of

Told = dict[int, dict[str, str]]  # by guest: condition and answer


def sort_out(turn: Turn) -> tuple[Told, list[str]]:
    """What is now certain, by guest and condition, and what has to be asked back."""
    many = guests(turn)
    known, said_now, covered = party.answers(turn, many), mentions(turn), _covered(turn)
    told: Told = {}
    for mention in said_now:
        whose = _whose(turn, mention, known, mention["value"] in covered)
        for guest, own in (reported_of([mention["value"]], whose, known) if whose else {}).items():
            told.setdefault(guest, {}).update(own)
    unclear = [m["value"] for m in said_now if m["value"] not in conditions(told)]
    pending = [] if said_now else (turn.slot("health_pending") or [])
    said = _about_pending(turn, many) if pending else None
    if said == NO:
        return {}, []
    if said:
        return reported_of(pending, said, known), []
    return told, list(dict.fromkeys([*unclear, *pending]))


def guests(turn: Turn) -> int:
    """How many come, also where the message itself says it."""
    said = draft.hear(turn).get("party") or 1
    return max(min(int(said), draft.LARGEST_PARTY), party.size(turn, draft.held(turn)))


def _whose(turn: Turn, mention: Mapping[str, Any], known: Party, covered: bool) -> str | None:
    """Whom it is about: yes (who writes), companion, both, someone; None where it has to be asked whether it is anybody.

    For one guest it is known who that is, but it is kept who said so of themselves: more may come later.
    """
    certain = mention["whose"] == "guest" and (mention["status"] == "present" or covered)
    if len(known) == 1:
        return (YES if mention["said_of"] == "self" else SOMEONE) if certain else None
    named = turn.services.answers.speaks_of(turn.typed)
    if "both" in named and certain:
        return BOTH
    if mention["said_of"] == "another" and mention["status"] != "absent":
        return COMPANION
    if not certain:  # also of somebody who may not come at all
        return None
    if mention["said_of"] == "self":
        return SOMEONE if "we" in named else YES
    return _asked_of(turn, known)


def _asked_of(turn: Turn, known: Party) -> str:
    """Who it is where nobody is named: those of whom the open question is, such as which medicines they are."""
    asked = str(turn.slot("requested_slot") or "")
    if not asked.startswith("screening_") or turn.is_early:
        return SOMEONE
    question = turn.services.rules.question(asked.removeprefix("screening_"))
    whose = frozenset(open_to(question, known)) if question.when else None
    return next((said for said in (YES, COMPANION) if concerned(said, len(known)) == whose), SOMEONE)


def _about_pending(turn: Turn, many: int) -> str | None:
    """Words of comfort ("no worries then") are no answer, and only what is clearly a no is one."""
    if turn.services.answers.comforts(turn.typed):
        return None
    if many > 1:
        return answer_of_party(turn, leaning=False)
    if turn.typed and not turn.is_early and turn.services.answers.is_of_another(turn.typed):
        return NO
    said = short_answer(turn, leaning=False)
    return SOMEONE if said == YES else said


def of_another(turn: Turn) -> dict[str, str]:
    """What is said of somebody else, where one guest comes."""
    named = [m for m in mentions(turn) if m["said_of"] == "another"]
    return {m["value"]: YES for m in named} if guests(turn) == 1 else {}


def conditions(told: Told) -> list[str]:
    return list(dict.fromkeys(condition for own in told.values() for condition in own))


def _covered(turn: Turn) -> tuple[str, ...]:
    """The conditions that the open question is about: "two years ago" is an answer to "did you ever"."""
    asked = str(turn.slot("requested_slot") or "")
    if not asked.startswith("screening_") or turn.is_early:
        return ()
    question = turn.services.rules.question(asked.removeprefix("screening_"))
    return () if question.list else question.covers


def mentions(turn: Turn) -> list[Mapping[str, Any]]:
    entities = turn.message.get("entities") or []
    named = [e for e in entities if e["entity"] == "health"] or _across(turn)
    several = guests(turn) > 1  # of whom somebody else than the one who writes may be the one
    return [e for e in named if e["status"] != "absent" or (several and e["said_of"] == "another")]


def _across(turn: Turn) -> list[Mapping[str, Any]]:
    """What this message and the one typed right before it say only together."""
    typed = [event for event in turn.tracker.events if event["event"] == "user"][-2:]
    if len(typed) < 2 or any((event.get("parse_data") or {}).get("pressed") for event in typed):
        return []
    found = turn.services.health.across(typed[0].get("text") or "", typed[1].get("text") or "")
    return [{"value": one.condition, "status": one.status, "whose": one.whose, "said_of": one.said_of} for one in found]
