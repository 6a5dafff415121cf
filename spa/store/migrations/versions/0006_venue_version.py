"""A mark of what a venue offers, new with every change, so that a process knows whether what it has read still holds."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_VENUE = sa.table("venue", sa.column("id"), sa.column("version"))


def upgrade() -> None:
    op.add_column("venue", sa.Column("version", sa.String(32), nullable=False, server_default="0"))
    connection = op.get_bind()
    for venue_id in connection.execute(sa.select(_VENUE.c.id)).scalars().all():
        own = sa.update(_VENUE).where(_VENUE.c.id == venue_id)
        connection.execute(own.values(version=secrets.token_hex(16)))
