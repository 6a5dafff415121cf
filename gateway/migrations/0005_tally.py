"""Counts by hour for the statistics, and indexes by conversation and by moment."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_OF = ("hour", "venue_id", "channel", "language", "what")


def upgrade() -> None:
    op.create_table(
        "tally",
        sa.Column("hour", sa.DateTime(), nullable=False),
        sa.Column("venue_id", sa.String(40), nullable=False),
        sa.Column("channel", sa.String(10), nullable=False),
        sa.Column("language", sa.String(5), nullable=False),
        sa.Column("what", sa.String(80), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(*_OF, name=op.f("pk_tally")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_inbound_conversation_id", "inbound", ["conversation", "id"])
    op.create_index(op.f("ix_mode_change_at"), "mode_change", ["at"])
