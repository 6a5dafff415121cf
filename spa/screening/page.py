"""One guest's questions put all at once, as a page does: which are open, and what the answers to them say."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.engine import Connection

from spa.handoff import tell_staff
from spa.health import Reader
from spa.privacy import forget_answers
from spa.screening import records
from spa.screening.assess import CARE_FIRST, Answers, Assessment, answered, applies, assess
from spa.screening.links import Link
from spa.screening.rules import Question, Rules

YES, NO, UNSURE, KNOWN = "yes", "no", "unsure", "known"
PLACES = ("elsewhere", "back")
NAMES = "medicine_names"  # answered in words
LONGEST = 500  # characters of an answer in words

Given = Mapping[str, Sequence[str]]  # by question what was chosen, or written


def open_questions(connection: Connection, link: Link, rules: Rules, now: datetime) -> list[Question]:
    """What is still to be asked, until an answer stops the visit anyway."""
    known = records.answers_of(connection, link.conversation, now, link.guest)
    if stops(known, rules):
        return []
    return [question for question in rules.questions if applies(question, known) and not answered(question, known)]


def stops(known: Answers, rules: Rules) -> bool:
    """Whether an answer stops the visit, so that nothing more is asked."""
    return _judged(known, rules).stops


def care_first(connection: Connection, link: Link, rules: Rules, now: datetime) -> str | None:
    """`emergency` or `see_doctor` where that follows from the answers, which has to be said at once.

    Of an emergency nothing that was answered is kept, only that it was.
    """
    outcome = _judged(records.answers_of(connection, link.conversation, now, link.guest), rules).outcome
    if outcome == "emergency":
        tell_staff(connection, link.venue_id, link.conversation, outcome, now)
        forget_answers(connection, link.conversation)
    return outcome if outcome in CARE_FIRST else None


def reports(connection: Connection, link: Link, rules: Rules, now: datetime) -> bool:
    """Whether something was answered that a visit which is booked already was not judged by."""
    known = records.answers_of(connection, link.conversation, now, link.guest)
    return _judged(known, rules).outcome != "nothing_reported"


def take(connection: Connection, link: Link, given: Given, rules: Rules, reader: Reader, now: datetime) -> None:
    """Keep what was answered of the questions that are open; a question without a good answer stays open."""
    for question in open_questions(connection, link, rules, now):
        told = _told(question, [value[:LONGEST] for value in given.get(question.id, ())], reader)
        if told:
            records.record(connection, link.conversation, link.venue_id, told, now, link.guest)


def _judged(answers: Answers, rules: Rules) -> Assessment:
    """On another day: what passes by then is still asked about."""
    return assess(answers, ("massage",), rules, same_day=False)


def _told(question: Question, chosen: Sequence[str], reader: Reader) -> dict[str, str]:
    """By condition and question; empty where nothing was chosen that can be."""
    if question.id == NAMES:
        return _medicines(" ".join(chosen), reader)
    if question.list:
        named = {one: YES for one in chosen if one in question.covers}
        if named and UNSURE in chosen:  # there may be more
            return {**named, question.id: UNSURE}
        if named:
            return {**named, question.id: YES if question.when else NO}  # as in the chat: nothing else
        return {question.id: chosen[0]} if list(chosen) in ([NO], [UNSURE]) else {}
    allowed = (*PLACES, UNSURE) if question.id == "skin_wound_place" else (YES, NO, UNSURE)
    return {question.id: chosen[0]} if len(chosen) == 1 and chosen[0] in allowed else {}


def _medicines(words: str, reader: Reader) -> dict[str, str]:
    """A medicine that is known says what it is for; any other name is for a person to look at."""
    if not words.strip():
        return {}
    known = {mention.condition: YES for mention in reader.read(words) if mention.status != "absent"}
    return {**known, NAMES: KNOWN if known and not reader.leaves_out(words) else YES}
