"""One way to open the gateway's database, in a file or in memory."""

from typing import Any

from sqlalchemy import create_engine, event
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.pool import QueuePool, StaticPool

from gateway.channels import schema as _channels  # noqa: F401 - its tables are made with the others
from gateway.schema import metadata


def connect(url: str) -> Engine:
    """Open the database and create the tables that are missing."""
    engine = (
        _sqlite(url)
        if make_url(url).get_backend_name() == "sqlite"
        else create_engine(url, future=True, hide_parameters=True)
    )
    metadata.create_all(engine)
    return engine


def _sqlite(url: str) -> Engine:
    in_memory = make_url(url).database in (None, "", ":memory:")
    pool = StaticPool if in_memory else QueuePool
    threads = {"check_same_thread": False}  # the pool hands a connection to one thread at a time
    engine = create_engine(url, future=True, hide_parameters=True, poolclass=pool, connect_args=threads)
    event.listen(engine, "connect", _prepare)
    return engine


def _prepare(connection: Any, _record: Any) -> None:
    # FULL: what has been acknowledged survives a power cut, not only a crash of this process.
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000"):
        connection.execute(f"PRAGMA {pragma}")
