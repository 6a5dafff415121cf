"""The tables of the domain, in SQLAlchemy Core: the same on SQLite and PostgreSQL, on SQLAlchemy 1.4 and 2.

Moments are stored in UTC without a zone and read as aware UTC; times of day are minutes after midnight in the venue's
zone.
"""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
    true,
)

from spa.sealing import key_table
from spa.store.moment import Moment

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    }
)


_HELD = text("status = 'held'")

# --- what a venue has -------------------------------------------------------------------------------------------------
venue = Table(
    "venue",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("zone", String(40), nullable=False),  # its hours and shifts are times of day there
    Column("cleaning_after_closing", Boolean, nullable=False, server_default=true()),
    Column("file_digest", String(64), nullable=False),  # of the file that seeded it: a difference is reported
    Column("seeded_at", Moment, nullable=False),
    Column("version", String(32), nullable=False, server_default="0"),  # another one after each change of what is below
)
opening_hours = Table(
    "opening_hours",
    metadata,
    Column("venue_id", String(40), ForeignKey("venue.id"), primary_key=True),
    Column("weekday", Integer, primary_key=True),  # 0 is Monday
    Column("opens", Integer, primary_key=True),
    Column("closes", Integer, nullable=False),
)
closure = Table(
    "closure",
    metadata,
    Column("venue_id", String(40), ForeignKey("venue.id"), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("reason", JSON, nullable=False),  # {"en": ..., "vi": ...}
)
special_hours = Table(
    "special_hours",  # of a day, in place of the weekly ones
    metadata,
    Column("venue_id", String(40), ForeignKey("venue.id"), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("opens", Integer, primary_key=True),
    Column("closes", Integer, nullable=False),
)
service = Table(
    "service",
    metadata,
    Column("venue_id", String(40), ForeignKey("venue.id"), primary_key=True),
    Column("id", String(40), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("name", JSON, nullable=False),
    Column("preparation_minutes", Integer, nullable=False),
    Column("cleaning_minutes", Integer, nullable=False),
    Column("room_kinds", JSON, nullable=False),
    Column("largest_party", Integer, nullable=False),
)
service_step = Table(
    "service_step",
    metadata,
    Column("venue_id", String(40), primary_key=True),
    Column("service_id", String(40), primary_key=True),
    Column("step_id", String(40), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("price_vnd", Integer, nullable=False),  # per guest; a service's length and price are the sums of its steps'
)
therapist = Table(
    "therapist",
    metadata,
    Column("id", String(60), primary_key=True),
    Column("venue_id", String(40), ForeignKey("venue.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("name", String(120), nullable=False),
    Column("gender", String(10), nullable=False),  # female, male
    Column("languages", JSON, nullable=False),
    Column("skills", JSON, nullable=False),  # service ids
    Column("active", Boolean, nullable=False, default=True),  # who has left keeps the row that old bookings name
)
shift = Table(
    "shift",
    metadata,
    Column("therapist_id", String(60), ForeignKey("therapist.id"), primary_key=True),
    Column("weekday", Integer, primary_key=True),
    Column("starts", Integer, primary_key=True),
    Column("ends", Integer, nullable=False),
)
day_off = Table(
    "day_off",
    metadata,
    Column("therapist_id", String(60), ForeignKey("therapist.id"), primary_key=True),
    Column("day", Date, primary_key=True),
)
weekly_break = Table(
    "weekly_break",
    metadata,
    Column("therapist_id", String(60), ForeignKey("therapist.id"), primary_key=True),
    Column("weekday", Integer, primary_key=True),
    Column("starts", Integer, primary_key=True),
    Column("ends", Integer, nullable=False),
)
day_break = Table(
    "day_break",
    metadata,
    Column("therapist_id", String(60), ForeignKey("therapist.id"), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("starts", Integer, primary_key=True),
    Column("ends", Integer, nullable=False),
)
room = Table(
    "room",
    metadata,
    Column("id", String(60), primary_key=True),
    Column("venue_id", String(40), ForeignKey("venue.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("kind", String(20), nullable=False),  # single, couple, double, triple, group, wellness
    Column("name", JSON, nullable=False),
    Column("capacity", Integer, nullable=False),
    Column("active", Boolean, nullable=False, default=True),
)
venue_history = Table(
    "venue_history",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("venue_id", String(40), ForeignKey("venue.id"), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("actor", String(120), nullable=False),  # "staff:<id>"
    Column("change", String(40), nullable=False),
    Column("detail", JSON, nullable=False),
)

# --- who comes, and when ----------------------------------------------------------------------------------------------
customer = Table(
    "customer",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(200), nullable=False),
    Column("phone", String(20), nullable=False, index=True),  # E.164
    Column("email", String(254)),
    Column("created_at", Moment, nullable=False),
)
customer_channel = Table(
    "customer_channel",
    metadata,
    Column("conversation", String(120), primary_key=True),
    Column("customer_id", Integer, ForeignKey("customer.id"), nullable=False, index=True),
)
booking = Table(
    "booking",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", String(12), nullable=False, unique=True),
    Column("venue_id", String(40), ForeignKey("venue.id"), nullable=False),
    Column("conversation", String(120), nullable=False, index=True),
    Column("customer_id", Integer, ForeignKey("customer.id"), index=True),
    Column("service_id", String(40), nullable=False),
    Column("party", Integer, nullable=False),
    Column("start", Moment, nullable=False),
    Column("end", Moment, nullable=False),  # of the guests' time; preparation and cleaning lie outside
    Column("room_id", String(60), ForeignKey("room.id"), nullable=False),  # of guest 1
    Column("price_vnd", Integer, nullable=False),  # for the whole party
    # held, confirmed, awaiting_decision, arrived, completed, cancelled, no_show, expired
    Column("status", String(20), nullable=False),
    Column("language", String(5), nullable=False),
    Column("therapist_wish", JSON, nullable=False),
    Column("note", Text, nullable=False, default=""),  # for the therapist: what to do, and no diagnosis; sealed
    Column("held_at", Moment, nullable=False),
    Column("hold_expires_at", Moment, index=True),  # only while the time could be lost
    Column("confirm_key", String(120), unique=True),  # the same key again gets the same booking
    Column(
        "sequence", Integer, nullable=False, server_default="0"
    ),  # grows with each change that a calendar has to show
    Column("changed_at", Moment, nullable=False),
    Index("ix_booking_venue_id_start", "venue_id", "start"),
    # one open hold a conversation, whatever the code does
    Index("uq_booking_open_hold", "conversation", unique=True, sqlite_where=_HELD, postgresql_where=_HELD),
)
booking_guest = Table(
    "booking_guest",
    metadata,
    Column("booking_id", Integer, ForeignKey("booking.id"), primary_key=True),
    Column("guest", Integer, primary_key=True),  # 1 is the one who books
    Column("therapist_id", String(60), ForeignKey("therapist.id"), nullable=False),
    Column("room_id", String(60), ForeignKey("room.id"), nullable=False),
    Column("name", String(200)),  # of a companion who gave it
)
booking_step = Table(
    "booking_step",
    metadata,
    Column("booking_id", Integer, ForeignKey("booking.id"), primary_key=True),
    Column("guest", Integer, primary_key=True),
    Column("step_id", String(40), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("price_vnd", Integer, nullable=False),
    Column("left_out", Boolean, nullable=False, default=False),
)
allocation = Table(
    # A row for each quarter of an hour of a therapist or a room: its primary key makes a second guest impossible.
    "allocation",
    metadata,
    Column("resource", String(80), primary_key=True),  # therapist:<id> or room:<id>
    Column("slot", Integer, primary_key=True),  # quarters of an hour since 1970 in UTC: slot * 900 is the Unix time
    Column("booking_id", Integer, ForeignKey("booking.id"), nullable=False, index=True),
    sqlite_with_rowid=False,
)
booking_history = Table(
    "booking_history",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("booking_id", Integer, ForeignKey("booking.id"), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("actor", String(120), nullable=False),  # a conversation, "staff:<id>" or "system"
    Column("change", String(40), nullable=False),
    Column("detail", JSON, nullable=False),
)

# --- what may be done for them ----------------------------------------------------------------------------------------
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
    Column("decided_at", Moment),
    UniqueConstraint("booking_id", "guest"),
)
decision = Table(
    # A person's answer for a booking that the screening has stopped. The gate goes by the newest one.
    "decision",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("booking_id", Integer, ForeignKey("booking.id"), nullable=False, index=True),
    Column("actor", String(120), nullable=False),  # "staff:<id>"
    Column("verdict", String(20), nullable=False),  # approve, decline
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
    Column("at", Moment, nullable=False),
    Column("detail", JSON, nullable=False),
    Column("done_at", Moment),
)

# --- how it is kept secret, and forgotten -----------------------------------------------------------------------------
health_key = key_table("health_key", metadata)  # who deletes a row erases all that is sealed for the conversation
erasure = Table(
    # Who asked for everything to be erased: it is done when no visit is to come and the time of the answers is over.
    "erasure",
    metadata,
    Column("conversation", String(120), primary_key=True),
    Column("asked_at", Moment, nullable=False),
)
download = Table(
    # A link to one's own data: good once, and until it expires.
    "download",
    metadata,
    Column("digest", String(64), primary_key=True),  # of the link's token
    Column("conversation", String(120), nullable=False),
    Column("expires_at", Moment, nullable=False),
)

# --- what is still to be done for them --------------------------------------------------------------------------------
waitlist = Table(
    "waitlist",
    metadata,
    Column("id", Integer, primary_key=True),  # the order of the line
    Column("venue_id", String(40), ForeignKey("venue.id"), nullable=False),
    Column("conversation", String(120), nullable=False, index=True),
    Column("service_id", String(40), nullable=False),
    Column("party", Integer, nullable=False),
    Column("earliest", Moment, nullable=False),  # starts from here ...
    Column("latest", Moment, nullable=False),  # ... until before here are welcome
    Column("therapist_wish", JSON, nullable=False),
    Column("language", String(5), nullable=False),
    Column("joined_at", Moment, nullable=False),
    Column("state", String(12), nullable=False),  # waiting, offered, taken, left, over
    Column("booking_id", Integer, ForeignKey("booking.id"), index=True),  # what is held for them while it is offered
    Column("offered_at", Moment),
    Column("offer_ends_at", Moment),
    Column("offers", Integer, nullable=False, default=0),  # how many they let pass
    Index("ix_waitlist_venue_id_state", "venue_id", "state"),
)
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
code_try = Table(
    "code_try",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("conversation", String(120), nullable=False, index=True),
    Column("phone", String(20), nullable=False, index=True),  # E.164, as it was typed with a wrong code
    Column("at", Moment, nullable=False),
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
