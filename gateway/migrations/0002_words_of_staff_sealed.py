"""Words of staff from the platforms' own inboxes are sealed; of an event of an unknown kind only its shape is kept."""

import sqlalchemy as sa
from alembic import op

from spa.sealing import Keys, key_table

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_KEYS = Keys(key_table("chat_key", sa.MetaData()))
_COLUMNS = (sa.column("id"), sa.column("kind"), sa.column("conversation"), sa.column("sealed"))
_events = sa.table("platform_event", *_COLUMNS, sa.column("body", sa.JSON(none_as_null=True)))


def upgrade() -> None:
    op.add_column("platform_event", sa.Column("sealed", sa.Text()))
    op.add_column("platform_event", sa.Column("shape", sa.JSON()))
    _seal()
    op.execute(sa.update(_events).values(body=None))  # a dropped column's values may stay in the file
    op.drop_column("platform_event", "body")


def _seal() -> None:
    kept = sa.and_(_events.c.body.is_not(None), _events.c.kind == "staff", _events.c.conversation.is_not(None))
    for row in op.get_bind().execute(sa.select(_events).where(kept)).all():
        sealed = _KEYS.made(op.get_bind(), row.conversation).seal(row.body)
        op.execute(sa.update(_events).where(_events.c.id == row.id).values(sealed=sealed))
