"""A numbered list that is open says whether several may be chosen; before, it was its tokens alone."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_thread = sa.table("thread", sa.column("conversation"), sa.column("menu", sa.JSON(none_as_null=True)))


def upgrade() -> None:
    for row in op.get_bind().execute(sa.select(_thread)).all():
        if isinstance(row.menu, list):
            menu = {"tokens": row.menu, "several": False}
            op.execute(sa.update(_thread).where(_thread.c.conversation == row.conversation).values(menu=menu))
