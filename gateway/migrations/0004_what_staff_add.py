"""How far each of the staff has read, notes for colleagues, and an order of conversations by their last message."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "read_until",
        sa.Column("account", sa.String(60), nullable=False),
        sa.Column("conversation", sa.String(120), nullable=False),
        sa.Column("inbound_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["conversation"], ["conversation.id"], name=op.f("fk_read_until_conversation")),
        sa.PrimaryKeyConstraint("account", "conversation", name=op.f("pk_read_until")),
    )
    op.create_table(
        "colleague_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation", sa.String(120), nullable=False),
        sa.Column("account", sa.String(60), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["conversation"], ["conversation.id"], name=op.f("fk_colleague_note_conversation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_colleague_note")),
    )
    op.create_index(op.f("ix_colleague_note_conversation"), "colleague_note", ["conversation"])
    op.create_index(op.f("ix_conversation_last_at"), "conversation", ["last_at"])
