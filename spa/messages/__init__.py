"""What the house says without being asked: planned with the change that causes it, sent once, or left for a call."""

from spa.messages.planning import HOURS, Plan, after, drop, plan
from spa.messages.routes import CALL, CHANNEL, EMAIL, ROUTES, following, routes_of, window_open
from spa.messages.rows import DROPPED, SENDING, SENT, TO_CALL, UNSEEN, WAITING, Message, called, change, due, to_call

__all__ = [
    "CALL",
    "CHANNEL",
    "DROPPED",
    "EMAIL",
    "HOURS",
    "ROUTES",
    "SENDING",
    "SENT",
    "TO_CALL",
    "UNSEEN",
    "WAITING",
    "Message",
    "Plan",
    "after",
    "called",
    "change",
    "drop",
    "due",
    "following",
    "plan",
    "routes_of",
    "to_call",
    "window_open",
]
