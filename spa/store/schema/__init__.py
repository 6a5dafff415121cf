"""The tables of the domain, in SQLAlchemy Core: the same on SQLite and PostgreSQL, on SQLAlchemy 1.4 and 2.

Moments are stored in UTC without a zone and read as aware UTC; times of day are minutes after midnight in the venue's
zone.
"""

from spa.store.schema.base import metadata
from spa.store.schema.booking import (
    allocation,
    booking,
    booking_guest,
    booking_history,
    booking_step,
    code_try,
    customer,
    customer_channel,
    waitlist,
)
from spa.store.schema.faq import answer_rating, taught_answer, taught_history, unanswered_question
from spa.store.schema.messages import calendar_feed, message
from spa.store.schema.privacy import download, erasure, health_key, question_link
from spa.store.schema.screening import consent, decision, screening, staff_note
from spa.store.schema.staff import staff_account, staff_audit, staff_invitation, staff_session, staff_try
from spa.store.schema.venues import (
    closure,
    day_break,
    day_off,
    opening_hours,
    room,
    service,
    service_step,
    shift,
    special_hours,
    therapist,
    venue,
    venue_history,
    weekly_break,
)

__all__ = [
    "allocation",
    "answer_rating",
    "booking",
    "booking_guest",
    "booking_history",
    "booking_step",
    "calendar_feed",
    "closure",
    "code_try",
    "consent",
    "customer",
    "customer_channel",
    "day_break",
    "day_off",
    "decision",
    "download",
    "erasure",
    "health_key",
    "message",
    "metadata",
    "opening_hours",
    "question_link",
    "room",
    "screening",
    "service",
    "service_step",
    "shift",
    "special_hours",
    "staff_account",
    "staff_audit",
    "staff_invitation",
    "staff_note",
    "staff_session",
    "staff_try",
    "taught_answer",
    "taught_history",
    "therapist",
    "unanswered_question",
    "venue",
    "venue_history",
    "waitlist",
    "weekly_break",
]
