"""A visit that is booked, while it is asked whose health something is about: silence must not leave it certain."""

from rasa_sdk.events import EventType, FollowupAction

from actions import draft, outcome
from actions.base import Turn
from spa import handoff
from spa.booking import Booking, in_doubt
from spa.screening import records
from spa.store.database import transact, writing

NOTE = "asked_whose"


def wait(turn: Turn) -> None:
    """Take what is booked back until it is answered, say so, and tell the staff at once."""
    withdrawn = transact(turn.services.engine, lambda db: in_doubt.wait(db, turn.conversation, turn.now))
    for booked in withdrawn:
        draft.note_for_staff(turn, NOTE, bookings=[booked.id])
        turn.say("utter_visit_waits", code=booked.code, when=turn.say_time(booked.start))


def stand(turn: Turn) -> list[EventType]:
    """After a clear no: what waited for nothing else stands again, unless more was reported of who comes.

    Returns what comes next where nothing else was being done; nothing where no visit waited.
    """
    with writing(turn.services.engine) as connection:
        waiting = in_doubt.waiting(connection, turn.conversation, turn.now)
        known = records.reported_lately(connection, turn.conversation, draft.LARGEST_PARTY, turn.now)
    stood = [one for one in waiting if not outcome.is_unfit(turn, one, known) and _stands(turn, one)]
    if not waiting:
        return []
    with writing(turn.services.engine) as connection:
        handoff.finish_notes(connection, turn.conversation, turn.now, kinds=(NOTE,))
    for booked in stood:
        turn.say("utter_visit_stands", code=booked.code, when=turn.say_time(booked.start))
    if left := [one for one in waiting if one not in stood]:
        draft.note_for_staff(turn, "consult")
        outcome.say_what_waits(turn, left)
    return [] if turn.form or turn.slot("service") else [FollowupAction("action_listen")]


def _stands(turn: Turn, booked: Booking) -> bool:
    limits = turn.services.limits
    return transact(turn.services.engine, lambda db: in_doubt.stand(db, booked.id, turn.conversation, turn.now, limits))
