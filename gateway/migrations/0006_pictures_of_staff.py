"""Pictures that staff send."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sent_picture",
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("conversation", sa.String(120), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["conversation"], ["conversation.id"], name=op.f("fk_sent_picture_conversation")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_sent_picture")),
    )
    op.create_index(op.f("ix_sent_picture_conversation"), "sent_picture", ["conversation"])
