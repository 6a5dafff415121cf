"""Who may import whom, read from the code: what keeps the domain free of its frameworks and the parts apart."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
WEB = {"starlette", "uvicorn", "sanic", "aiohttp"}
FORBIDDEN = {
    "spa": {"rasa", "rasa_sdk", "settings", "bootstrap", "gateway", "actions", "extensions", *WEB},
    "gateway": {"rasa", "rasa_sdk", "sanic", "actions", "extensions"},
    "actions": {"rasa", "sanic", "gateway", "extensions"},
    "extensions": {"rasa_sdk", "actions", "gateway"},
    "bench": {"rasa", "rasa_sdk", "sanic", "actions", "extensions", "gateway"},
}
# The clock and the environment are handed to the domain, never read by it.
CLOCK = {"now", "utcnow", "today"}
ENVIRONMENT = {"environ", "getenv"}
ENTRIES = {"settings.py", "model.py", "processes.py"}  # they read the environment, or hand it on


def files(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def imported(tree: ast.AST) -> Iterator[str]:
    """The first part of each imported module's name, wherever the import stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield str(node.module).split(".")[0]


def attributes(tree: ast.AST) -> set[str]:
    return {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


def called(tree: ast.AST) -> set[str]:
    calls = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
    return {call.attr for call in calls if isinstance(call, ast.Attribute)}


@pytest.mark.parametrize("package", FORBIDDEN)
def test_a_package_imports_only_what_it_may(package: str) -> None:
    found = {
        f"{file.relative_to(ROOT)} imports {name}"
        for file in files(package)
        for name in imported(ast.parse(file.read_text(encoding="utf-8")))
        if name in FORBIDDEN[package]
    }
    assert files(package)
    assert not found


def test_the_domain_reads_no_clock_and_no_environment() -> None:
    found = {}
    for file in files("spa"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        found[str(file.relative_to(ROOT))] = (called(tree) & CLOCK) | (attributes(tree) & ENVIRONMENT)
    assert not {name: used for name, used in found.items() if used}


def test_the_environment_is_read_in_one_place() -> None:
    others = [file for file in ROOT.glob("*.py") if file.name not in ENTRIES]
    for package in ("actions", "extensions", "gateway"):
        others += files(package)
    reading = [file.name for file in others if attributes(ast.parse(file.read_text(encoding="utf-8"))) & ENVIRONMENT]
    assert not reading
