"""Which role may do what: the one table that pages and functions of the desk go by."""

from typing import Literal, get_args

Role = Literal["owner", "consultant", "desk", "therapist"]
Right = Literal[
    "conversations",  # the inbox, transcripts with health masked, taking over
    "decide",  # the rule and the answers that a decision needs, each look in the audit log; the decision itself
    "bookings",  # everybody's day: see, make, move, cancel
    "own_day",  # a therapist's own day and the notes for it
    "answers",  # look a question's answer up
    "teach",  # write answers to what the assistant did not know
    "approve_answers",  # the second look at an answer on health
    "roster",  # shifts, days off, closures
    "venue",  # prices and opening hours
    "statistics",  # counts, without names and health
    "accounts",  # who may come in
    "audit",  # who saw or changed what
]
ROLES: tuple[Role, ...] = get_args(Role)
RIGHTS: dict[Role, frozenset[Right]] = {
    "owner": frozenset({"answers", "teach", "approve_answers", "roster", "venue", "statistics", "accounts", "audit"}),
    "consultant": frozenset({"conversations", "decide", "bookings", "answers", "teach", "roster"}),
    "desk": frozenset({"conversations", "bookings", "answers", "teach", "roster"}),
    "therapist": frozenset({"own_day", "answers"}),
}
