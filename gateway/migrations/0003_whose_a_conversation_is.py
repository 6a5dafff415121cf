"""Whose a conversation is belongs to every channel, with a row for each change; it was a column of the platforms' alone."""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_LASTS = timedelta(days=1)  # from the moment when a person had taken it
_thread = sa.table("thread", sa.column("conversation"), sa.column("mode"), sa.column("mode_at", sa.DateTime))


def upgrade() -> None:
    attention = _attention()
    _mode_change()
    for row in op.get_bind().execute(sa.select(_thread).where(_thread.c.mode != "assistant")).all():
        mine = {"conversation": row.conversation, "mode": row.mode, "since": row.mode_at}
        if row.mode == "person":
            mine |= {"who": "elsewhere", "until": row.mode_at + _LASTS}
        op.execute(sa.insert(attention).values(mine))
    for name in ("mode", "mode_at"):
        op.drop_column("thread", name)


def _attention() -> sa.Table:
    made = op.create_table(
        "attention",
        sa.Column("conversation", sa.String(120), nullable=False),
        sa.Column("mode", sa.String(10), nullable=False),
        sa.Column("who", sa.String(60)),
        sa.Column("since", sa.DateTime()),
        sa.Column("until", sa.DateTime()),
        sa.ForeignKeyConstraint(["conversation"], ["conversation.id"], name=op.f("fk_attention_conversation")),
        sa.PrimaryKeyConstraint("conversation", name=op.f("pk_attention")),
    )
    op.create_index(op.f("ix_attention_mode"), "attention", ["mode"])
    return made


def _mode_change() -> None:
    op.create_table(
        "mode_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation", sa.String(120), nullable=False),
        sa.Column("mode", sa.String(10), nullable=False),
        sa.Column("who", sa.String(60)),
        sa.Column("by", sa.String(60), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["conversation"], ["conversation.id"], name=op.f("fk_mode_change_conversation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mode_change")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_mode_change_conversation", "mode_change", ["conversation", "id"])
