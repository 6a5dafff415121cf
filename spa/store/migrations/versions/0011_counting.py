"""Indexes by moment, for the statistics."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_booking_history_at"), "booking_history", ["at"])
    op.create_index(op.f("ix_screening_decided_at"), "screening", ["decided_at"])
    op.create_index(op.f("ix_staff_note_at"), "staff_note", ["at"])
