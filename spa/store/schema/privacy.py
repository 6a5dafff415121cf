"""How it is kept secret, and forgotten: keys, erasures, downloads."""

from sqlalchemy import Column, Integer, String, Table

from spa.sealing import key_table
from spa.store.moment import Moment
from spa.store.schema.base import metadata

health_key = key_table("health_key", metadata)  # who deletes a row erases all that is sealed for the conversation
erasure = Table(
    # Who asked for everything to be erased: it is done when no visit is to come and the time of the answers is over.
    "erasure",
    metadata,
    Column("conversation", String(120), primary_key=True),
    Column("asked_at", Moment, nullable=False),
)
download = Table(
    # A link to one's own data: good once, and until it expires.
    "download",
    metadata,
    Column("digest", String(64), primary_key=True),  # of the link's token
    Column("conversation", String(120), nullable=False),
    Column("expires_at", Moment, nullable=False),
)
question_link = Table(
    # A link to a guest's questions on our own page: good once, and until it expires.
    "question_link",
    metadata,
    Column("digest", String(64), primary_key=True),  # of the link's token
    Column("conversation", String(120), nullable=False, index=True),
    Column("venue_id", String(40), nullable=False),
    Column("guest", Integer, nullable=False),
    Column("guests", Integer, nullable=False),  # how many come
    Column("expires_at", Moment, nullable=False),
    Column("answered_at", Moment),
)
