"""Who comes and when: customers, bookings, the time they take, and the waiting line."""

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, text

from spa.store.moment import Moment
from spa.store.schema.base import metadata

_HELD = text("status = 'held'")

customer = Table(
    "customer",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(200), nullable=False),
    Column("plain_name", String(200), nullable=False, server_default=text("''")),  # as spa.text.fold writes it
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
    Column("at", Moment, nullable=False, index=True),
    Column("actor", String(120), nullable=False),  # a conversation, "staff:<id>" or "system"
    Column("change", String(40), nullable=False),
    Column("detail", JSON, nullable=False),
)
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
code_try = Table(
    "code_try",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("conversation", String(120), nullable=False, index=True),
    Column("phone", String(20), nullable=False, index=True),  # E.164, as it was typed with a wrong code
    Column("at", Moment, nullable=False),
)
