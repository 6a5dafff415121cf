"""The gateway's own tables: what came in, what went out, and which buttons are good.

They live in a database of their own, apart from bookings and health answers. What is said in "sealed" can be read only
with the conversation's key, and is gone with it.
"""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from spa.sealing import key_table
from spa.store.moment import Moment

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    }
)

conversation = Table(
    "conversation",
    metadata,
    Column("id", String(120), primary_key=True),  # web:<id>, later fb:<page>:<person> and zalo:<account>:<person>
    Column("venue_id", String(40), nullable=False),
    Column("language", String(5), nullable=False),
    Column("question", Text),  # sealed: what the assistant waits for now
    Column(
        "asked", Integer, nullable=False, default=0
    ),  # grows with each new question: tells an old button from a new one
    Column("created_at", Moment, nullable=False),
    Column("last_at", Moment, nullable=False, index=True),
)
inbound = Table(
    "inbound",
    metadata,
    Column("id", Integer, primary_key=True),  # the order in which messages are answered
    Column("conversation", String(120), ForeignKey("conversation.id"), nullable=False),
    Column(
        "client_id", String(80), nullable=False
    ),  # the sender's own name for the message: a repeat is no second message
    Column("kind", String(12), nullable=False),  # one of messages.KINDS
    Column("text", Text, nullable=False),  # sealed; empty when it is erased
    Column("token", String(64)),  # of the button that was pressed
    Column("received_at", Moment, nullable=False),
    Column("state", String(8), nullable=False),  # waiting, done, failed
    Column("tries", Integer, nullable=False, default=0),
    UniqueConstraint("conversation", "client_id"),
    Index("ix_inbound_state_conversation", "state", "conversation"),
    Index("ix_inbound_conversation_id", "conversation", "id"),
    sqlite_autoincrement=True,
)
outbound = Table(
    "outbound",
    metadata,
    Column("id", Integer, primary_key=True),  # the sequence number that a reader resumes after
    Column("conversation", String(120), ForeignKey("conversation.id"), nullable=False),
    Column("inbound_id", Integer, ForeignKey("inbound.id")),  # none for what nobody asked for, a reminder
    Column("number", Integer, nullable=False),  # 1, 2 ... are the answer; 0 is a notice that it will come later
    Column("message", Text, nullable=False),  # sealed; empty when it is erased
    Column("at", Moment, nullable=False),
    UniqueConstraint("inbound_id", "number"),
    Index("ix_outbound_conversation_id", "conversation", "id"),
    sqlite_autoincrement=True,
)
button = Table(
    "button",
    metadata,
    Column("token", String(64), primary_key=True),
    Column("conversation", String(120), ForeignKey("conversation.id"), nullable=False, index=True),
    Column("title", Text, nullable=False),  # sealed
    Column("payload", Text, nullable=False),  # sealed: messages.Parse, what a press means
    Column("asked", Integer),  # the question it answers, by conversation.asked; none: good at any time
    Column("expires_at", Moment, nullable=False, index=True),
)
chat_key = key_table("chat_key", metadata)
attention = Table(
    # Whose a conversation is; one without a row is the assistant's.
    "attention",
    metadata,
    Column("conversation", String(120), ForeignKey("conversation.id"), primary_key=True),
    Column("mode", String(10), nullable=False, index=True),  # one of modes.MODES
    Column("who", String(60)),  # the person who has it
    Column("since", Moment),
    Column("until", Moment),  # it is given back then, unless the person writes
)
mode_change = Table(
    "mode_change",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("conversation", String(120), ForeignKey("conversation.id"), nullable=False),
    Column("mode", String(10), nullable=False),  # what it became
    Column("who", String(60)),  # whose
    Column("by", String(60), nullable=False),  # a person, modes.CUSTOMER, modes.CLOCK
    Column("at", Moment, nullable=False, index=True),
    Index("ix_mode_change_conversation", "conversation", "id"),
    sqlite_autoincrement=True,
)
tally = Table(
    # How often something was, for the statistics; what it can be is in gateway.tally.
    "tally",
    metadata,
    Column("hour", Moment, primary_key=True),  # its beginning
    Column("venue_id", String(40), primary_key=True),
    Column("channel", String(10), primary_key=True),
    Column("language", String(5), primary_key=True),
    Column("what", String(80), primary_key=True),
    Column("number", Integer, nullable=False),
    Index("ix_tally_what", "what", "venue_id", "channel", "language", "hour", "number"),  # a year is summed unsorted
    sqlite_with_rowid=False,
)
pushed = Table(
    # What was said without being asked, by another process as well: the key makes a repeat impossible.
    "pushed",
    metadata,
    Column("key", String(120), primary_key=True),
    Column("conversation", String(120), ForeignKey("conversation.id"), nullable=False),
    Column("outbound_id", Integer, ForeignKey("outbound.id"), nullable=False, unique=True),
    Column("seen", Boolean, nullable=False, default=False),  # a page has shown it
)
