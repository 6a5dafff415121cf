"""The last turns of each conversation and their keys; a database from before there were scripts has both."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_tables = sa.MetaData()
sa.Table(
    "dialogue",
    _tables,
    sa.Column("conversation", sa.String(255), primary_key=True),
    sa.Column("events", sa.Text, nullable=False),
)
sa.Table(
    "dialogue_key",
    _tables,
    sa.Column("conversation", sa.String(255), primary_key=True),
    sa.Column("sealed", sa.Text, nullable=False),
)


def upgrade() -> None:
    _tables.create_all(op.get_bind())
