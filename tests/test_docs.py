"""The documents keep up: links lead somewhere, every variable and command is told, and the README stays short."""

import re
import subprocess
from dataclasses import fields
from pathlib import Path

import pytest
import yaml

import gateway.channels.schema
import gateway.staff.schema  # both add tables to the gateway's
from settings import Settings
from spa.store.schema import metadata as domain

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))
COMMAND = re.compile(r"(?:`|^)(?:[A-Z_]+=\S+ )*make ([a-z-]+)", re.MULTILINE)
LINK = re.compile(r"\]\(([^)#]+)")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_and_pictures_are_there(document: Path) -> None:
    targets = [target for target in LINK.findall(document.read_text(encoding="utf-8")) if "://" not in target]
    assert [target for target in targets if not (document.parent / target).exists()] == []


def test_places_in_the_readme_are_there() -> None:
    named = re.findall(r"`([\w./]+(?:/|\.\w+))`", README)
    kept = [place for place in named if not place.startswith(("var/", ".venv", "/"))]
    assert [place for place in kept if not (ROOT / place).exists()] == []


def test_every_variable_is_told() -> None:
    told = set(re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs" / "operations.md").read_text(encoding="utf-8"), re.M))
    assert told == {field.name.upper() for field in fields(Settings)}


def test_every_table_is_told() -> None:
    """Of the domain and of the gateway, each in the row of its database."""
    rows = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").splitlines()
    told = {row.split("`")[1]: set(re.findall(r"\w+", row.split("|")[2])) for row in rows if ".db` | `" in row}
    assert told["spa.db"] == set(domain.tables)
    assert told["gateway.db"] == set(gateway.schema.metadata.tables)


def test_every_module_and_folder_at_the_root_is_told() -> None:
    told = set(re.findall(r"`([\w.]+)/?`", (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")))
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert {path.name for path in ROOT.glob("*.py")} | packages <= told


def test_commands_in_the_documents_are_there() -> None:
    """In a line of words or in a block, alone or after a variable: `PORT=8080 make run`."""
    told = {name for path in DOCUMENTS for name in COMMAND.findall(path.read_text(encoding="utf-8"))}
    assert {"run", "test"} <= told <= TARGETS


def test_help_lists_every_command_with_what_it_does() -> None:
    listed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    described = {name: words for name, words in re.findall(r"^  make ([a-z-]+) +(\S.*)$", listed, re.M)}
    assert described.keys() == TARGETS
    phony = re.findall(r"^\.PHONY: (.*)$", MAKEFILE, re.M)[0].split()
    assert sorted(phony) == sorted(TARGETS)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_examples_in_yaml_can_be_read(document: Path) -> None:
    for block in re.findall(r"```yaml\n(.*?)```", document.read_text(encoding="utf-8"), re.DOTALL):
        assert yaml.safe_load(block)


def test_the_readme_is_short() -> None:
    assert len(README.splitlines()) < 150
