"""`make venue-import` and `make venue-export`: what the files say reaches the database, and comes back in their shape."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import text

from spa.knowledge import load_venues
from spa.store.database import connect, reading, writing
from spa.store.seed import differences
from tests.texts import ROOT

FILES = ROOT / "knowledge" / "venues"
VENUES = sorted(path.stem for path in FILES.glob("*.yml"))
RAISED = (
    "UPDATE service_step SET price_vnd = price_vnd + 1000 WHERE venue_id = 'lee_spa' AND service_id = 'back_massage'"
)


class House:
    """A database of its own and the folder in which the commands run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = f"sqlite:///{folder / 'spa.db'}"

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        environ = {**os.environ, "DATABASE_URL": self.url}
        command = [sys.executable, str(ROOT / "venues.py"), *arguments]
        return subprocess.run(command, cwd=self.folder, env=environ, capture_output=True, text=True)

    def exported(self, venue: str) -> dict[str, Any]:
        assert self.run("export").stdout.split() == [f"var/venues/{one}.yml" for one in VENUES]
        return dict(yaml.safe_load((self.folder / "var" / "venues" / f"{venue}.yml").read_text(encoding="utf-8")))

    def raise_a_price(self) -> None:
        with writing(connect(self.url)) as connection:
            assert connection.execute(text(RAISED)).rowcount == 1


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def test_what_is_exported_is_a_venue_file_that_says_the_same(house: House) -> None:
    """Put into the files that it came from, it changes nothing."""
    merged = house.folder / "merged"
    merged.mkdir()
    for venue in VENUES:
        filed = yaml.safe_load((FILES / f"{venue}.yml").read_text(encoding="utf-8"))
        found = house.exported(venue)
        for section, content in found.items():
            keyed = section in ("services", "therapists", "rooms")
            filed[section] = {key: {**filed[section][key], **one} for key, one in content.items()} if keyed else content
        (merged / f"{venue}.yml").write_text(
            yaml.safe_dump(filed, allow_unicode=True, sort_keys=False), encoding="utf-8"
        )
    with reading(connect(house.url)) as connection:
        assert differences(connection, load_venues(merged).values()) == []


def test_a_price_of_the_database_is_exported_and_one_of_the_file_imported(house: House) -> None:
    before = house.exported("lee_spa")["services"]["back_massage"]["steps"]["massage"]["price_vnd"]
    house.raise_a_price()
    raised = house.exported("lee_spa")
    assert raised["services"]["back_massage"]["steps"]["massage"]["price_vnd"] == before + 1000
    assert house.run("import").stdout == "lee_spa: services: taken from the file\n"
    assert house.exported("lee_spa")["services"]["back_massage"]["steps"]["massage"]["price_vnd"] == before
    assert house.run("import").stdout == "The database says what the files say.\n"


@pytest.mark.parametrize("arguments", [(), ("delete",), ("import", "export")])
def test_another_command_is_refused(house: House, arguments: tuple[str, ...]) -> None:
    refused = house.run(*arguments)
    assert refused.returncode == 1 and refused.stderr == "usage: python venues.py import|export\n"
