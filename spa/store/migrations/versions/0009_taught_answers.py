"""Answers that staff teach, questions that nothing answered, and whether an answer helped."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _taught()
    _unanswered()
    _ratings()


def _taught() -> None:
    op.create_table(
        "taught_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("written", sa.JSON(), nullable=False),
        sa.Column("live", sa.JSON()),
        sa.Column("author", sa.String(120), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_taught_answer")),
    )
    op.create_table(
        "taught_history",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.String(120), nullable=False),
        sa.Column("change", sa.String(20), nullable=False),
        sa.Column("written", sa.JSON(), nullable=False),
        sa.Column("mark", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(["answer_id"], ["taught_answer.id"], name=op.f("fk_taught_history_answer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_taught_history")),
    )
    op.create_index(op.f("ix_taught_history_answer_id"), "taught_history", ["answer_id"], unique=False)


def _unanswered() -> None:
    op.create_table(
        "unanswered_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation", sa.String(120), nullable=False),
        sa.Column("venue_id", sa.String(40), nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("language", sa.String(5), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("sealed", sa.Text()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unanswered_question")),
    )
    for column in ("at", "conversation"):
        op.create_index(op.f(f"ix_unanswered_question_{column}"), "unanswered_question", [column], unique=False)


def _ratings() -> None:
    op.create_table(
        "answer_rating",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(80), nullable=False),
        sa.Column("venue_id", sa.String(40), nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("language", sa.String(5), nullable=False),
        sa.Column("helped", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_rating")),
    )
    op.create_index(op.f("ix_answer_rating_at_answer"), "answer_rating", ["at", "answer"], unique=False)
