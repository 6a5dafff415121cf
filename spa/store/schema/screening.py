"""What may be done for a guest: consent, screening, a person's decision, and what staff should know."""

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint, text

from spa.store.moment import Moment
from spa.store.schema.base import metadata

_OPEN = text("done_at IS NULL")

consent = Table(
    "consent",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("conversation", String(120), nullable=False, index=True),
    Column("venue_id", String(40), nullable=False),
    Column("given_at", Moment, nullable=False),
    Column("withdrawn_at", Moment),
    Column("text_version", String(20), nullable=False),
    Column("language", String(5), nullable=False),
    Column("channel", String(20), nullable=False),
    Column("sealed", Text),  # the guest's own words, or the title of the button; none when they are erased
    Column("guests", Integer, nullable=False, server_default="1"),  # who agreed: guest 1 to this one
)
screening = Table(
    "screening",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("conversation", String(120), nullable=False, index=True),
    Column("venue_id", String(40), nullable=False),
    Column("booking_id", Integer, ForeignKey("booking.id"), index=True),
    Column("guest", Integer, nullable=False),
    Column("consent_id", Integer, ForeignKey("consent.id")),  # none while only volunteered remarks are kept
    # {"answers": {condition: yes | no | unsure | ...}, "rules": [ids of those that decided], "notes": [ids, for the
    # therapist]}; none when they are erased
    Column("sealed", Text),
    Column("outcome", String(20)),  # none until it is decided
    Column("left_out", JSON, nullable=False),  # step ids
    Column("begun_at", Moment, nullable=False),
    Column("decided_at", Moment, index=True),
    UniqueConstraint("booking_id", "guest"),
)
decision = Table(
    # A person's answer for a booking that the screening has stopped. The gate goes by the newest one.
    "decision",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("booking_id", Integer, ForeignKey("booking.id"), nullable=False, index=True),
    Column("actor", String(120), nullable=False),  # "staff:<id>"
    Column("verdict", String(20), nullable=False),  # approve, decline, propose, taken_back
    Column("at", Moment, nullable=False),
    Column("steps", JSON, nullable=False),  # what each guest gets: the answer holds for nothing else
)
staff_note = Table(
    "staff_note",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("venue_id", String(40), nullable=False),
    Column("conversation", String(120), nullable=False, index=True),
    Column("kind", String(40), nullable=False),  # talk_to_human, complaint, not_understood, consult, emergency, ...
    Column("at", Moment, nullable=False, index=True),
    Column("detail", JSON, nullable=False),
    Column("done_at", Moment),
    Index("ix_staff_note_open", "venue_id", "conversation", sqlite_where=_OPEN, postgresql_where=_OPEN),
)
