"""Brings the tables of one database to the newest version, by the numbered scripts of a folder."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import column, inspect, select, table
from sqlalchemy.engine import Connection

from spa.errors import DatabaseNewer

HOW_TO_RUN = Path(__file__).with_name("migrations")  # holds Alembic's env.py, the same for every database
NEWEST = "head"


@dataclass(frozen=True)
class Scripts:
    """Scripts named `NNNN_what.py`; `version_table` has a name of its own, for several databases may be one."""

    folder: Path
    version_table: str

    def numbers(self) -> list[str]:
        return sorted(file.stem.partition("_")[0] for file in self.folder.glob("[0-9]*_*.py"))


def upgrade(connection: Connection, scripts: Scripts, to: str = NEWEST) -> None:
    """Run the scripts that have not run yet, in the connection's transaction, which has to be the only one that writes.

    Raises DatabaseNewer.
    """
    now, numbers = _version(connection, scripts), scripts.numbers()
    if now == (numbers[-1] if to == NEWEST else to):
        return
    if now not in (None, *numbers):
        raise DatabaseNewer(
            f"The tables of {connection.engine.url.database} are of version {now}, and this program knows them up to "
            f"{numbers[-1]}. Start the newer program, or put a backup from before back."
        )
    from alembic import command  # here, for its 11 MB are needed by the one process alone that migrates

    command.upgrade(_config(connection, scripts), to)


def _version(connection: Connection, scripts: Scripts) -> str | None:
    if not inspect(connection).has_table(scripts.version_table):
        return None
    number: str | None = connection.execute(select(table(scripts.version_table, column("version_num")))).scalar()
    return number


def _config(connection: Connection, scripts: Scripts) -> Any:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(HOW_TO_RUN))
    config.set_main_option("path_separator", "newline")  # a folder's name may hold any other sign
    config.set_main_option("version_locations", str(scripts.folder).replace("%", "%%"))
    config.attributes.update(connection=connection, version_table=scripts.version_table)
    return config
