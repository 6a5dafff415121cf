"""What leaves the house unasked: messages that are due, and private calendars."""

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, String, Table

from spa.store.moment import Moment
from spa.store.schema.base import metadata

message = Table(
    # What the house says without being asked. The key makes a second row for the same thing impossible.
    "message",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(120), nullable=False, unique=True),
    Column("venue_id", String(40), ForeignKey("venue.id"), nullable=False),
    Column("kind", String(40), nullable=False),  # reminder_day, reminder_hours, waitlist_offer, confirmation, ...
    Column("conversation", String(120), nullable=False, index=True),
    Column("booking_id", Integer, ForeignKey("booking.id"), index=True),
    Column("values", JSON, nullable=False),  # what the text has in braces; nothing about health
    Column("due_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False),  # later than this it is of no use any more
    Column("state", String(12), nullable=False),  # waiting, sending, unseen, sent, to_call, called, dropped
    Column("route", String(20)),  # which way it went: channel, email, call
    Column("tries", Integer, nullable=False, default=0),
    Column("problem", String(120)),  # the kind of the last failure
    Column("done_at", Moment),
    Index("ix_message_state_due_at", "state", "due_at"),
)
calendar_feed = Table(
    "calendar_feed",
    metadata,
    Column("token", String(64), primary_key=True),
    Column("venue_id", String(40), ForeignKey("venue.id"), nullable=False),
    Column("therapist_id", String(60), ForeignKey("therapist.id")),  # none: the whole venue's
    Column("created_at", Moment, nullable=False),
    Column("revoked_at", Moment),
)
