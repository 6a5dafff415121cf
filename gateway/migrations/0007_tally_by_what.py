"""An index by which the counts of a long time are summed without being sorted."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_tally_what", "tally", ["what", "venue_id", "channel", "language", "hour", "number"])
