"""The tables of the platform channels: what a conversation there is in, what has to be delivered, and which events came."""

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from gateway.schema import metadata
from spa.store.moment import Moment

thread = Table(
    # What a conversation on a platform is in besides its question.
    "thread",
    metadata,
    Column("conversation", String(120), ForeignKey("conversation.id"), primary_key=True),
    Column("last_inbound_at", Moment),  # what opens the platform's window: words, a press, a follow
    Column("unreachable", String(40)),  # why the platform takes nothing more, until the customer writes again
    Column("menu", JSON(none_as_null=True)),  # {"tokens", "several"}: the last numbered list, in its order
)
delivery = Table(
    # A row of the outbox that a platform has to get; it is written together with that row.
    "delivery",
    metadata,
    Column("outbound_id", Integer, ForeignKey("outbound.id"), primary_key=True),
    Column("conversation", String(120), ForeignKey("conversation.id"), nullable=False),
    Column("state", String(8), nullable=False),  # waiting, sent, dead
    Column("done", Integer, nullable=False, default=0),  # so many of its parts the platform has taken
    Column("tries", Integer, nullable=False, default=0),
    Column("next_try_at", Moment, nullable=False),
    Column("in_hand", Boolean, nullable=False, default=False),  # somebody is sending it, or was when it was gone
    Column("unsure", Integer, nullable=False, default=0),  # so often a part may have arrived twice
    Column("platform_id", String(200)),  # the platform's name for the last part
    Column("problem", String(80)),
    Column("sent_at", Moment),
    Index("ix_delivery_state_conversation", "state", "conversation", "outbound_id"),
)
platform_event = Table(
    # Every event that a platform sent, by its own name for it: a repeat is no second event.
    "platform_event",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(64), nullable=False, unique=True),
    Column("channel", String(10), nullable=False),
    Column("kind", String(12), nullable=False),  # one of events.KINDS
    Column("conversation", String(120)),
    Column("sealed", Text),  # words of staff from the platform's own inbox
    Column("shape", JSON(none_as_null=True)),  # of an unknown kind: the names of its fields, none of its words
    Column("state", String(8), nullable=False),  # done; waiting: something has still to be done about it
    Column("at", Moment, nullable=False, index=True),
    Index("ix_platform_event_state", "state"),
    sqlite_autoincrement=True,
)
account = Table(
    # A page or an official account that cannot send until a person has looked at it.
    "channel_account",
    metadata,
    Column("id", String(60), primary_key=True),  # fb:<page>, zalo:<account>
    Column("stopped", String(80)),  # why; none: it sends
    Column("stopped_at", Moment),
)
token = Table(
    # Zalo's pair of tokens for an account. The refresh token is good once, so its use is claimed first.
    "platform_token",
    metadata,
    Column("account", String(60), primary_key=True),
    Column("pair", Text, nullable=False),  # sealed: {"access", "refresh"}
    Column("previous", Text),  # sealed: the pair before, to be looked at
    Column("expires_at", Moment, nullable=False),
    Column("refreshed_at", Moment, nullable=False),
    Column("claimed_until", Moment),  # somebody is refreshing
    Column("problem", String(80)),
)
upload = Table(
    # A picture that a platform keeps for us for some days.
    "platform_upload",
    metadata,
    Column("account", String(60), primary_key=True),
    Column("picture", String(120), primary_key=True),
    Column("platform_id", String(200), nullable=False),
    Column("expires_at", Moment, nullable=False),
)
