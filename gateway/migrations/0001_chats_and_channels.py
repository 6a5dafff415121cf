"""Every table as it was before there were scripts; a database of then has them, or lacks those of the channels."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_tables = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    }
)

sa.Table(
    "conversation",
    _tables,
    sa.Column("id", sa.String(120), primary_key=True),
    sa.Column("venue_id", sa.String(40), nullable=False),
    sa.Column("language", sa.String(5), nullable=False),
    sa.Column("question", sa.Text),
    sa.Column("asked", sa.Integer, nullable=False),
    sa.Column("created_at", sa.DateTime, nullable=False),
    sa.Column("last_at", sa.DateTime, nullable=False),
)
sa.Table(
    "inbound",
    _tables,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("conversation", sa.String(120), sa.ForeignKey("conversation.id"), nullable=False),
    sa.Column("client_id", sa.String(80), nullable=False),
    sa.Column("kind", sa.String(12), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("token", sa.String(64)),
    sa.Column("received_at", sa.DateTime, nullable=False),
    sa.Column("state", sa.String(8), nullable=False),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.UniqueConstraint("conversation", "client_id"),
    sa.Index("ix_inbound_state_conversation", "state", "conversation"),
    sqlite_autoincrement=True,
)
sa.Table(
    "outbound",
    _tables,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("conversation", sa.String(120), sa.ForeignKey("conversation.id"), nullable=False),
    sa.Column("inbound_id", sa.Integer, sa.ForeignKey("inbound.id")),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("message", sa.Text, nullable=False),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.UniqueConstraint("inbound_id", "number"),
    sa.Index("ix_outbound_conversation_id", "conversation", "id"),
    sqlite_autoincrement=True,
)
sa.Table(
    "button",
    _tables,
    sa.Column("token", sa.String(64), primary_key=True),
    sa.Column("conversation", sa.String(120), sa.ForeignKey("conversation.id"), nullable=False, index=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("payload", sa.Text, nullable=False),
    sa.Column("asked", sa.Integer),
    sa.Column("expires_at", sa.DateTime, nullable=False, index=True),
)
sa.Table(
    "chat_key",
    _tables,
    sa.Column("conversation", sa.String(255), primary_key=True),
    sa.Column("sealed", sa.Text, nullable=False),
)
sa.Table(
    "pushed",
    _tables,
    sa.Column("key", sa.String(120), primary_key=True),
    sa.Column("conversation", sa.String(120), sa.ForeignKey("conversation.id"), nullable=False),
    sa.Column("outbound_id", sa.Integer, sa.ForeignKey("outbound.id"), nullable=False, unique=True),
    sa.Column("seen", sa.Boolean, nullable=False),
)
sa.Table(
    "thread",
    _tables,
    sa.Column("conversation", sa.String(120), sa.ForeignKey("conversation.id"), primary_key=True),
    sa.Column("mode", sa.String(10), nullable=False),
    sa.Column("mode_at", sa.DateTime),
    sa.Column("last_inbound_at", sa.DateTime),
    sa.Column("unreachable", sa.String(40)),
    sa.Column("menu", sa.JSON),
)
sa.Table(
    "delivery",
    _tables,
    sa.Column("outbound_id", sa.Integer, sa.ForeignKey("outbound.id"), primary_key=True),
    sa.Column("conversation", sa.String(120), sa.ForeignKey("conversation.id"), nullable=False),
    sa.Column("state", sa.String(8), nullable=False),
    sa.Column("done", sa.Integer, nullable=False),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("next_try_at", sa.DateTime, nullable=False),
    sa.Column("in_hand", sa.Boolean, nullable=False),
    sa.Column("unsure", sa.Integer, nullable=False),
    sa.Column("platform_id", sa.String(200)),
    sa.Column("problem", sa.String(80)),
    sa.Column("sent_at", sa.DateTime),
    sa.Index("ix_delivery_state_conversation", "state", "conversation", "outbound_id"),
)
sa.Table(
    "platform_event",
    _tables,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("key", sa.String(64), nullable=False, unique=True),
    sa.Column("channel", sa.String(10), nullable=False),
    sa.Column("kind", sa.String(12), nullable=False),
    sa.Column("conversation", sa.String(120)),
    sa.Column("body", sa.JSON),
    sa.Column("state", sa.String(8), nullable=False),
    sa.Column("at", sa.DateTime, nullable=False, index=True),
    sa.Index("ix_platform_event_state", "state"),
    sqlite_autoincrement=True,
)
sa.Table(
    "channel_account",
    _tables,
    sa.Column("id", sa.String(60), primary_key=True),
    sa.Column("stopped", sa.String(80)),
    sa.Column("stopped_at", sa.DateTime),
)
sa.Table(
    "platform_token",
    _tables,
    sa.Column("account", sa.String(60), primary_key=True),
    sa.Column("pair", sa.Text, nullable=False),
    sa.Column("previous", sa.Text),
    sa.Column("expires_at", sa.DateTime, nullable=False),
    sa.Column("refreshed_at", sa.DateTime, nullable=False),
    sa.Column("claimed_until", sa.DateTime),
    sa.Column("problem", sa.String(80)),
)
sa.Table(
    "platform_upload",
    _tables,
    sa.Column("account", sa.String(60), primary_key=True),
    sa.Column("picture", sa.String(120), primary_key=True),
    sa.Column("platform_id", sa.String(200), nullable=False),
    sa.Column("expires_at", sa.DateTime, nullable=False),
)


def upgrade() -> None:
    _tables.create_all(op.get_bind())
