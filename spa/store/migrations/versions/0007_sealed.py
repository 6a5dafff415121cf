"""Answers on health, notes for therapists and words of consents are sealed; tables for keys, erasures and downloads."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from spa.sealing import Keys, key_table

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_KEYS = Keys(key_table("health_key", sa.MetaData()))
_PARTS = ("answers", "rules", "notes")


def upgrade() -> None:
    _tables()
    for name in ("consent", "screening"):
        op.add_column(name, sa.Column("sealed", sa.Text()))
    _seal()
    op.drop_column("consent", "words")
    for part in _PARTS:
        op.drop_column("screening", part)


def _tables() -> None:
    op.create_table(
        "health_key",
        sa.Column("conversation", sa.String(255), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("conversation", name=op.f("pk_health_key")),
    )
    op.create_table(
        "erasure",
        sa.Column("conversation", sa.String(120), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("conversation", name=op.f("pk_erasure")),
    )
    op.create_table(
        "download",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("conversation", sa.String(120), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_download")),
    )


def _seal() -> None:
    """Seal what was written in plain before."""
    screening = _table("screening", "sealed", *(sa.column(part, sa.JSON()) for part in _PARTS))
    consent, booking = _table("consent", "sealed", "words"), _table("booking", "note")
    for row in op.get_bind().execute(sa.select(screening)).all():
        _put(screening, row, sealed={part: getattr(row, part) for part in _PARTS})
    for row in op.get_bind().execute(sa.select(consent)).all():
        _put(consent, row, sealed=row.words)
    for row in op.get_bind().execute(sa.select(booking).where(booking.c.note != "")).all():
        _put(booking, row, note=row.note)


def _table(name: str, *columns: Any) -> Any:
    named = [sa.column(one) if isinstance(one, str) else one for one in ("id", "conversation", *columns)]
    return sa.table(name, *named)


def _put(table: Any, row: Any, **values: Any) -> None:
    key = _KEYS.made(op.get_bind(), row.conversation)
    sealed = {name: key.seal(value) for name, value in values.items()}
    op.get_bind().execute(sa.update(table).where(table.c.id == row.id).values(sealed))
