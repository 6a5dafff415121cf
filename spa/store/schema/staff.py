"""Who works here: accounts of the desk, what they are signed in with, and who saw or changed what."""

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, String, Table, true

from spa.store.moment import Moment
from spa.store.schema.base import metadata

staff_account = Table(
    "staff_account",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("login", String(80), nullable=False, unique=True),  # small letters
    Column("name", String(80), nullable=False),  # as colleagues and customers read it
    Column("roles", JSON, nullable=False),  # some of spa.staff.rights.ROLES
    Column("therapist_id", String(60), ForeignKey("therapist.id")),  # whose day a therapist sees
    Column("venues", JSON, nullable=False),  # ids; empty: all
    Column("language", String(5), nullable=False),  # of the pages
    Column("password", String(255), nullable=False),  # as the hasher writes it
    Column("active", Boolean, nullable=False, server_default=true()),
    Column("created_at", Moment, nullable=False),
)
staff_session = Table(
    "staff_session",
    metadata,
    Column("digest", String(64), primary_key=True),  # of the token in the cookie
    Column("account_id", Integer, ForeignKey("staff_account.id"), nullable=False, index=True),
    Column("begun_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),  # to the minute
)
staff_invitation = Table(
    # A link that is good once: for a new account, or for a new password.
    "staff_invitation",
    metadata,
    Column("digest", String(64), primary_key=True),  # of the link's token
    Column("account_id", Integer, ForeignKey("staff_account.id"), index=True),  # whose password; none: a new account
    Column("roles", JSON, nullable=False),
    Column("therapist_id", String(60), ForeignKey("therapist.id")),
    Column("venues", JSON, nullable=False),
    Column("expires_at", Moment, nullable=False),
)
staff_try = Table(
    # Each wrong password, under the login's and the address's digest.
    "staff_try",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(64), nullable=False),
    Column("at", Moment, nullable=False, index=True),
    Index("ix_staff_try_key_at", "key", "at"),
)
staff_audit = Table(
    "staff_audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Moment, nullable=False, index=True),
    Column("account_id", Integer, ForeignKey("staff_account.id"), index=True),  # none: nobody was signed in
    Column("kind", String(40), nullable=False),  # one of spa.staff.audit.KINDS
    Column("about", String(120), nullable=False),  # the id of what was seen or changed; never words of a guest
)
