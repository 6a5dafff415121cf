"""One way to open the gateway's database, in a file or in memory."""

from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.pool import QueuePool, StaticPool

from spa.sealing import MasterKeys
from spa.store.upgrading import Scripts, upgrade

SCRIPTS = Scripts(Path(__file__).with_name("migrations"), "gateway_version")


def connect(url: str, keys: MasterKeys) -> Engine:
    """Open the database and bring its tables to the newest version. Raises DatabaseNewer."""
    common = {"future": True, "hide_parameters": True, "execution_options": {"master_keys": keys}}
    is_sqlite = make_url(url).get_backend_name() == "sqlite"
    engine = _sqlite(url, common) if is_sqlite else create_engine(url, **common)
    with engine.begin() as connection:
        if is_sqlite:  # the driver would begin only with the first row that is written, after the tables
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        upgrade(connection, SCRIPTS)
        if is_sqlite:  # what it knows of its tables decides by which index it reads; a sample is enough
            for pragma in ("analysis_limit=400", "optimize=0x10002"):
                connection.exec_driver_sql(f"PRAGMA {pragma}")
    return engine


def _sqlite(url: str, common: dict[str, Any]) -> Engine:
    in_memory = make_url(url).database in (None, "", ":memory:")
    pool = StaticPool if in_memory else QueuePool
    threads = {"check_same_thread": False}  # the pool hands a connection to one thread at a time
    engine = create_engine(url, poolclass=pool, connect_args=threads, **common)
    event.listen(engine, "connect", _prepare)
    return engine


def _prepare(connection: Any, _record: Any) -> None:
    # FULL: what has been acknowledged survives a power cut, not only a crash of this process.
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")
