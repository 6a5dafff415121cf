"""Names as they are looked for, and the open notes to the staff found at once."""

import sqlalchemy as sa
from alembic import op

from spa.text import fold

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_CUSTOMER = sa.table("customer", sa.column("id"), sa.column("name"), sa.column("plain_name"))
_OPEN = sa.text("done_at IS NULL")


def upgrade() -> None:
    op.add_column("customer", sa.Column("plain_name", sa.String(200), nullable=False, server_default=sa.text("''")))
    connection = op.get_bind()
    for row in connection.execute(sa.select(_CUSTOMER.c.id, _CUSTOMER.c.name)).all():
        mine = sa.update(_CUSTOMER).where(_CUSTOMER.c.id == row.id)
        connection.execute(mine.values(plain_name=fold(row.name)))
    op.create_index(
        "ix_staff_note_open",
        "staff_note",
        ["venue_id", "conversation"],
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
