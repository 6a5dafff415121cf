"""`python venues.py import|export`: carries the venue files into the database, or what the database says to var/venues/."""

import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import yaml
from sqlalchemy.engine import Engine

import bootstrap
import settings
from spa.errors import KnowledgeError
from spa.knowledge import Venue
from spa.sealing import MasterKeys
from spa.store.database import connect, reading, writing
from spa.store.seed import differences, export, replace

EXPORTED = Path("var/venues")


def bring_in() -> list[str]:
    """Make the database say what the files say; return what has changed."""
    engine, known, now = _open()
    with writing(engine) as connection:
        changed = differences(connection, known.values())
        for venue in known.values():
            replace(connection, venue, now)
    return [f"{change}: taken from the file" for change in changed] or ["The database says what the files say."]


def write_out() -> list[str]:
    """Write hours, closures, rooms, services and therapists of each venue, in the shape of its file."""
    engine, known, _ = _open()
    EXPORTED.mkdir(parents=True, exist_ok=True)
    written = []
    for venue_id in known:
        with reading(engine) as connection:
            described = export(connection, venue_id)
        file = EXPORTED / f"{venue_id}.yml"
        file.write_text(yaml.safe_dump(described, allow_unicode=True, sort_keys=False, width=120), encoding="utf-8")
        written.append(str(file))
    return written


def _open() -> tuple[Engine, Mapping[str, Venue], datetime]:
    chosen, now = settings.read(), bootstrap.utc_now()
    Path("var").mkdir(exist_ok=True)
    engine, known = connect(chosen.database_url, MasterKeys(chosen.data_keys)), bootstrap.venues(chosen)
    bootstrap.prepare_database(engine, known, now)
    return engine, known, now


def main(arguments: list[str]) -> None:
    """Do what is asked for and say what was done."""
    commands = {"import": bring_in, "export": write_out}
    if len(arguments) != 1 or arguments[0] not in commands:
        sys.exit(f"usage: python venues.py {'|'.join(commands)}")
    try:
        print("\n".join(commands[arguments[0]]()))
    except (KnowledgeError, settings.SettingsError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main(sys.argv[1:])
