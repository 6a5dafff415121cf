"""What the staff add to a conversation: how far each of them has read, notes for colleagues, and pictures."""

from sqlalchemy import Column, ForeignKey, Integer, String, Table, Text

from gateway.schema import metadata
from spa.store.moment import Moment

read_until = Table(
    "read_until",
    metadata,
    Column("account", String(60), primary_key=True),  # "staff:<id>"
    Column("conversation", String(120), ForeignKey("conversation.id"), primary_key=True),
    Column("inbound_id", Integer, nullable=False),  # the last message of the customer that they have seen
)
colleague_note = Table(
    "colleague_note",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("conversation", String(120), ForeignKey("conversation.id"), nullable=False, index=True),
    Column("account", String(60), nullable=False),
    Column("name", String(80), nullable=False),  # of who wrote it
    Column("text", Text, nullable=False),  # sealed
    Column("at", Moment, nullable=False),
)
sent_picture = Table(
    # A picture that a person sent to a customer.
    "sent_picture",
    metadata,
    Column("name", String(60), primary_key=True),  # which nobody can guess
    Column("conversation", String(120), ForeignKey("conversation.id"), nullable=False, index=True),
    Column("sealed", Text, nullable=False),  # the JPEG, in Base64
    Column("at", Moment, nullable=False),
)
