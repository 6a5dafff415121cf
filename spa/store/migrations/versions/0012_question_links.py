"""Links to the questions on health on our own page, one for each guest."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "question_link",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("conversation", sa.String(120), nullable=False),
        sa.Column("venue_id", sa.String(40), nullable=False),
        sa.Column("guest", sa.Integer(), nullable=False),
        sa.Column("guests", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("answered_at", sa.DateTime()),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_question_link")),
    )
    op.create_index(op.f("ix_question_link_conversation"), "question_link", ["conversation"])
