"""Hours of single days, breaks of therapists, whether a visit may be cleaned up after closing, and who decided."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("venue", sa.Column("cleaning_after_closing", sa.Boolean(), nullable=False, server_default=sa.true()))
    _special_hours()
    _breaks("weekly_break", sa.Column("weekday", sa.Integer(), nullable=False))
    _breaks("day_break", sa.Column("day", sa.Date(), nullable=False))
    _decisions()
    _history()


def _special_hours() -> None:
    op.create_table(
        "special_hours",
        sa.Column("venue_id", sa.String(40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("opens", sa.Integer(), nullable=False),
        sa.Column("closes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.id"], name=op.f("fk_special_hours_venue_id")),
        sa.PrimaryKeyConstraint("venue_id", "day", "opens", name=op.f("pk_special_hours")),
    )


def _breaks(name: str, when: sa.Column) -> None:
    op.create_table(
        name,
        sa.Column("therapist_id", sa.String(60), nullable=False),
        when,
        sa.Column("starts", sa.Integer(), nullable=False),
        sa.Column("ends", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["therapist_id"], ["therapist.id"], name=op.f(f"fk_{name}_therapist_id")),
        sa.PrimaryKeyConstraint("therapist_id", when.name, "starts", name=op.f(f"pk_{name}")),
    )


def _decisions() -> None:
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("actor", sa.String(120), nullable=False),
        sa.Column("verdict", sa.String(20), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_decision_booking_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    op.create_index(op.f("ix_decision_booking_id"), "decision", ["booking_id"], unique=False)


def _history() -> None:
    op.create_table(
        "venue_history",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("venue_id", sa.String(40), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.String(120), nullable=False),
        sa.Column("change", sa.String(40), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.id"], name=op.f("fk_venue_history_venue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_venue_history")),
    )
    op.create_index(op.f("ix_venue_history_venue_id"), "venue_history", ["venue_id"], unique=False)
