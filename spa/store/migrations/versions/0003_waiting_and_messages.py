"""What is still to be done for those who come: a line of those who wait, messages to send, calendars to read."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("booking", sa.Column("sequence", sa.Integer(), nullable=False, server_default="0"))
    _waitlist()
    _messages()
    _codes_and_calendars()


def _waitlist() -> None:
    op.create_table(
        "waitlist",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("venue_id", sa.String(40), nullable=False),
        sa.Column("conversation", sa.String(120), nullable=False),
        sa.Column("service_id", sa.String(40), nullable=False),
        sa.Column("party", sa.Integer(), nullable=False),
        sa.Column("earliest", sa.DateTime(), nullable=False),
        sa.Column("latest", sa.DateTime(), nullable=False),
        sa.Column("therapist_wish", sa.JSON(), nullable=False),
        sa.Column("language", sa.String(5), nullable=False),
        sa.Column("joined_at", sa.DateTime(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("booking_id", sa.Integer()),
        sa.Column("offered_at", sa.DateTime()),
        sa.Column("offer_ends_at", sa.DateTime()),
        sa.Column("offers", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.id"], name=op.f("fk_waitlist_venue_id")),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_waitlist_booking_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waitlist")),
    )
    op.create_index(op.f("ix_waitlist_conversation"), "waitlist", ["conversation"], unique=False)
    op.create_index(op.f("ix_waitlist_booking_id"), "waitlist", ["booking_id"], unique=False)
    op.create_index(op.f("ix_waitlist_venue_id_state"), "waitlist", ["venue_id", "state"], unique=False)


def _messages() -> None:
    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(120), nullable=False),
        sa.Column("venue_id", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("conversation", sa.String(120), nullable=False),
        sa.Column("booking_id", sa.Integer()),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("route", sa.String(20)),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(120)),
        sa.Column("done_at", sa.DateTime()),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.id"], name=op.f("fk_message_venue_id")),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_message_booking_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("key", name=op.f("uq_message_key")),
    )
    op.create_index(op.f("ix_message_conversation"), "message", ["conversation"], unique=False)
    op.create_index(op.f("ix_message_booking_id"), "message", ["booking_id"], unique=False)
    op.create_index(op.f("ix_message_state_due_at"), "message", ["state", "due_at"], unique=False)


def _codes_and_calendars() -> None:
    op.create_table(
        "code_try",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation", sa.String(120), nullable=False),
        sa.Column("phone", sa.String(20), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code_try")),
    )
    op.create_index(op.f("ix_code_try_conversation"), "code_try", ["conversation"], unique=False)
    op.create_index(op.f("ix_code_try_phone"), "code_try", ["phone"], unique=False)
    op.create_table(
        "calendar_feed",
        sa.Column("token", sa.String(64), nullable=False),
        sa.Column("venue_id", sa.String(40), nullable=False),
        sa.Column("therapist_id", sa.String(60)),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("revoked_at", sa.DateTime()),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.id"], name=op.f("fk_calendar_feed_venue_id")),
        sa.ForeignKeyConstraint(["therapist_id"], ["therapist.id"], name=op.f("fk_calendar_feed_therapist_id")),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_calendar_feed")),
    )
