"""`python faq.py export`: writes what staff have taught to var/, as a file of data/faq/ for the next training."""

import sys
from pathlib import Path

import bootstrap
import settings
from spa.faq import taught
from spa.faq.export import export
from spa.sealing import MasterKeys
from spa.store.database import connect, reading

EXPORTED = Path("var/taught.yml")


def write_out() -> list[str]:
    """Write the file and say what is in it and what is not."""
    chosen = settings.read()
    EXPORTED.parent.mkdir(exist_ok=True)
    engine = connect(chosen.database_url, MasterKeys(chosen.data_keys))
    bootstrap.prepare_database(engine, bootstrap.venues(chosen), bootstrap.utc_now())
    with reading(engine) as connection:
        exported = export(taught.live(connection), bootstrap.ROOT / "data")
    EXPORTED.write_text(exported.text, encoding="utf-8")
    said = [f"{EXPORTED}: {len(exported.keys)} answers; put it into data/faq/ and train"]
    if exported.one_venue:
        said.append(f"left out, for they are one venue's: {', '.join(map(str, exported.one_venue))}")
    if exported.known:
        said.append(f"left out, for their questions are trained: {', '.join(map(str, exported.known))}")
    return said


def main(arguments: list[str]) -> None:
    if arguments != ["export"]:
        sys.exit("usage: python faq.py export")
    try:
        print("\n".join(write_out()))
    except settings.SettingsError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main(sys.argv[1:])
