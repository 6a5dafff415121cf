"""Each guest of a party has a room, a name and steps of their own, and has agreed or not."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _guests()
    _steps()
    op.add_column("consent", sa.Column("guests", sa.Integer(), nullable=False, server_default="1"))
    # Whoever was judged on the ground of a consent was one of those who gave it.
    op.execute(
        "UPDATE consent SET guests = (SELECT max(guest) FROM screening WHERE screening.consent_id = consent.id) "
        "WHERE id IN (SELECT consent_id FROM screening)"
    )


def _guests() -> None:
    """The table is made anew, because SQLite adds no column that may not be empty and refers to another table."""
    op.execute("CREATE TABLE guest_before AS SELECT * FROM booking_guest")
    op.drop_table("booking_guest")
    op.create_table(
        "booking_guest",
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("guest", sa.Integer(), nullable=False),
        sa.Column("therapist_id", sa.String(60), nullable=False),
        sa.Column("room_id", sa.String(60), nullable=False),
        sa.Column("name", sa.String(200)),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_booking_guest_booking_id")),
        sa.ForeignKeyConstraint(["therapist_id"], ["therapist.id"], name=op.f("fk_booking_guest_therapist_id")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_booking_guest_room_id")),
        sa.PrimaryKeyConstraint("booking_id", "guest", name=op.f("pk_booking_guest")),
    )
    op.execute(
        "INSERT INTO booking_guest (booking_id, guest, therapist_id, room_id) "
        "SELECT booking_id, guest, therapist_id, room_id FROM guest_before JOIN booking ON booking.id = booking_id"
    )
    op.drop_table("guest_before")


def _steps() -> None:
    """What was one list for the whole booking becomes each guest's."""
    op.execute("CREATE TABLE step_before AS SELECT * FROM booking_step")
    op.drop_table("booking_step")
    op.create_table(
        "booking_step",
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("guest", sa.Integer(), nullable=False),
        sa.Column("step_id", sa.String(40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("price_vnd", sa.Integer(), nullable=False),
        sa.Column("left_out", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_booking_step_booking_id")),
        sa.PrimaryKeyConstraint("booking_id", "guest", "step_id", name=op.f("pk_booking_step")),
    )
    op.execute(
        "INSERT INTO booking_step (booking_id, guest, step_id, position, minutes, price_vnd, left_out) "
        "SELECT booking_id, guest, step_id, position, minutes, price_vnd, left_out "
        "FROM step_before JOIN booking_guest USING (booking_id)"
    )
    op.drop_table("step_before")
