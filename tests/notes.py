"""What was left for the staff, as the tests ask for it."""

from sqlalchemy import select
from sqlalchemy.engine import Connection

from spa.store.schema import staff_note


def notes_for(connection: Connection, conversation: str) -> list[str]:
    """The kinds of the open notes about a conversation, oldest first."""
    open_ones = select(staff_note.c.kind).where(
        staff_note.c.conversation == conversation, staff_note.c.done_at.is_(None)
    )
    return list(connection.execute(open_ones.order_by(staff_note.c.id)).scalars())
