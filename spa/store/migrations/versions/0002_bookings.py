"""Who comes and when, and what may be done for them."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _customers()
    _bookings()
    _parts_of_bookings()
    _health()


def _customers() -> None:
    op.create_table(
        "customer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("phone", sa.String(20), nullable=False),
        sa.Column("email", sa.String(254)),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer")),
    )
    op.create_index(op.f("ix_customer_phone"), "customer", ["phone"], unique=False)
    op.create_table(
        "customer_channel",
        sa.Column("conversation", sa.String(120), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_customer_channel_customer_id")),
        sa.PrimaryKeyConstraint("conversation", name=op.f("pk_customer_channel")),
    )
    op.create_index(op.f("ix_customer_channel_customer_id"), "customer_channel", ["customer_id"], unique=False)


def _bookings() -> None:
    op.create_table(
        "booking",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(12), nullable=False),
        sa.Column("venue_id", sa.String(40), nullable=False),
        sa.Column("conversation", sa.String(120), nullable=False),
        sa.Column("customer_id", sa.Integer()),
        sa.Column("service_id", sa.String(40), nullable=False),
        sa.Column("party", sa.Integer(), nullable=False),
        sa.Column("start", sa.DateTime(), nullable=False),
        sa.Column("end", sa.DateTime(), nullable=False),
        sa.Column("room_id", sa.String(60), nullable=False),
        sa.Column("price_vnd", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("language", sa.String(5), nullable=False),
        sa.Column("therapist_wish", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("held_at", sa.DateTime(), nullable=False),
        sa.Column("hold_expires_at", sa.DateTime()),
        sa.Column("confirm_key", sa.String(120)),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_booking_customer_id")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_booking_room_id")),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.id"], name=op.f("fk_booking_venue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking")),
        sa.UniqueConstraint("code", name=op.f("uq_booking_code")),
        sa.UniqueConstraint("confirm_key", name=op.f("uq_booking_confirm_key")),
    )
    op.create_index(op.f("ix_booking_conversation"), "booking", ["conversation"], unique=False)
    op.create_index(op.f("ix_booking_customer_id"), "booking", ["customer_id"], unique=False)
    op.create_index(op.f("ix_booking_hold_expires_at"), "booking", ["hold_expires_at"], unique=False)
    op.create_index("ix_booking_venue_id_start", "booking", ["venue_id", "start"], unique=False)
    op.create_index(
        "uq_booking_open_hold",
        "booking",
        ["conversation"],
        unique=True,
        sqlite_where=sa.text("status = 'held'"),
        postgresql_where=sa.text("status = 'held'"),
    )


def _parts_of_bookings() -> None:
    op.create_table(
        "booking_guest",
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("guest", sa.Integer(), nullable=False),
        sa.Column("therapist_id", sa.String(60), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_booking_guest_booking_id")),
        sa.ForeignKeyConstraint(["therapist_id"], ["therapist.id"], name=op.f("fk_booking_guest_therapist_id")),
        sa.PrimaryKeyConstraint("booking_id", "guest", name=op.f("pk_booking_guest")),
    )
    op.create_table(
        "booking_step",
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("step_id", sa.String(40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("price_vnd", sa.Integer(), nullable=False),
        sa.Column("left_out", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_booking_step_booking_id")),
        sa.PrimaryKeyConstraint("booking_id", "step_id", name=op.f("pk_booking_step")),
    )
    op.create_table(
        "allocation",
        sa.Column("resource", sa.String(80), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_allocation_booking_id")),
        sa.PrimaryKeyConstraint("resource", "slot", name=op.f("pk_allocation")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_allocation_booking_id"), "allocation", ["booking_id"], unique=False)
    op.create_table(
        "booking_history",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.String(120), nullable=False),
        sa.Column("change", sa.String(40), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_booking_history_booking_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking_history")),
    )
    op.create_index(op.f("ix_booking_history_booking_id"), "booking_history", ["booking_id"], unique=False)


def _health() -> None:
    op.create_table(
        "consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation", sa.String(120), nullable=False),
        sa.Column("venue_id", sa.String(40), nullable=False),
        sa.Column("given_at", sa.DateTime(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime()),
        sa.Column("text_version", sa.String(20), nullable=False),
        sa.Column("language", sa.String(5), nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("words", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    op.create_index(op.f("ix_consent_conversation"), "consent", ["conversation"], unique=False)
    op.create_table(
        "screening",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation", sa.String(120), nullable=False),
        sa.Column("venue_id", sa.String(40), nullable=False),
        sa.Column("booking_id", sa.Integer()),
        sa.Column("guest", sa.Integer(), nullable=False),
        sa.Column("consent_id", sa.Integer()),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.String(20)),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("begun_at", sa.DateTime(), nullable=False),
        sa.Column("decided_at", sa.DateTime()),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_screening_booking_id")),
        sa.ForeignKeyConstraint(["consent_id"], ["consent.id"], name=op.f("fk_screening_consent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screening")),
        sa.UniqueConstraint("booking_id", "guest", name=op.f("uq_screening_booking_id_guest")),
    )
    op.create_index(op.f("ix_screening_booking_id"), "screening", ["booking_id"], unique=False)
    op.create_index(op.f("ix_screening_conversation"), "screening", ["conversation"], unique=False)
    op.create_table(
        "staff_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("venue_id", sa.String(40), nullable=False),
        sa.Column("conversation", sa.String(120), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("done_at", sa.DateTime()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_note")),
    )
    op.create_index(op.f("ix_staff_note_conversation"), "staff_note", ["conversation"], unique=False)
