"""What a venue has: hours, services, people and rooms."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _venue()
    _people_and_rooms()


def _venue() -> None:
    op.create_table(
        "venue",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("zone", sa.String(40), nullable=False),
        sa.Column("file_digest", sa.String(64), nullable=False),
        sa.Column("seeded_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_venue")),
    )
    op.create_table(
        "opening_hours",
        sa.Column("venue_id", sa.String(40), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("opens", sa.Integer(), nullable=False),
        sa.Column("closes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.id"], name=op.f("fk_opening_hours_venue_id")),
        sa.PrimaryKeyConstraint("venue_id", "weekday", "opens", name=op.f("pk_opening_hours")),
    )
    op.create_table(
        "closure",
        sa.Column("venue_id", sa.String(40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("reason", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.id"], name=op.f("fk_closure_venue_id")),
        sa.PrimaryKeyConstraint("venue_id", "day", name=op.f("pk_closure")),
    )
    op.create_table(
        "service",
        sa.Column("venue_id", sa.String(40), nullable=False),
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("preparation_minutes", sa.Integer(), nullable=False),
        sa.Column("cleaning_minutes", sa.Integer(), nullable=False),
        sa.Column("room_kinds", sa.JSON(), nullable=False),
        sa.Column("largest_party", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.id"], name=op.f("fk_service_venue_id")),
        sa.PrimaryKeyConstraint("venue_id", "id", name=op.f("pk_service")),
    )
    op.create_table(
        "service_step",
        sa.Column("venue_id", sa.String(40), nullable=False),
        sa.Column("service_id", sa.String(40), nullable=False),
        sa.Column("step_id", sa.String(40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("price_vnd", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("venue_id", "service_id", "step_id", name=op.f("pk_service_step")),
    )


def _people_and_rooms() -> None:
    op.create_table(
        "therapist",
        sa.Column("id", sa.String(60), nullable=False),
        sa.Column("venue_id", sa.String(40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("gender", sa.String(10), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("skills", sa.JSON(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.id"], name=op.f("fk_therapist_venue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_therapist")),
    )
    op.create_table(
        "shift",
        sa.Column("therapist_id", sa.String(60), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("starts", sa.Integer(), nullable=False),
        sa.Column("ends", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["therapist_id"], ["therapist.id"], name=op.f("fk_shift_therapist_id")),
        sa.PrimaryKeyConstraint("therapist_id", "weekday", "starts", name=op.f("pk_shift")),
    )
    op.create_table(
        "day_off",
        sa.Column("therapist_id", sa.String(60), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["therapist_id"], ["therapist.id"], name=op.f("fk_day_off_therapist_id")),
        sa.PrimaryKeyConstraint("therapist_id", "day", name=op.f("pk_day_off")),
    )
    op.create_table(
        "room",
        sa.Column("id", sa.String(60), nullable=False),
        sa.Column("venue_id", sa.String(40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.id"], name=op.f("fk_room_venue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room")),
    )
