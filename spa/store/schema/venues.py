"""What a venue has: hours, services, therapists, rooms, and who changed them."""

from sqlalchemy import JSON, Boolean, Column, Date, ForeignKey, Integer, String, Table, true

from spa.store.moment import Moment
from spa.store.schema.base import metadata

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
